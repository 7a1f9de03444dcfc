/// The memory of passes through a network: made once, used again and again, so that no pass allocates.
///
/// It fits networks of one topology and batches of up to `rowCapacity` rows. One thread may use it at a
/// time.
public final class Workspace<Element: Scalar> {
  /// The most rows that one pass takes.
  public let rowCapacity: Int
  let topology: Topology
  /// A batch of samples, rows × inputs.
  let input: Matrix<Element>
  /// Each layer's outputs f(z), rows × outputs.
  let outputs: [Matrix<Element>]
  /// The output layer's net inputs z, rows × outputs, where a pass is asked to keep them or its f′ needs them.
  ///
  /// Not for inference.
  let logits: Matrix<Element>
  /// What each layer's f′ is computed from, rows × outputs: its net inputs z, kept for functions that need them
  /// in training, else f(z): its outputs, before any are dropped.
  let slopeSources: [Matrix<Element>]
  /// Which outputs of hidden layers passes drop; nil where they drop none.
  let dropout: Dropout?
  /// A batch of targets, rows × outputs.
  ///
  /// Not for inference.
  let targets: Matrix<Element>
  /// Each layer's error terms δ, rows × outputs.
  ///
  /// Only for training.
  let errors: [Matrix<Element>]
  /// The outputs of the network, with what the loss needs beside them, of all rows.
  let batch: LossBatch<Element>
  /// The output layer's error terms.
  ///
  /// Only for training.
  let outputErrors: Matrix<Element>
  /// The layers as the kernels see them.
  let layers: KernelLayers<Element>
  let scratch: UnsafeMutableRawPointer
  private let storage: AlignedBuffer<Element>
  private let layerStorage: AlignedBuffer<UInt8>
  private let slopeTerms: AlignedBuffer<Element>
  private let scratchStorage: AlignedBuffer<UInt8>

  /// What passes are for.
  enum Purpose {
    /// Outputs alone.
    case inference
    /// Outputs, to be compared with targets.
    case evaluation
    /// Outputs and error terms.
    case training
  }

  /// Memory for inference on up to `rowCapacity` rows at a time by networks of this topology.
  ///
  /// - Precondition: `rowCapacity` is at least 1.
  public convenience init(topology: Topology, rowCapacity: Int) {
    self.init(topology: topology, rowCapacity: rowCapacity, purpose: .inference)
  }

  /// Memory for passes of up to `rowCapacity` rows through networks of this topology.
  ///
  /// - Parameter dropout: what the passes drop; for training.
  init(topology: Topology, rowCapacity: Int, purpose: Purpose, dropout: Dropout? = nil) {
    precondition(rowCapacity >= 1, "a pass takes at least one row")
    let room = kernelRoomByteCount / MemoryLayout<Element>.stride
    var offset = 0
    func reserve(_ columns: Int) -> (offset: Int, columns: Int, stride: Int) {
      let stride = Workspace.stride(ofColumns: columns)
      defer { offset += AlignedBuffer<Element>.paddedCount(rowCapacity * stride + room) }
      return (offset, columns, stride)
    }
    let sizes = topology.layers.map(\.outputCount)
    let inputPlace = reserve(topology.inputCount)
    let outputPlaces = sizes.map(reserve)
    let logitsPlace = reserve(purpose == .inference ? 0 : topology.outputCount)
    let targetsPlace = reserve(purpose == .inference ? 0 : topology.outputCount)
    let errorPlaces = purpose == .training ? sizes.map(reserve) : []
    let keeps = topology.layers.map { purpose == .training && $0.activation.keepsNetInputs }
    let netInputPlaces = topology.layers.indices.map { index in
      index == sizes.count - 1 ? logitsPlace : reserve(keeps[index] ? sizes[index] : 0)
    }
    let drops = topology.layers.indices.map { dropout != nil && $0 < sizes.count - 1 }
    let undroppedPlaces = sizes.indices.map { reserve(drops[$0] && !keeps[$0] ? sizes[$0] : 0) }

    let storage = AlignedBuffer<Element>(count: offset)
    func matrix(_ place: (offset: Int, columns: Int, stride: Int)) -> Matrix<Element> {
      Matrix(
        base: storage.base + place.offset, rows: rowCapacity, columns: place.columns, stride: place.stride)
    }
    self.rowCapacity = rowCapacity
    self.topology = topology
    self.storage = storage
    self.input = matrix(inputPlace)
    self.outputs = outputPlaces.map(matrix)
    self.logits = matrix(logitsPlace)
    self.targets = matrix(targetsPlace)
    self.errors = errorPlaces.map(matrix)
    let outputs = outputs
    self.slopeSources = keeps.indices.map {
      keeps[$0] ? matrix(netInputPlaces[$0]) : drops[$0] ? matrix(undroppedPlaces[$0]) : outputs[$0]
    }
    self.dropout = dropout
    self.slopeTerms = AlignedBuffer(count: purpose == .training ? topology.slopeCount * rowCapacity : 0)
    self.batch = LossBatch(
      outputs: outputs[sizes.count - 1], logits: logits, targets: targets,
      activation: topology.outputActivation)
    self.outputErrors = errors.last ?? matrix((0, 0, 0))
    self.layerStorage = AlignedBuffer(count: KernelLayers<Element>.byteCount(layerCount: sizes.count))
    let places = LayerPlaces(
      outputs: outputs, slopeSources: slopeSources, keepsNetInputs: keeps, errors: errors,
      logits: purpose == .inference ? nil : logits, slopeTerms: slopeTerms.base, rowCapacity: rowCapacity,
      dropout: dropout)
    self.layers = KernelLayers(
      Workspace.kernelLayers(of: topology, places), in: UnsafeMutableRawPointer(layerStorage.base))
    self.scratchStorage = AlignedBuffer(uninitializedCount: kernelScratchByteCount)
    self.scratch = UnsafeMutableRawPointer(scratchStorage.base)
  }

