extension Network.Workspace {
  /// What the passes of a workspace compute.
  enum Purpose {
    /// Outputs.
    case inference
    /// Outputs and their losses.
    case evaluation
    /// Outputs, losses and error terms.
    case training
  }

  /// The layout of a workspace's memory, computed before any is allocated.
  struct Plan {
    let topology: Topology
    /// The maximum number of rows of a pass.
    let rowCapacity: Int
    let purpose: Purpose
    /// Whether passes drop outputs of hidden layers.
    let drops: Bool
    /// The inputs of a batch.
    let input: MatrixPlacement
    /// The targets of a batch; nil for inference.
    let targets: MatrixPlacement?
    let layers: [LayerPlacements]
    /// The total number of elements; `Int.max` on overflow.
    let elementCount: Int

    /// The position of a matrix of `rowCapacity` rows, in elements.
    struct MatrixPlacement {
      let offset: Int
      let columns: Int
      let stride: Int
    }

    /// The positions of one layer's matrices; see `KernelLayer`.
    struct LayerPlacements {
      let outputs: MatrixPlacement
      /// The net inputs of a hidden layer in training if f′ is computed from them, and of the output layer
      /// except for inference.
      let netInputs: MatrixPlacement?
      let undropped: MatrixPlacement?
      let errors: MatrixPlacement?
      let slopeTerms: MatrixPlacement?
    }

    init(topology: Topology, rowCapacity: Int, purpose: Purpose, drops: Bool = false) {
      self.topology = topology
      self.rowCapacity = rowCapacity
      self.purpose = purpose
      self.drops = drops
      var memory = Reservation(rowCapacity: rowCapacity)
      input = memory.reserve(topology.inputCount)
      targets = memory.reserve(topology.outputCount, if: purpose != .inference)
      let last = topology.layers.count - 1
      layers = topology.layers.enumerated().map { index, layer in
        let count = layer.outputCount
        let isTraining = purpose == .training
        let keepsNetInputs = isTraining && layer.activation.keepsNetInputs
        return LayerPlacements(
          outputs: memory.reserve(count),
          netInputs: memory.reserve(count, if: index == last ? purpose != .inference : keepsNetInputs),
          undropped: memory.reserve(count, if: drops && index != last && !keepsNetInputs),
          errors: memory.reserve(count, if: isTraining),
          slopeTerms: memory.reserve(1, if: isTraining && layer.activation.initialSlope != nil))
      }
      elementCount = memory.count ?? .max
    }

    /// The bytes of all elements, without the kernels' scratch memory; `Int.max` on overflow.
    var byteCount: Int {
      let (count, overflow) = elementCount.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
      return overflow ? .max : count
    }
  }
}

extension Network.Workspace.Plan {
  /// Assigns positions one after the other.
  private struct Reservation {
    let rowCapacity: Int
    /// The number of elements reserved so far; nil on overflow.
    var count: Int? = 0
    /// The number of matrices.
    private var placeCount = 0

    init(rowCapacity: Int) { self.rowCapacity = rowCapacity }

    /// A position for a matrix of `columns` columns, with padding after it that kernels may write.
    mutating func reserve(_ columns: Int) -> Network.Workspace.Plan.MatrixPlacement {
      let stride = Matrix<Element>.stride(ofColumns: columns)
      let offset = (count ?? 0) + skew(from: count ?? 0)
      let place = Network.Workspace.Plan.MatrixPlacement(offset: offset, columns: columns, stride: stride)
      let (product, overflow) = rowCapacity.multipliedReportingOverflow(by: stride)
      // 1024 elements are more than the padding and the alignment of the next matrix.
      guard count != nil, !overflow, product < .max - offset - 1024 else {
        count = nil
        return place
      }
      let room = kernelRoomByteCount / MemoryLayout<Element>.stride
      count = offset + AlignedBuffer<Element>.paddedCount(product + room)
      placeCount += 1
      return place
    }

    /// The number of elements to leave free, so that the same row of two matrices never has addresses that
    /// are equal modulo 4096 bytes.
    ///
    /// A processor takes a load for dependent on an earlier store with the same low 12 bits of the address,
    /// and lets it wait. 17 cache lines are prime to a page's 64, so 64 matrices have different places.
    private func skew(from start: Int) -> Int {
      let page = 4096 / MemoryLayout<Element>.stride
      let target = placeCount * (17 * 64 / MemoryLayout<Element>.stride) % page
      return (target - start % page + page) % page
    }

    mutating func reserve(_ columns: Int, if isNeeded: Bool) -> Network.Workspace.Plan.MatrixPlacement? {
      isNeeded ? reserve(columns) : nil
    }
  }
}
