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
    Entry(name: "sigmoid", argument: "a steepness above 0, within the range of f32") { argument in
      let steepness = argument ?? 1
      // A number of either precision: f32's range is the smaller one.
      return steepness > 0 && Float(steepness).isNormal ? .sigmoid(steepness: steepness) : nil
    },
    Entry(name: "tanh") { _ in .tanh },
    Entry(name: "relu") { _ in .relu },
    Entry(name: "linear") { _ in .linear },
    Entry(name: "softmax") { _ in .softmax },
  ]

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
    /// Whether f has a point without a derivative: at z = 0.
    var hasKink = false
    /// Whether f passes positive net inputs on and cuts negative ones off.
    var isRectifier = false
  }

  private var definition: Definition {
    switch self {
    case .linear: Definition(name: "linear", kernel: .linear)
    case .sigmoid(let steepness):
      Definition(
        name: "sigmoid", argument: steepness == 1 ? nil : steepness, kernel: .sigmoid, parameter: steepness)
    case .tanh: Definition(name: "tanh", kernel: .tanh)
    case .relu: Definition(name: "relu", kernel: .relu, hasKink: true, isRectifier: true)
    case .softmax: Definition(name: "softmax")
    }
  }

  /// The kernel that computes the function, with its parameter.
  ///
  /// Nil for softmax, whose kernel works on rows.
  var kernel: (function: KernelFunction, parameter: Double)? {
    let definition = definition
    return definition.kernel.map { ($0, definition.parameter) }
  }

  /// Whether f has a point without a derivative, where a numeric gradient means nothing: at z = 0.
  var hasKink: Bool { definition.hasKink }

  /// Whether f passes positive net inputs on and cuts negative ones off, as ReLU does: such layers start from
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
