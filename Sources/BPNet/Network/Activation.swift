/// The function f that a layer applies to its net input z.
///
/// To add one: its kernel (`functions/NAME.h` and a line in `BPK_FUNCTIONS`), and here a case, its
/// `Definition` and its line in `registry`.
public enum Activation: Hashable, Sendable {
  /// f(z) = z
  case linear
  /// f(z) = 1 / (1 + e^(−t z)), the logistic function with steepness t > 0
  case sigmoid(steepness: Double = 1)
  /// f(z) = tanh z
  case tanh
  /// f(z) = max(0, z)
  case relu
  /// f(z) = z for z > 0, else s z, with slope s > 0
  case leakyReLU(slope: Double = 0.01)
  /// f(z) = z for z > 0, else a z, whose slope a is a trained parameter of the layer; `slope` is its first value
  case prelu(slope: Double = 0.25)
  /// f(z) = z for z > 0, else α (e^z − 1), with α > 0
  case elu(alpha: Double = 1)
  /// f(z) = log(1 + e^z)
  case softplus
  /// f(z) = z Φ(z), with the distribution function Φ(z) = (1 + erf(z / √2)) / 2 of the normal distribution
  case gelu
  /// f(z) = z (1 + tanh(√(2/π) (z + 0.044715 z³))) / 2, which is close to `gelu`
  case geluTanh
  /// f(z) = z / (1 + e^(−z))
  case silu
  /// f(z) = 1 for z ≥ 0, else 0; its derivative is 0, so that it is for prediction only
  case hardLimit
  /// f(z)ⱼ = e^zⱼ / Σᵢ e^zᵢ over the outputs of a layer; for the output layer only
  case softmax

  /// What the registry says of one activation.
  struct Entry {
    let name: String
    /// What `NAME:ARGUMENT` means, or nil where the name stands alone.
    var argument: String?
    /// Builds the activation from its argument; nil if the argument may not have that value.
    let make: @Sendable (Double?) -> Activation?
  }

  static let registry: [Entry] = [
    Entry(name: "sigmoid", argument: "a steepness above 0, within the range of f32") {
      positive($0 ?? 1).map { .sigmoid(steepness: $0) }
    },
    Entry(name: "tanh") { _ in .tanh },
    Entry(name: "relu") { _ in .relu },
    Entry(name: "leaky-relu", argument: "a slope above 0, within the range of f32") {
      positive($0 ?? 0.01).map { .leakyReLU(slope: $0) }
    },
    Entry(name: "prelu", argument: "the slope to start from, within the range of f32") {
      Float($0 ?? 0.25).isFinite ? .prelu(slope: $0 ?? 0.25) : nil
    },
    Entry(name: "elu", argument: "an alpha above 0, within the range of f32") {
      positive($0 ?? 1).map { .elu(alpha: $0) }
    },
    Entry(name: "softplus") { _ in .softplus },
    Entry(name: "gelu") { _ in .gelu },
    Entry(name: "gelu-tanh") { _ in .geluTanh },
    Entry(name: "silu") { _ in .silu },
    Entry(name: "linear") { _ in .linear },
    Entry(name: "hard-limit") { _ in .hardLimit },
    Entry(name: "softmax") { _ in .softmax },
  ]

  /// The argument if it is above 0 and a number of either precision: f32's range is the smaller one.
  private static func positive(_ argument: Double) -> Double? {
    argument > 0 && Float(argument).isNormal ? argument : nil
  }

  /// The names that `init(parsing:)` knows.
  public static var names: [String] { registry.map(\.name) }

  /// All that the rest of the library asks about one activation.
  private struct Definition {
    let name: String
    /// What follows the name in the textual form, if it is not the default.
    var argument: Double?
    /// The kernel that computes the function element by element; nil for softmax, which works on rows.
    var kernel: KernelFunction?
    /// The kernel's parameter.
    var parameter = 0.0
    /// Whether the parameter is trained, and `parameter` its first value.
    var trainsParameter = false
    /// Whether f, or its derivative, has no derivative at z = 0.
    var hasKink = false
    /// Whether f passes positive net inputs on and cuts negative ones off.
    var isRectifier = false
    /// Whether a layer with f can be trained, and passes errors on.
    var isTrainable = true
  }

