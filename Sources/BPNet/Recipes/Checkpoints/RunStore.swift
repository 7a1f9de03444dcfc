/// The results of runs that have ended, written to a folder after each.
struct RunStore {
  private let folder: CheckpointFolder?
  private let storedIdentity: CheckpointIdentity?
  /// The results so far, those of the folder first.
  private(set) var results: [Run.Result]
  /// The index of each run's result.
  private var indices: [Run: Int]

  /// - Parameters:
  ///   - folder: where results are read and written; nil to keep them in memory alone.
  ///   - results: further results that are known.
  ///   - identity: what the runs belong to, computed only if there is a folder.
  /// - Throws: `BPNetError.invalidArgument` if the folder's results are another training's.
  init(
    _ folder: CheckpointFolder?, results: [Run.Result], identity: () throws(BPNetError) -> CheckpointIdentity
  ) throws(BPNetError) {
    self.folder = folder
    guard let folder else {
      (storedIdentity, self.results, indices) = (nil, results, [:])
      return
    }
    let identity = try identity()
    self.results = results + (try folder.results(for: identity))
    indices = Dictionary(self.results.enumerated().map { ($1.run, $0) }) { first, _ in first }
    storedIdentity = identity
  }

  /// Adds a result, unless it is known or its run was interrupted.
  ///
  /// It takes the place of a result of its run that lacks a metric.
  mutating func add(_ result: Run.Result) {
    guard let folder, let identity = storedIdentity, result.isComplete else { return }
    if let index = indices[result.run] {
      let names = results[index].training.figures.map(\.name)
      guard names != result.training.figures.map(\.name) else { return }
      results[index] = result
    } else {
      indices[result.run] = results.count
      results.append(result)
    }
    folder.write(results, of: identity)
  }
}
