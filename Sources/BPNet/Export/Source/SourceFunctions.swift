extension SourceFunction {
  static func exponentialParts(_ coefficients: [String]) -> SourceFunction {
    SourceFunction(
      "exp_in_parts", "x", record: "exp_parts", comment: "exp(x) = s (1 + t)",
      body: [
        .let("rounded", "FMA(x, @log2_e, @exp_rounder)"), .let("n", "rounded - @exp_rounder"),
        .let("r", "FMA(-n, @ln2_low, FMA(-n, @ln2_high, x))"), .let("square", "r * r"),
      ] + pairedPolynomial(coefficients, of: "r", square: "square") + [
        .let("s", "@power_of_two(rounded)"), .let("t", "FMA(square, w, r)"), .record(["s", "t"]),
      ])
  }

  static let exponential = SourceFunction(
    "exp", "x", comment: "exp(x) for x <= 0",
    body: [
      .let("e", "@exp_in_parts(@max(-@exp_limit, x))", record: "exp_parts"),
      .value("FMA(e.s, e.t, e.s)"),
    ])

  static let exponentialMinusOne = SourceFunction(
    "exp_minus_one", "x", comment: "exp(x) - 1 for x <= 0",
    body: [
      .let("e", "@exp_in_parts(@max(-@exp_limit, x))", record: "exp_parts"),
      .value("FMA(e.s, e.t, e.s - 1)"),
    ])

  static let sigmoidOfExponential = SourceFunction(
    "sigmoid_of_exp", "s", "t", comment: "1 / (1 + s (1 + t))",
    body: [
      .let("sum", "s + 1"), .let("lost", "1 - (sum - s)"), .value("1 / (sum + FMA(s, t, lost))"),
    ])

  static func sigmoidInEighths(_ coefficients: [String]) -> SourceFunction {
    SourceFunction(
      "sigmoid_of", "z", comment: "1 / (1 + exp(z))",
      body: [
        .let("rounded", "FMA(z, @eighths_per_unit, @rounder)"), .let("n", "rounded - @rounder"),
        .let("r", "FMA(-n, @eighth_low, FMA(-n, @eighth_high, z))"),
        .let("w", "FMA(FMA(\(coefficients[2]), r, \(coefficients[1])), r, \(coefficients[0]))"),
        .let("t", "FMA(r * r, w, r)"), .let("s", "@eighth_power(rounded)"),
        .value("1 / (FMA(s, t, s < 1 ? s : 1) + (s > 1 ? s : 1))"),
      ])
  }

  static let sigmoidInParts = SourceFunction(
    "sigmoid_of", "z", comment: "1 / (1 + exp(z))",
    body: [
      .let("e", "@exp_in_parts(z)", record: "exp_parts"), .value("@sigmoid_of_exp(e.s, e.t)"),
    ])

  static let sigmoid = SourceFunction(
    "sigmoid", "x", "steepness", comment: "1 / (1 + exp(-steepness x))",
    body: [
      .let("z", "x * -steepness"), .let("y", "@sigmoid_of(@max(@sigmoid_least, z))"),
      .value("@sigmoid_limit < z ? 0 : y"),
    ])

  static let tanh = SourceFunction(
    "tanh", "x",
    body: [
      .let("e", "@exp_in_parts(@max(-@exp_limit, 2 * @minus_abs(x)))", record: "exp_parts"),
      .let("u", "FMA(e.s, e.t, e.s - 1)"),
      .value("@with_sign(u / FMA(-e.s, e.t, -1 - e.s), x)"),
    ])

  static func softplus(_ coefficients: [String]) -> SourceFunction {
    let last = coefficients.count - 1
    return SourceFunction(
      "softplus", "x", comment: "log(1 + exp(x))",
      body: [
        .let("u", "@exp(@minus_abs(x))"), .let("v", "u / (2 + u)"), .let("square", "v * v"),
        .var("w", coefficients[last]),
      ] + (0..<last).reversed().map { .set("w", "FMA(w, square, \(coefficients[$0]))") } + [
        .let("logarithm", "FMA(-v, FMA(-square, w, u), u)"), .value("@max(x, 0) + logarithm"),
      ])
  }

  static let elu = SourceFunction(
    "elu", "x", "alpha", comment: "x, below 0 alpha (exp(x) - 1)",
    body: [.let("below", "alpha * @exp_minus_one(x)"), .value("0 < x ? x : below")])

  static let silu = SourceFunction(
    "silu", "x", comment: "x / (1 + exp(-x))",
    body: [.value("@max(-@exp_limit, x) * @sigmoid(x, 1)")])

  static func geluTail(_ coefficients: [String]) -> SourceFunction {
    SourceFunction(
      "gelu_tail_of", "a", record: "gelu_tail",
      comment: """
        The distribution function of the normal distribution at a <= 0: the product of two numbers, each of
        which has a second part.
        """,
      body: [
        .let("squared", "a * a"), .let("excess", "FMA(-a, a, squared)"), .let("sum", "@gelu_pole - a"),
        .let("v", "1 / sum"), .let("rest", "sum - @gelu_pole"),
        .let("lost", "(@gelu_pole - (sum - rest)) - (a + rest)"),
        .let("error", "FMA(-lost, v, FMA(-sum, v, 1))"),
        .let("t", "FMA(v * error, @gelu_stretch, FMA(v, @gelu_stretch, -@gelu_shift))"),
        .let("square", "t * t"),
      ] + pairedPolynomial(coefficients, of: "t", square: "square") + [
        .let("e", "@exp_in_parts(-@half * squared)", record: "exp_parts"),
        .let("e_t", "FMA(@half * excess, 1 + e.t, e.t)"), .let("exponential", "FMA(e.s, e_t, e.s)"),
        .let("exponential_low", "FMA(e.s, e_t, e.s - exponential)"), .let("ratio", "v * w"),
        .let("ratio_low", "FMA(ratio, error, FMA(v, w, 0 - ratio))"),
        .record(["exponential", "exponential_low", "ratio", "ratio_low"]),
      ])
  }

  static let gelu = SourceFunction(
    "gelu", "x", comment: "x times the distribution function of the normal distribution",
    body: [
      .let("a", "@max(-@gelu_limit, @minus_abs(x))"),
      .let("tail", "@gelu_tail_of(a)", record: "gelu_tail"), .let("scaled", "a * tail.ratio"),
      .let("scaled_low", "a * tail.ratio_low - FMA(-a, tail.ratio, scaled)"),
      .let("low", "FMA(tail.exponential, scaled_low, tail.exponential_low * scaled)"),
      .let("product", "@minus_abs(FMA(tail.exponential, scaled, low))"),
      .value("x < 0 ? product : x + product"),
    ])

  static let geluTanhGate = SourceFunction(
    "gelu_tanh_gate", "x", comment: "1 / (1 + exp(-x (c1 + c2 x x)))",
    body: [
      .let("square", "x * x"), .let("square_excess", "FMA(-x, x, square)"),
      .let("term", "@gelu_tanh_c2 * square"),
      .let("first", "FMA(@gelu_tanh_c2, square_excess, FMA(-@gelu_tanh_c2, square, term))"),
      .let("excess", "FMA(-@gelu_tanh_c2_low, square, first)"), .let("sum", "@gelu_tanh_c1 + term"),
      .let("rest", "sum - @gelu_tanh_c1"),
      .let("lost", "(@gelu_tanh_c1 - (sum - rest)) + (term - rest)"),
      .let("low", "(lost - excess) + @gelu_tanh_c1_low"), .let("minus_x", "0 - x"),
      .let("z", "minus_x * sum"), .let("z_low", "FMA(minus_x, low, 0 - FMA(-minus_x, sum, z))"),
      .let("e", "@exp_in_parts(@max(-@sigmoid_limit, z))", record: "exp_parts"),
      .let("y", "@sigmoid_of_exp(e.s, FMA(z_low, 1 + e.t, e.t))"), .value("@sigmoid_limit < z ? 0 : y"),
    ])

  static let geluTanh = SourceFunction(
    "gelu_tanh", "x", comment: "x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x x x))) / 2",
    body: [
      .let("bounded", "@gelu_tanh_limit < x ? @gelu_tanh_limit : x"),
      .let("gate", "@gelu_tanh_gate(@max(-@gelu_tanh_limit, bounded))"),
      .value("@max(-@gelu_tanh_limit, x) * gate"),
    ])

  /// `ReproducibleMath.exp`, in double precision for every network.
  static let response: [SourceFunction] = {
    func fraction(_ divisor: Double) -> String { HexFloat.text(1 / divisor, .f64) }
    return [
      SourceFunction(
        "response_of", "x", type: "DOUBLE", comment: "exp(x) for -745.14 <= x <= 709.79",
        body: [
          .let("n", "(x * 0x1.71547652b82fep0 + 0x1.8p52) - 0x1.8p52"),
          .let("partial", "x - n * 0x1.62e42feep-1"), .let("below", "0 - n * 0x1.a39ef35793c76p-33"),
          .let("r", "partial + below"), .let("r_low", "below - (r - partial)"), .let("square", "r * r"),
          .let("fourth", "square * square"),
          .let("a", "\(fraction(2)) + r * \(fraction(6))"),
          .let("b", "\(fraction(24)) + r * \(fraction(120))"),
          .let("c", "\(fraction(720)) + r * \(fraction(5040))"),
          .let("d", "\(fraction(40320)) + r * \(fraction(362_880))"),
          .let("e", "\(fraction(3_628_800)) + r * \(fraction(39_916_800))"),
          .let("f", "\(fraction(479_001_600)) + r * \(fraction(6_227_020_800))"),
          .let("inner", "(c + square * d) + fourth * (e + square * f)"),
          .let("series", "(a + square * b) + fourth * inner"),
          .let("tail", "square * series + (r_low + r * r_low)"), .let("leading", "1 + r"),
          .let("rest", "r - (leading - 1)"), .let("y", "leading + (rest + tail)"),
          .let("large", "y * @power(n > 1000 ? n - 100 : n + 100)"),
          .value("n > 1000 ? large * 0x1p100 : n < -1000 ? large * 0x1p-100 : y * @power(n)"),
        ]),
      SourceFunction(
        "response", "x", type: "DOUBLE", comment: "exp(x) for any x",
        body: [
          .let("bounded", "x < -745.14 ? -745.14 : x > 709.79 ? 709.79 : x"),
          .let("y", "@response_of(bounded)"),
          .value("x != x ? x : x > 709.79 ? HUGE_VAL : x < -745.14 ? 0 : y"),
        ]),
    ]
  }()
}