  private var definition: Definition {
    switch self {
    case .linear: Definition(name: "linear", kernel: .linear)
    case .sigmoid(let steepness):
      Definition(
        name: "sigmoid", argument: steepness == 1 ? nil : steepness, kernel: .sigmoid, parameter: steepness)
    case .tanh: Definition(name: "tanh", kernel: .tanh)
    case .relu: Definition(name: "relu", kernel: .relu, hasKink: true, isRectifier: true)
    case .leakyReLU(let slope):
      Definition(
        name: "leaky-relu", argument: slope == 0.01 ? nil : slope, kernel: .leaky_relu, parameter: slope,
        hasKink: true, isRectifier: true)
    case .prelu(let slope):
      Definition(
        name: "prelu", argument: slope == 0.25 ? nil : slope, kernel: .prelu, parameter: slope,
        trainsParameter: true, hasKink: true, isRectifier: true)
    case .elu(let alpha):
      Definition(
        name: "elu", argument: alpha == 1 ? nil : alpha, kernel: .elu, parameter: alpha, hasKink: true,
        isRectifier: true)
    case .softplus: Definition(name: "softplus", kernel: .softplus, isRectifier: true)
    case .gelu: Definition(name: "gelu", kernel: .gelu, isRectifier: true)
    case .geluTanh: Definition(name: "gelu-tanh", kernel: .gelu_tanh, isRectifier: true)
    case .silu: Definition(name: "silu", kernel: .silu, isRectifier: true)
    case .hardLimit: Definition(name: "hard-limit", kernel: .hard_limit, isTrainable: false)
    case .softmax: Definition(name: "softmax")
    }
  }

  /// The kernel that computes the function, with its parameter: the first value of one that is trained, for
  /// which `Network.kernel(ofLayer:)` has the value as it is.
  ///
  /// Nil for softmax, whose kernel works on rows.
  var kernel: (function: KernelFunction, parameter: Double)? {
    let definition = definition
    return definition.kernel.map { ($0, definition.parameter) }
  }

  /// The first value of the slope that a layer with f trains; nil where it trains none.
  var initialSlope: Double? {
    let definition = definition
    return definition.trainsParameter ? definition.parameter : nil
  }

  /// Whether f, or its derivative, has no derivative at z = 0, where a numeric gradient means nothing or little.
  var hasKink: Bool { definition.hasKink }

  /// Whether a layer with f can be trained, and passes errors on: not where the derivative is 0 everywhere.
  public var isTrainable: Bool { definition.isTrainable }

  /// Whether f′ is computed from the net inputs z, not from f(z): a layer keeps them until the backward pass.
  var keepsNetInputs: Bool { definition.kernel?.derivativeTakesNetInputs ?? false }

  /// Whether f passes positive net inputs on and cuts negative ones off, as ReLU does and its kin do more
  /// smoothly: such layers start from
  /// He's weights and learn with smaller steps.
  var isRectifier: Bool { definition.isRectifier }
}

extension Activation: CustomStringConvertible {
  /// `NAME` or `NAME:ARGUMENT`, as `init(parsing:)` reads it.
  public var description: String {
    let definition = definition
    return NamedSpecification.describe(definition.name, definition.argument.map { [$0] } ?? [])
  }

  /// Reads `NAME` or `NAME:ARGUMENT`.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `label`.
  public init(parsing text: String, label: String = "activation") throws(BPNetError) {
    let specification = try NamedSpecification(parsing: text, names: Activation.names, label: label)
    let entry = Activation.registry.first { $0.name == specification.name }
    let allowed = entry?.argument == nil ? 0 : 1
    guard specification.arguments.count <= allowed, let made = entry?.make(specification.arguments.first)
    else {
      let expected = entry?.argument.map { "\(specification.name):X with \($0)" } ?? specification.name
      throw .invalidArgument(name: label, found: "\"\(text)\"", expected: expected)
    }
    self = made
  }
}

extension Activation: Codable {
  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    self = try Activation(parsing: decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the textual form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
