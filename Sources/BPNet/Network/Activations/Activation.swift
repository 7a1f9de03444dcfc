/// The function f that a layer applies to its net input z.
///
/// To add one: its kernel (`functions/NAME.h` and a line in `functions/all.h`), and here a file with a static
/// member and a line in `registry`. A program defines its own with a `CustomActivation`.
public struct Activation: NamedChoice {
  /// The name, without a number.
  public let name: String
  /// The numbers after the name in the text; empty for the defaults.
  private let numbers: [Double]
  /// The function in the kernels; `linear` for a custom one.
  let function: KernelFunction
  /// The parameter of the function in the kernels.
  ///
  /// One that is trained has its initial value here; `Network.kernelFunction(ofLayer:)` has the present one.
  let parameter: Double
  /// Whether the parameter is trained.
  private let trainsParameter: Bool
  /// Whether f, or its derivative, has no derivative at z = 0, so that numeric gradients near it are wrong or
  /// inexact.
  let hasKink: Bool
  /// Whether f is ReLU or one of its variants, whose layers are initialised by He's rule and need a smaller
  /// learning rate.
  let isRectifier: Bool
  /// Whether a layer with f can be trained and propagates errors: not if the derivative is 0 everywhere.
  public let isTrainable: Bool
  /// The caller's own function, which is used instead of the kernels'; nil for the library's functions.
  let custom: CustomActivationFunction?

  init(
    _ name: String, _ function: KernelFunction, parameter: Double = 0, numbers: [Double] = [],
    trainsParameter: Bool = false, hasKink: Bool = false, isRectifier: Bool = false,
    isTrainable: Bool = true, custom: CustomActivationFunction? = nil
  ) {
    self.name = name
    self.numbers = numbers
    self.function = function
    self.parameter = parameter
    self.trainsParameter = trainsParameter
    self.hasKink = hasKink
    self.isRectifier = isRectifier
    self.isTrainable = isTrainable
    self.custom = custom
  }

  /// An activation whose parameter is written after its name unless it is the default.
  init(
    _ name: String, _ function: KernelFunction, parameter: Double, default usual: Double,
    trainsParameter: Bool = false, hasKink: Bool = false, isRectifier: Bool = false
  ) {
    self.init(
      name, function, parameter: parameter, numbers: parameter == usual ? [] : [parameter],
      trainsParameter: trainsParameter, hasKink: hasKink, isRectifier: isRectifier)
  }

  /// The activations that the library knows.
  public static let registry = Registry<Activation>([
    sigmoidEntry,
    Entry(.tanh),
    Entry(.relu),
    leakyReLUEntry,
    preluEntry,
    eluEntry,
    Entry(.softplus),
    Entry(.gelu),
    Entry(.geluTanh),
    Entry(.silu),
    Entry(.linear),
    Entry(.hardLimit),
    Entry(.softmax),
  ])

  /// `activation`.
  public static let argumentName = "activation"

  /// `NAME` or `NAME:NUMBER`, as `init(parsing:label:extensions:)` reads it.
  public var description: String { NamedSpecification.describe(name, numbers) }

  /// Whether both have the same name and the same numbers.
  public static func == (first: Activation, second: Activation) -> Bool {
    (first.name, first.numbers) == (second.name, second.numbers)
  }

  /// Hashes the name and the numbers.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(numbers)
  }

  /// Whether each output depends only on its own net input, so that f′ is one number for each output.
  var isElementwise: Bool { function != .softmax }

  /// The initial value of the slope that a layer with f trains; nil if it trains none.
  var initialSlope: Double? { trainsParameter ? parameter : nil }

  /// Whether f′ is computed from the net inputs z instead of f(z), so that they are kept until the backward
  /// pass.
  var keepsNetInputs: Bool { custom != nil || function.derivativeTakesNetInputs }

  /// An entry whose name may be followed by one number.
  ///
  /// - Parameters:
  ///   - number: the number's meaning and allowed values.
  ///   - make: builds the activation from the number, if there is one; nil if the number is not allowed.
  static func entry(
    _ name: String, _ number: String, make: @escaping @Sendable (Double?) -> Activation?
  ) -> Entry {
    Entry(name: name, numbers: "X with \(number)") { $0.count <= 1 ? make($0.first) : nil }
  }

  /// The number if it is above 0 and a normal number of f32, the precision with the smaller range.
  static func positive(_ number: Double) -> Double? {
    number > 0 && Float(number).isNormal ? number : nil
  }
}
