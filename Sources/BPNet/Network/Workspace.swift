extension Network {
  /// The memory of passes through a network, allocated once, so that passes allocate nothing.
  ///
  /// It is for networks of one topology and passes of up to `rowCapacity` rows. One thread may use it at a
  /// time.
  public final class Workspace {
    /// The maximum number of rows of a pass.
    public let rowCapacity: Int
    let topology: Topology
    /// A batch of samples, rows × inputs.
    let input: Matrix<Element>
    /// Each layer's outputs f(z), rows × outputs.
    let outputs: [Matrix<Element>]
    /// The output layer's net inputs z, rows × outputs, written if the pass is asked to keep them or f′ is
    /// computed from them.
    ///
    /// Empty for inference.
    let logits: Matrix<Element>
    /// The values from which each layer's f′ is computed, rows × outputs: the net inputs z for functions that
    /// need them, else the outputs f(z) before dropout.
    let slopeSources: [Matrix<Element>]
    /// The dropout of hidden layers; nil for none.
    let dropout: Dropout?
    /// A batch of targets, rows × outputs.
    ///
    /// Empty for inference.
    let targets: Matrix<Element>
    /// Each layer's error terms δ, rows × outputs.
    ///
    /// Only for training.
    let errors: [Matrix<Element>]
    /// The outputs, logits and targets of all rows, from which the loss is computed.
    let batch: OutputBatch<Element>
    /// The output layer's error terms.
    ///
    /// Only for training.
    let outputErrors: Matrix<Element>
    /// The layers' descriptions for the kernels.
    let layers: KernelLayers<Element>
    /// The memory of products; of the calling thread's, if several threads share a pass.
    let scratch: UnsafeMutableRawPointer
    private let storage: AlignedBuffer<Element>
    private let layerStorage: AlignedBuffer<UInt8>
    private let scratchStorage: KernelScratch
    /// The derivatives with respect to each layer's trained slope, one for each row.
    private let slopeTerms: [Matrix<Element>?]

    /// Memory for inference on up to `rowCapacity` rows at a time by networks of this topology.
    ///
    /// - Precondition: `rowCapacity` is at least 1.
    public convenience init(topology: Topology, rowCapacity: Int) {
      self.init(topology: topology, rowCapacity: rowCapacity, purpose: .inference)
    }

    /// Memory for passes of up to `rowCapacity` rows through networks of this topology.
    ///
    /// - Parameter dropout: the dropout of hidden layers; only for training.
    convenience init(topology: Topology, rowCapacity: Int, purpose: Purpose, dropout: Dropout? = nil) {
      self.init(
        Plan(topology: topology, rowCapacity: rowCapacity, purpose: purpose, drops: dropout != nil),
        dropout: dropout)
    }

    /// Memory with the layout of `plan`.
    ///
    /// - Parameter dropout: the dropout of hidden layers, if the plan has any.
    /// - Precondition: a pass takes at least one row.
    init(_ plan: Plan, dropout: Dropout?) {
      precondition(plan.rowCapacity >= 1, "a pass has at least one row")
      precondition((dropout != nil) == plan.drops, "the plan has memory for dropout if there is any")
      let storage = AlignedBuffer<Element>(count: plan.elementCount)
      let layers = KernelLayer.layers(plan, base: storage.base, dropout: dropout)
      let empty = Matrix(base: storage.base, rows: plan.rowCapacity, columns: 0)
      let targets = plan.targets.map { plan.matrix($0, base: storage.base) } ?? empty
      let last = layers[layers.count - 1]
      self.rowCapacity = plan.rowCapacity
      self.topology = plan.topology
      self.storage = storage
      self.input = plan.matrix(plan.input, base: storage.base)
      self.targets = targets
      self.outputs = layers.map(\.outputs)
      self.errors = layers.compactMap(\.errors)
      self.slopeSources = layers.map(\.slopeSource)
      self.slopeTerms = plan.layers.map { $0.slopeTerms.map { plan.matrix($0, base: storage.base) } }
      self.logits = last.netInputs ?? empty
      self.outputErrors = last.errors ?? empty
      self.dropout = dropout
      let output = plan.topology.outputActivation
      self.batch = OutputBatch(
        outputs: last.outputs, logits: logits, targets: targets, function: output.function,
        parameter: output.parameter)
      self.layerStorage = AlignedBuffer(count: KernelLayers<Element>.byteCount(layerCount: layers.count))
      self.layers = KernelLayers(layers, in: UnsafeMutableRawPointer(layerStorage.base))
      self.scratchStorage = KernelScratch()
      self.scratch = scratchStorage.base
    }

    /// The derivative of the loss with respect to a layer's trained slope, for one row of the last backward
    /// pass.
    ///
    /// - Precondition: the layer trains a slope, and the workspace is for training.
    func slopeTerm(ofLayer layer: Int, row: Int) -> Element {
      guard let terms = slopeTerms[layer] else { preconditionFailure("the layer trains a slope") }
      return terms.row(row)[0]
    }
  }
}

extension Network.Workspace.Plan {
  /// The matrix at a position of the memory that starts at `base`.
  func matrix(_ place: MatrixPlacement, base: UnsafeMutablePointer<Element>) -> Matrix<Element> {
    Matrix(base: base + place.offset, rows: rowCapacity, columns: place.columns, stride: place.stride)
  }
}

extension KernelLayer {
  /// The layers of a planned workspace in the memory that starts at `base`.
  fileprivate static func layers(
    _ plan: Network<Element>.Workspace.Plan, base: UnsafeMutablePointer<Element>, dropout: Dropout?
  ) -> [KernelLayer] {
    func matrix(_ place: Network<Element>.Workspace.Plan.MatrixPlacement) -> Matrix<Element> {
      plan.matrix(place, base: base)
    }
    let layout = ParameterLayout(plan.topology, elementSize: MemoryLayout<Element>.stride)
    return zip(layout.layers, plan.layers).enumerated().map { index, layer in
      let (parameters, places) = layer
      let activation = parameters.activation
      let isLast = index == plan.layers.count - 1
      return KernelLayer(
        inputCount: parameters.inputCount, outputCount: parameters.outputCount, function: activation.function,
        parameter: activation.parameter, custom: activation.custom,
        weightOffset: parameters.weightOffset,
        panelColumns: parameters.hasPanels ? parameters.panelColumns : 0, rowStride: parameters.rowStride,
        biasOffset: parameters.biasOffset,
        slopeOffset: parameters.slopeCount > 0 ? parameters.slopeOffset : nil,
        outputs: matrix(places.outputs), netInputs: places.netInputs.map(matrix),
        undropped: places.undropped.map(matrix), errors: places.errors.map(matrix),
        slopeTerms: places.slopeTerms.map { matrix($0).base },
        dropout: isLast ? nil : dropout?.description(ofLayer: index))
    }
  }

  /// The values from which f′ is computed in a backward pass: z or f(z), depending on the function.
  fileprivate var slopeSource: Matrix<Element> {
    if custom != nil || function.derivativeTakesNetInputs, let netInputs { return netInputs }
    return undropped ?? outputs
  }
}
