import CKernels

/// The dropout of a layer in a pass.
typealias KernelDropout = bpk_dropout

/// The columns of a panel of weights: the outputs whose weights lie next to each other.
let weightPanelColumnCount = BPK_WEIGHT_PANEL_COLUMNS

/// One layer of a network, with its memory.
struct KernelLayer<Element: Scalar> {
  var inputCount: Int
  var outputCount: Int
  var function: KernelFunction
  /// The function's parameter; the initial value if it is trained.
  var parameter: Double
  /// The function that takes its place, if any; the owner of the pass's topology keeps it alive.
  var custom: CustomActivationFunction?
  /// The offset of the weights in the network's parameters, in elements.
  var weightOffset: Int
  /// The columns of a panel of weights; 0 if they lie in rows.
  var panelColumns: Int
  /// The distance between rows, or between those of a narrower last panel.
  var rowStride: Int
  var biasOffset: Int
  /// The offset of the slope; nil if no slope is trained.
  var slopeOffset: Int?
  /// f(z), after dropout.
  var outputs: Matrix<Element>
  /// z, if it is kept; see `bpk_layer_memory_f32`.
  var netInputs: Matrix<Element>?
  /// f(z) before dropout, if f′ is computed from it.
  var undropped: Matrix<Element>?
  /// The error terms; nil if there is no backward pass.
  var errors: Matrix<Element>?
  /// The derivatives with respect to a trained slope, one for each row.
  var slopeTerms: UnsafeMutablePointer<Element>?
  var dropout: UnsafePointer<KernelDropout>?
}

/// The descriptions of all layers of a network for the kernels, in the caller's memory.
struct KernelLayers<Element: Scalar> {
  let count: Int
  private let base: UnsafeMutableRawPointer

  /// The bytes of the descriptions of `layerCount` layers.
  static func byteCount(layerCount: Int) -> Int {
    layerCount * max(MemoryLayout<bpk_layer_f32>.stride, MemoryLayout<bpk_layer_f64>.stride)
  }

  /// Writes the descriptions of `layers` to `memory`.
  ///
  /// - Precondition: `memory` has room for `byteCount(layerCount:)` bytes, aligned for pointers.
  init(_ layers: [KernelLayer<Element>], in memory: UnsafeMutableRawPointer) {
    self.count = layers.count
    self.base = memory
    if Element.self == Float.self {
      let descriptions = memory.bindMemory(to: bpk_layer_f32.self, capacity: count)
      for (index, layer) in layers.enumerated() { (descriptions + index).initialize(to: layer.single) }
    } else {
      let descriptions = memory.bindMemory(to: bpk_layer_f64.self, capacity: count)
      for (index, layer) in layers.enumerated() { (descriptions + index).initialize(to: layer.double) }
    }
  }

  /// The descriptions.
  ///
  /// - Precondition: `Element` is `Float`.
  @inline(__always)
  var single: UnsafePointer<bpk_layer_f32> { UnsafePointer(base.assumingMemoryBound(to: bpk_layer_f32.self)) }

  /// The descriptions.
  ///
  /// - Precondition: `Element` is `Double`.
  @inline(__always)
  var double: UnsafePointer<bpk_layer_f64> { UnsafePointer(base.assumingMemoryBound(to: bpk_layer_f64.self)) }
}

extension KernelLayer {
  private var parameters: bpk_layer_parameters {
    bpk_layer_parameters(
      weights: weightOffset, biases: biasOffset, panel_columns: panelColumns, row_stride: rowStride,
      trains_slope: slopeOffset != nil, slope: slopeOffset ?? 0)
  }

  fileprivate var single: bpk_layer_f32 {
    func rows(_ matrix: Matrix<Element>?) -> bpk_rows_f32 {
      bpk_rows_f32(start: matrix.map { BPNet.single($0.base) }, stride: matrix?.stride ?? 0)
    }
    return bpk_layer_f32(
      shape: bpk_layer_shape_f32(
        input_count: inputCount, output_count: outputCount, function: function, parameter: Float(parameter),
        custom: custom.map { UnsafePointer($0.single) }),
      parameters: parameters,
      memory: bpk_layer_memory_f32(
        outputs: rows(outputs), net_inputs: rows(netInputs), undropped: rows(undropped), errors: rows(errors),
        slope_terms: slopeTerms.map(BPNet.single), dropout: dropout))
  }

  fileprivate var double: bpk_layer_f64 {
    func rows(_ matrix: Matrix<Element>?) -> bpk_rows_f64 {
      bpk_rows_f64(start: matrix.map { BPNet.double($0.base) }, stride: matrix?.stride ?? 0)
    }
    return bpk_layer_f64(
      shape: bpk_layer_shape_f64(
        input_count: inputCount, output_count: outputCount, function: function, parameter: parameter,
        custom: custom.map { UnsafePointer($0.double) }),
      parameters: parameters,
      memory: bpk_layer_memory_f64(
        outputs: rows(outputs), net_inputs: rows(netInputs), undropped: rows(undropped), errors: rows(errors),
        slope_terms: slopeTerms.map(BPNet.double), dropout: dropout))
  }
}
