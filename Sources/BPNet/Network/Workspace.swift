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
  /// Only for training.
  let targets: Matrix<Element>
  /// Each layer's error terms δ, rows × outputs.
  ///
  /// Only for training.
  let errors: [Matrix<Element>]
  let scratch: UnsafeMutableRawPointer
  private let storage: AlignedBuffer<Element>
  private let scratchStorage: AlignedBuffer<UInt8>

  /// Memory for passes of up to `rowCapacity` rows through networks of this topology.
  ///
  /// - Parameter training: whether error terms are to be computed as well.
  /// - Precondition: `rowCapacity` is at least 1.
  public init(topology: Topology, rowCapacity: Int, training: Bool = false) {
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
    let targetsPlace = reserve(training ? topology.outputCount : 0)
    let errorPlaces = training ? sizes.map(reserve) : []

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
    self.scratchStorage = AlignedBuffer(count: kernelScratchByteCount)
    self.scratch = UnsafeMutableRawPointer(scratchStorage.base)
  }

  /// The distance between rows: the columns, but never a large multiple of 256 elements, where all rows
  /// would fall into the same few sets of the cache.
  private static func stride(ofColumns columns: Int) -> Int {
    columns >= 256 && columns % 256 == 0 ? columns + 16 : columns
  }
}
