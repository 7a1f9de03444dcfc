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
  /// The output layer's net inputs z, rows × outputs, where a pass is asked to keep them.
  let logits: Matrix<Element>
  /// A batch of targets, rows × outputs.
  ///
  /// Not for inference.
  let targets: Matrix<Element>
  /// Each layer's error terms δ, rows × outputs.
  ///
  /// Only for training.
  let errors: [Matrix<Element>]
  let scratch: UnsafeMutableRawPointer
  private let storage: AlignedBuffer<Element>
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
  init(topology: Topology, rowCapacity: Int, purpose: Purpose) {
    precondition(rowCapacity >= 1, "a pass takes at least one row")
    var offset = 0
    func reserve(_ columns: Int) -> (offset: Int, columns: Int, stride: Int) {
      let stride = Workspace.stride(ofColumns: columns)
      defer { offset += AlignedBuffer<Element>.paddedCount(rowCapacity * stride) }
      return (offset, columns, stride)
    }
    let sizes = topology.layers.map(\.outputCount)
    let inputPlace = reserve(topology.inputCount)
    let outputPlaces = sizes.map(reserve)
    let logitsPlace = reserve(topology.outputCount)
    let targetsPlace = reserve(purpose == .inference ? 0 : topology.outputCount)
    let errorPlaces = purpose == .training ? sizes.map(reserve) : []

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
    self.scratchStorage = AlignedBuffer(uninitializedCount: kernelScratchByteCount)
    self.scratch = UnsafeMutableRawPointer(scratchStorage.base)
  }

  /// About how many elements a workspace for training has, for a sum that cannot overflow; `Int.max` if it
  /// would.
  static func elementCount(topology: Topology, rowCapacity: Int) -> Int {
    let columns = topology.inputCount + 2 * topology.layers.reduce(0) { $0 + $1.outputCount }
    let (product, overflow) = columns.multipliedReportingOverflow(by: rowCapacity)
    return overflow ? Int.max : product
  }

  /// The distance between rows: the columns, but never a large multiple of 256 elements, where all rows
  /// would fall into the same few sets of the cache.
  private static func stride(ofColumns columns: Int) -> Int {
    columns >= 256 && columns % 256 == 0 ? columns + 16 : columns
  }
}
