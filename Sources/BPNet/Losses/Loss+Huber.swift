extension Loss {
  /// Huber loss: ½e² for |e| ≤ δ, else δ(|e| − ½δ), with e = ŷ − y; the mean is over samples and outputs.
  ///
  /// Quadratic for small errors and linear for large ones, so that outliers have less influence.
  ///
  /// - Parameter delta: δ.
  /// - Precondition: `delta` is above 0 and a normal number of f32.
  public static func huber(delta: Double = 1) -> Loss {
    precondition(Huber.isAllowed(delta), "a delta above 0")
    return Loss(Huber(delta: delta))
  }

  static let huberEntry = Entry(name: "huber", numbers: "X with a delta above 0, within the range of f32") {
    let delta = $0.first ?? 1
    return $0.count <= 1 && Huber.isAllowed(delta) ? .huber(delta: delta) : nil
  }
}

/// Σ ½e² or δ(|e| − ½δ), with ∂L/∂ŷ = e clipped to ±δ.
private struct Huber: LossFunction {
  let name = "huber"
  let delta: Double

  var arguments: [Double] { delta == 1 ? [] : [delta] }
  var kinks: [Double] { [delta] }

  static func isAllowed(_ delta: Double) -> Bool { delta > 0 && Float(delta).isNormal }

  func expectedOutput(insteadOf activation: Activation) -> String? { nil }

  func meanDivisor(outputCount: Int) -> Double { Double(outputCount) }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func routines<Element: Scalar>(as type: Element.Type) -> LossRoutines<Element> {
    let limit = Element(delta)
    return LossRoutines(
      needsLogits: false, errorsAreOfOutputs: true,
      sum: { batch, _ in
        let (outputs, targets) = (batch.outputs.base, batch.targets.base)
        return batch.sum { value(ofError: Double(outputs[$0]) - Double(targets[$0])) }
      },
      errors: { batch, scale, errors in
        batch.forEachSpan(of: errors) { outputs, targets, errors, count in
          for index in 0..<count {
            let error = outputs[index] - targets[index]
            errors[index] = (error > limit ? limit : error < -limit ? -limit : error) * scale
          }
        }
      })
  }

  func perOutput(
    outputs: [Double], logits: [Double], targets: [Double], activation: Activation
  ) -> [Double] {
    zip(outputs, targets).map { value(ofError: $0 - $1) }
  }

  @inline(__always)
  private func value(ofError error: Double) -> Double {
    let size = error.magnitude
    return size <= delta ? 0.5 * size * size : delta * (size - 0.5 * delta)
  }
}