  /// Where the layers' parts of a pass lie.
  private struct LayerPlaces {
    let outputs: [Matrix<Element>]
    let slopeSources: [Matrix<Element>]
    let keepsNetInputs: [Bool]
    let errors: [Matrix<Element>]
    /// Nil where no pass keeps them.
    let logits: Matrix<Element>?
    let slopeTerms: UnsafeMutablePointer<Element>
    let rowCapacity: Int
    let dropout: Dropout?
  }

  /// The derivative by its slope of a layer that trains one, for one row of the last backward pass.
  ///
  /// - Precondition: the layer trains a slope, and the workspace is for training.
  func slopeTerm(ofLayer layer: Int, row: Int) -> Element {
    let before = topology.layers.prefix(layer).count { $0.activation.initialSlope != nil }
    return slopeTerms.base[before * rowCapacity + row]
  }

  /// The layers of a topology, with their parts of a pass.
  private static func kernelLayers(
    of topology: Topology, _ places: LayerPlaces
  ) -> [KernelLayer<Element>] {
    let layout = ParameterLayout(topology)
    let last = layout.layers.count - 1
    var slopesBefore = 0
    return layout.layers.enumerated().map { index, layer in
      let kernel = layer.activation.kernel
      let (output, source) = (places.outputs[index], places.slopeSources[index])
      let keeps = places.keepsNetInputs[index]
      let errors = places.errors.isEmpty ? nil : places.errors[index]
      let trainsSlope = layer.slopeCount > 0
      defer { slopesBefore += layer.slopeCount }
      return KernelLayer(
        inputCount: layer.inputCount, outputCount: layer.outputCount, function: kernel.function,
        parameter: kernel.parameter, weightOffset: layer.weightOffset, biasOffset: layer.biasOffset,
        slopeOffset: trainsSlope ? layer.slopeOffset : nil, outputs: output,
        netInputs: index == last ? places.logits : keeps ? source : nil,
        undropped: source.base == output.base || keeps ? nil : source, errors: errors,
        slopeTerms: errors == nil || !trainsSlope
          ? nil : places.slopeTerms + slopesBefore * places.rowCapacity,
        dropout: index == last ? nil : places.dropout?.description(ofLayer: index))
    }
  }

  /// About how many elements a workspace for training has, for a sum that cannot overflow; `Int.max` if it
  /// would.
  static func elementCount(topology: Topology, rowCapacity: Int, drops: Bool) -> Int {
    let columns =
      topology.inputCount + 2 * topology.layers.reduce(0) { $0 + $1.outputCount } + topology.keptNetInputCount
      + topology.slopeCount + (drops ? topology.undroppedOutputCount : 0)
    let (product, overflow) = columns.multipliedReportingOverflow(by: rowCapacity)
    return overflow ? Int.max : product
  }

  /// The distance between rows: the columns, but never a large multiple of 256 elements, where all rows
  /// would fall into the same few sets of the cache.
  private static func stride(ofColumns columns: Int) -> Int {
    columns >= 256 && columns % 256 == 0 ? columns + 16 : columns
  }
}

extension Topology {
  /// The neurons of hidden layers whose net inputs training keeps beside their outputs.
  var keptNetInputCount: Int {
    layers.dropLast().reduce(0) { $0 + ($1.activation.keepsNetInputs ? $1.outputCount : 0) }
  }

  /// The neurons of hidden layers whose f(z) training with dropout keeps beside what is left of it.
  var undroppedOutputCount: Int {
    layers.dropLast().reduce(0) { $0 + ($1.activation.keepsNetInputs ? 0 : $1.outputCount) }
  }
}
