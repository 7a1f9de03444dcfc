/// The function f that a layer applies to its net input z.
///
/// To add one: its kernel (`functions/NAME.h` and a line in `BPK_FUNCTIONS`), and here a case, its
/// `Definition` and a line in `registry`.
public enum Activation: Hashable {
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
  /// f(z) = z for z > 0, else a z, whose slope a is a trained parameter of the layer; `slope` is its initial
  /// value
  case prelu(slope: Double = 0.25)
  /// f(z) = z for z > 0, else α (e^z − 1), with α > 0
  case elu(alpha: Double = 1)
  /// f(z) = log(1 + e^z)
  case softplus
  /// f(z) = z Φ(z), with the distribution function Φ(z) = (1 + erf(z / √2)) / 2 of the normal distribution
  case gelu
  /// f(z) = z (1 + tanh(√(2/π) (z + 0.044715 z³))) / 2, an approximation of `gelu`
  case geluTanh
  /// f(z) = z / (1 + e^(−z))
  case silu
  /// f(z) = 1 for z ≥ 0, else 0; its derivative is 0, so it is for prediction only
  case hardLimit
  /// f(z)ⱼ = e^zⱼ / Σᵢ e^zᵢ over the outputs of a layer; for the output layer only
  case softmax
  /// A function of the caller's own: see `CustomActivation`.
  case custom(CustomActivationFunction)

  /// The properties of an activation that the rest of the library needs.
  private struct Definition {
    let name: String
    /// The numbers after the name in the text; empty for the defaults.
    var arguments: [Double] = []
    /// The function in the kernels.
    let function: KernelFunction
    /// The parameter of the function.
    var parameter = 0.0
    /// Whether the parameter is trained; `parameter` is then its initial value.
    var trainsParameter = false
    /// Whether f, or its derivative, has no derivative at z = 0.
    var hasKink = false
    /// Whether f is ReLU or one of its variants.
    var isRectifier = false
    /// Whether a layer with f can be trained and propagates errors.
    var isTrainable = true
  }

  private var definition: Definition {
    switch self {
    case .linear: Definition(name: "linear", function: .linear)
    case .sigmoid(let steepness):
      Definition(
        name: "sigmoid", arguments: steepness == 1 ? [] : [steepness], function: .sigmoid,
        parameter: steepness)
    case .tanh: Definition(name: "tanh", function: .tanh)
    case .relu: Definition(name: "relu", function: .relu, hasKink: true, isRectifier: true)
    case .leakyReLU(let slope):
      Definition(
        name: "leaky-relu", arguments: slope == 0.01 ? [] : [slope], function: .leaky_relu, parameter: slope,
        hasKink: true, isRectifier: true)
    case .prelu(let slope):
      Definition(
        name: "prelu", arguments: slope == 0.25 ? [] : [slope], function: .prelu, parameter: slope,
        trainsParameter: true, hasKink: true, isRectifier: true)
    case .elu(let alpha):
      Definition(
        name: "elu", arguments: alpha == 1 ? [] : [alpha], function: .elu, parameter: alpha, hasKink: true,
        isRectifier: true)
    case .softplus: Definition(name: "softplus", function: .softplus, isRectifier: true)
    case .gelu: Definition(name: "gelu", function: .gelu, isRectifier: true)
    case .geluTanh: Definition(name: "gelu-tanh", function: .gelu_tanh, isRectifier: true)
    case .silu: Definition(name: "silu", function: .silu, isRectifier: true)
    case .hardLimit: Definition(name: "hard-limit", function: .hard_limit, isTrainable: false)
    case .softmax: Definition(name: "softmax", function: .softmax)
    case .custom(let function):
      Definition(
        name: function.custom.name, arguments: function.custom.constants, function: .linear,
        hasKink: function.custom.hasKink)
    }
  }

  /// The function in the kernels, with its parameter; `linear` for a custom function.
  ///
  /// A trained parameter has its initial value here; `Network.kernelFunction(ofLayer:)` has the present one.
  var kernelFunction: (function: KernelFunction, parameter: Double) {
    let definition = definition
    return (definition.function, definition.parameter)
  }

  /// Whether each output depends only on its own net input, so that f′ is one number for each output.
  var isElementwise: Bool { definition.function != .softmax }

  /// The initial value of the slope that a layer with f trains; nil if it trains none.
  var initialSlope: Double? {
    let definition = definition
    return definition.trainsParameter ? definition.parameter : nil
  }

  /// Whether f, or its derivative, has no derivative at z = 0, so that numeric gradients near it are wrong or
  /// inexact.
  var hasKink: Bool { definition.hasKink }

  /// Whether a layer with f can be trained and propagates errors: not if the derivative is 0 everywhere.
  public var isTrainable: Bool { definition.isTrainable }

  /// Whether f′ is computed from the net inputs z instead of f(z), so that they are kept until the backward
  /// pass.
  var keepsNetInputs: Bool { custom != nil || definition.function.derivativeTakesNetInputs }

  /// The caller's own function, which is used instead of the kernels'; nil for the library's functions.
  var custom: CustomActivationFunction? {
    if case .custom(let function) = self { function } else { nil }
  }

  /// Whether f is ReLU or one of its variants, whose layers are initialised by He's rule and need a smaller
  /// learning rate.
  var isRectifier: Bool { definition.isRectifier }
}

extension Activation: NamedChoice {
  /// The activations that the library knows.
  public static let registry = Registry<Activation>([
    entry("sigmoid", "a steepness above 0, within the range of f32") {
      positive($0 ?? 1).map { .sigmoid(steepness: $0) }
    },
    Entry(.tanh), Entry(.relu),
    entry("leaky-relu", "a slope above 0, within the range of f32") {
      positive($0 ?? 0.01).map { .leakyReLU(slope: $0) }
    },
    entry("prelu", "the slope to start from, within the range of f32") {
      Float($0 ?? 0.25).isFinite ? .prelu(slope: $0 ?? 0.25) : nil
    },
    entry("elu", "an alpha above 0, within the range of f32") {
      positive($0 ?? 1).map { .elu(alpha: $0) }
    },
    Entry(.softplus), Entry(.gelu), Entry(.geluTanh), Entry(.silu), Entry(.linear), Entry(.hardLimit),
    Entry(.softmax),
  ])

  /// `activation`.
  public static let argumentName = "activation"

  /// `NAME` or `NAME:NUMBER`, as `init(parsing:label:extensions:)` reads it.
  public var description: String {
    let definition = definition
    return NamedSpecification.describe(definition.name, definition.arguments)
  }

  /// An entry whose name may be followed by one number.
  ///
  /// - Parameters:
  ///   - number: the number's meaning and allowed values.
  ///   - make: builds the activation from the number, if there is one; nil if the number is not allowed.
  private static func entry(
    _ name: String, _ number: String, make: @escaping @Sendable (Double?) -> Activation?
  ) -> Entry {
    Entry(name: name, numbers: "X with \(number)") { $0.count <= 1 ? make($0.first) : nil }
  }

  /// The number if it is above 0 and a normal number of f32, the precision with the smaller range.
  private static func positive(_ number: Double) -> Double? {
    number > 0 && Float(number).isNormal ? number : nil
  }
}

extension Activation {
  /// An activation of the caller's own.
  ///
  /// - Precondition: the library has no activation of this name.
  public init(_ custom: some CustomActivation) {
    Activation.checkIsNew(custom.name)
    self = .custom(CustomActivationFunction(custom))
  }
}
