extension Workspace {
  /// What passes are for.
  enum Purpose {
    /// Outputs alone.
    case inference
    /// Outputs, to be compared with targets.
    case evaluation
    /// Outputs and error terms.
    case training
  }

  /// Where everything lies in the memory of a workspace, calculated before any is taken.
  struct Plan {
    let topology: Topology
    /// The most rows that one pass takes.
    let rowCapacity: Int
    let purpose: Purpose
    /// Whether passes drop outputs of hidden layers.
    let drops: Bool
    /// The inputs of a batch.
    let input: Place
    /// The targets of a batch; not for inference.
    let targets: Place?
    let layers: [LayerPlaces]
    /// The elements in all; `Int.max` if they are more than can be counted.
    let elementCount: Int

    /// Where a matrix of `rowCapacity` rows lies, in elements.
    struct Place {
      let offset: Int
      let columns: Int
      let stride: Int
    }

    /// Where one layer's part of a pass lies: see `KernelLayer`.
    struct LayerPlaces {
      let outputs: Place
      /// Of a hidden layer in training, where f′ is computed from z; of the output layer the logits, except
      /// in inference.
      let netInputs: Place?
      let undropped: Place?
      let errors: Place?
      let slopeTerms: Place?
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
        return LayerPlaces(
          outputs: memory.reserve(count),
          netInputs: memory.reserve(count, if: index == last ? purpose != .inference : keepsNetInputs),
          undropped: memory.reserve(count, if: drops && index != last && !keepsNetInputs),
          errors: memory.reserve(count, if: isTraining),
          slopeTerms: memory.reserve(1, if: isTraining && layer.activation.initialSlope != nil))
      }
      elementCount = memory.count ?? .max
    }

    /// The bytes of all elements; `Int.max` if they are more than can be counted.
    ///
    /// The kernels' scratch memory comes on top.
    var byteCount: Int {
      let (count, overflow) = elementCount.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
      return overflow ? .max : count
    }
  }
}

extension Workspace.Plan {
  /// Takes places one after the other.
  private struct Reservation {
    let rowCapacity: Int
    /// The elements reserved so far; nil if they are more than can be counted.
    var count: Int? = 0

    /// A place for a matrix of so many columns, with room behind it that kernels may write.
    mutating func reserve(_ columns: Int) -> Workspace.Plan.Place {
      let stride = Reservation.stride(ofColumns: columns)
      let place = Workspace.Plan.Place(offset: count ?? 0, columns: columns, stride: stride)
      let (product, overflow) = rowCapacity.multipliedReportingOverflow(by: stride)
      // A margin for the room behind the matrix and for what aligns the next one.
      guard let before = count, !overflow, product < .max - before - 1024 else {
        count = nil
        return place
      }
      let room = kernelRoomByteCount / MemoryLayout<Element>.stride
      count = before + AlignedBuffer<Element>.paddedCount(product + room)
      return place
    }

    mutating func reserve(_ columns: Int, if isNeeded: Bool) -> Workspace.Plan.Place? {
      isNeeded ? reserve(columns) : nil
    }

    /// The distance between rows: the columns, but never a large multiple of 256 elements, where all rows
    /// would fall into the same few sets of the cache.
    private static func stride(ofColumns columns: Int) -> Int {
      columns >= 256 && columns % 256 == 0 ? columns + 16 : columns
    }
  }
}
