import Testing

@testable import BPNet

/// Round trips of optimisers, schedules, losses and initialisers: descriptions and model files have all of
/// their numbers.
@Suite struct DescriptionTests {
  /// Random numbers of all kinds that constants may have: fractions, integers, small and large ones.
  private static func numbers(_ generator: inout RandomGenerator) -> [Double] {
    [
      generator.uniform(), 1 + generator.uniform(), 1 + Double(generator.uniform(below: 1000)),
      1e-5 * generator.uniform(), 1e5 * generator.uniform(), -generator.uniform(),
    ]
  }

  /// Random values for `count` numbers, of which `isAllowed` says whether they go together.
  private static func values(
    _ count: Int, _ generator: inout RandomGenerator, isAllowed: ([Double]) -> Bool
  ) -> [Double]? {
    for _ in 0..<10_000 {
      let values = (0..<count).map { _ in numbers(&generator)[generator.uniform(below: 6)] }
      if isAllowed(values) { return values }
    }
    return nil
  }

  // MARK: - Optimisers

  /// Values for all constants of an optimiser, none of them the default one.
  private static func constants(
    of definition: Optimizer.Definition, _ generator: inout RandomGenerator
  ) throws -> [Double] {
    try #require(
      values(definition.constants.count, &generator) { values in
        definition.allows(values) && !zip(definition.constants, values).contains { $0.defaultValue == $1 }
      })
  }

  @Test(arguments: Optimizer.definitions.indices) func optimizers(index: Int) throws {
    let definition = Optimizer.definitions[index]
    var generator = RandomGenerator(seed: UInt64(index), stream: 1)
    for _ in 0..<50 {
      let values = try Self.constants(of: definition, &generator)
      let optimizer = definition.make(values)
      let expected = Dictionary(uniqueKeysWithValues: zip(definition.constants.map(\.name), values))
      #expect(optimizer.constants == expected)
      let parsed = try Optimizer(parsing: optimizer.description)
      #expect(parsed.constants == expected, "\(optimizer)")
      #expect(parsed.description == optimizer.description)
    }
  }

  /// Every stored number that an optimiser is made from is among its constants.
  @Test(arguments: Optimizer.definitions.indices) func constantsAreComplete(index: Int) throws {
    let definition = Optimizer.definitions[index]
    var generator = RandomGenerator(seed: UInt64(index), stream: 2)
    let (first, second) = (
      definition.make(try Self.constants(of: definition, &generator)),
      definition.make(definition.constants.map(\.defaultValue))
    )
    func stored(_ optimizer: Optimizer) -> [String: Double] {
      let made: Any =
        switch optimizer.algorithm {
        case .rule(let rule): rule
        case .fullBatch(let method): method
        }
      let fields = Mirror(reflecting: made).children
      return Dictionary(
        uniqueKeysWithValues: fields.compactMap { field in
          let value = (field.value as? Double) ?? (field.value as? Int).map { Double($0) }
          return value.map { (field.label ?? "", $0) }
        })
    }
    // σ and λ of scaled conjugate gradients, and the numbers of states, are nobody's choice.
    let fixed: Set = ["stateCount", "sigma", "lambda"]
    let fields = stored(first).filter { !fixed.contains($0.key) }
    #expect(fields.values.sorted() == first.constants.values.sorted(), "\(definition.name): \(fields)")
    #expect(fields.keys.allSatisfy { stored(second)[$0] != fields[$0] }, "\(definition.name): \(fields)")
  }

  /// The arguments of the functions that make optimisers, each another than the default one.
  @Test func publicArguments() throws {
    let made: [(Optimizer, String)] = [
      (.sgd(momentum: 0.25), "sgd:0.25"), (.nesterov(momentum: 0.5), "nesterov:0.5"),
      (.rmsprop(alpha: 0.5, epsilon: 0.25, momentum: 0.75), "rmsprop:0.5,0.25,0.75"),
      (.adam(beta1: 0.5, beta2: 0.25, epsilon: 0.125), "adam:0.5,0.25,0.125"),
      (.adamW(beta1: 0.5, beta2: 0.25, epsilon: 0.125), "adamw:0.5,0.25,0.125"),
      (
        .rprop(decrease: 0.25, increase: 1.5, smallestStep: 0.125, largestStep: 2),
        "rprop:0.25,1.5,0.125,2.0"
      ),
      (.rprop(largestStep: 2), "rprop:0.5,1.2,1e-06,2.0"),
      (.rprop(smallestStep: 0.125), "rprop:0.5,1.2,0.125"),
      (.quickprop(growth: 2.5), "quickprop:2.5"), (.lbfgs(history: 3), "lbfgs:3.0"), (.scg, "scg"),
      (.levenbergMarquardt(mu: 0.5), "lm:0.5"),
      (.bayesianLevenbergMarquardt(mu: 0.5), "lm-bayesian:0.5"),
    ]
    for (optimizer, text) in made {
      #expect(optimizer.description == text)
      #expect(try Optimizer(parsing: text).constants == optimizer.constants)
    }
    #expect(Set(made.map(\.0.name)) == Set(Optimizer.names))
  }

  /// The texts of optimisers with default constants are those of files written before some constants were.
  @Test func usualTextsStay() throws {
    #expect(Optimizer.rprop().description == "rprop:0.5,1.2")
    #expect(Optimizer.rprop(decrease: 0.25).description == "rprop:0.25,1.2")
    let usual = try Optimizer(parsing: "rprop:0.5,1.2")
    #expect(usual.constants["smallest-step"] == 1e-6)
    #expect(usual.constants["largest-step"] == 50)
  }

  @Test(arguments: ["rprop:0.5,1.2,1,0.5", "rprop:0.5,1.2,60", "rprop:0.5,1.2,0", "rprop:0.5,1.2,1e-50"])
  func stepsOutOfBounds(text: String) {
    let error = #expect(throws: BPNetError.self) { try Optimizer(parsing: text) }
    #expect(error?.description.contains("-step") == true, "\(String(describing: error))")
  }

  // MARK: - Schedules, losses, initialisers

  /// Reads texts of a name and up to four random numbers, where `read` takes them, and checks that
  /// descriptions read back as the same, and depend on each number.
  ///
  /// - Returns: the most numbers that were taken.
  private static func check(
    _ name: String, _ generator: inout RandomGenerator,
    _ read: (String) throws -> any CustomStringConvertible
  ) -> Int {
    var longest = 0
    for _ in 0..<500 {
      for count in 0...4 {
        let made = values(count, &generator) { _ in true } ?? []
        let text = NamedSpecification.describe(name, made)
        guard let description = try? read(text).description else { continue }
        longest = max(longest, count)
        #expect((try? read(description).description) == description, "\(text)")
        let others = values(count, &generator) { _ in true } ?? []
        for index in made.indices {
          var changed = made
          changed[index] = others[index]
          guard let other = try? read(NamedSpecification.describe(name, changed)).description else {
            continue
          }
          #expect(other != description || others[index] == made[index], "\(text) and \(changed)")
        }
      }
    }
    return longest
  }

  @Test(arguments: [
    ("constant", 0), ("step", 2), ("exponential", 1), ("inverse", 1), ("cosine", 3), ("plateau", 2),
    ("adaptive", 3),
  ])
  func schedules(name: String, count: Int) {
    var generator = RandomGenerator(seed: 3, stream: 3)
    #expect(Self.check(name, &generator) { try Schedule(parsing: $0) } == count)
  }

  @Test(arguments: [
    ("half-squared", 0), ("mse", 0), ("mae", 0), ("huber", 1), ("poisson", 0), ("cross-entropy", 0),
  ])
  func losses(name: String, count: Int) {
    var generator = RandomGenerator(seed: 4, stream: 3)
    #expect(Self.check(name, &generator) { try Loss(parsing: $0) } == count)
  }

  @Test(arguments: [
    ("xavier", 0), ("he", 0), ("lecun", 0), ("nguyen-widrow", 0), ("gaussian", 2), ("uniform", 2),
    ("constant", 1), ("zeros", 0),
  ])
  func initializers(name: String, count: Int) throws {
    var generator = RandomGenerator(seed: 5, stream: 3)
    #expect(Self.check(name, &generator) { try Initializer(parsing: $0) } == count)
  }

  @Test func everyNameIsTried() {
    #expect(Schedule.names.count == 7)
    #expect(Loss.names.count == 6)
    #expect(Initializer.names.count == 8)
  }

  @Test func publicArgumentsOfOthers() throws {
    let made: [(any CustomStringConvertible, String)] = [
      (Schedule.constant, "constant"), (Schedule.step(epochs: 3, factor: 0.5), "step:3.0,0.5"),
      (Schedule.exponential(factor: 0.5), "exponential:0.5"), (Schedule.inverse(power: 0.25), "inverse:0.25"),
      (Schedule.cosine(epochs: 3, growth: 2, floor: 0.25), "cosine:3.0,2.0,0.25"),
      (Schedule.plateau(patience: 3, factor: 0.5), "plateau:3.0,0.5"),
      (Schedule.adaptive(increase: 1.5, decrease: 0.5, limit: 1.25), "adaptive:1.5,0.5,1.25"),
      (Loss.huber(delta: 0.5), "huber:0.5"),
      (Initializer.gaussian(mean: 0.5, standardDeviation: 2), "gaussian:0.5,2.0"),
      (Initializer.uniform(low: 0.5, high: 2), "uniform:0.5,2.0"),
      (Initializer.constant(0.5), "constant:0.5"),
    ]
    for (value, text) in made { #expect(value.description == text) }
  }
}
