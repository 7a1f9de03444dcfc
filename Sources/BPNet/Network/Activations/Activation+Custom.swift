extension Activation {
  /// An activation of the caller's own.
  ///
  /// - Precondition: the library has no activation of this name.
  public init(_ custom: some CustomActivation) {
    Activation.checkIsNew(custom.name)
    self.init(
      custom.name, .linear, numbers: custom.constants, hasKink: custom.hasKink,
      custom: CustomActivationFunction(custom))
  }
}
