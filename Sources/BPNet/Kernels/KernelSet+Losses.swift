import CKernels

extension KernelSet {
  /// Replaces each x by ln(1 + x), with the bytes of `ReproducibleMath.log1p`.
  ///
  /// - Parameter values: numbers of at least 0, or NaN.
  @inline(__always)
  func log1p(_ values: UnsafeMutableBufferPointer<Double>) {
    guard let start = values.baseAddress else { return }
    bpk_log1p(table, values.count, start)
  }

  /// Replaces each x by ln(1 + e^−|x|), with the bytes of the functions of `ReproducibleMath`.
  @inline(__always)
  func log1pOfExp(ofNegativeMagnitudes values: UnsafeMutableBufferPointer<Double>) {
    guard let start = values.baseAddress else { return }
    bpk_log1p_exp(table, values.count, start)
  }

  /// The cross-entropy of each row of softmax outputs, for targets y · kept + added.
  ///
  /// - Parameters:
  ///   - logits: z, a row for each of the losses, as in `outputs` = softmax(z) and `targets`.
  ///   - losses: is overwritten.
  @inline(__always)
  func categoricalLosses<Element: Scalar>(
    logits: Matrix<Element>, outputs: Matrix<Element>, targets: Matrix<Element>, kept: Double, added: Double,
    into losses: UnsafeMutableBufferPointer<Double>
  ) {
    guard let first = losses.baseAddress else { return }
    if Element.self == Float.self {
      var rows = bpk_class_rows_f32(
        n: logits.columns, logits: single(logits.base), ldlogits: logits.stride,
        outputs: single(outputs.base), ldoutputs: outputs.stride, targets: single(targets.base),
        ldtargets: targets.stride, kept: kept, added: added)
      bpk_categorical_losses_f32(table, losses.count, &rows, first)
    } else {
      var rows = bpk_class_rows_f64(
        n: logits.columns, logits: double(logits.base), ldlogits: logits.stride,
        outputs: double(outputs.base), ldoutputs: outputs.stride, targets: double(targets.base),
        ldtargets: targets.stride, kept: kept, added: added)
      bpk_categorical_losses_f64(table, losses.count, &rows, first)
    }
  }
}
