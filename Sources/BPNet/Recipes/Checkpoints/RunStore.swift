/// The results of runs that have ended, written to a folder after each.
struct RunStore {
  private let folder: CheckpointFolder?
  private let storedIdentity: CheckpointIdentity?
  /// The results so far, those of the folder first.
  private(set) var results: [Run.Result]
  private var runs: Set<Run>

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
      (storedIdentity, self.results, runs) = (nil, results, Set(results.map(\.run)))
      return
    }
    let identity = try identity()
    self.results = results + (try folder.results(for: identity))
    runs = Set(self.results.map(\.run))
    storedIdentity = identity
  }

  /// Adds a result, unless it is known or its run was interrupted.
  mutating func add(_ result: Run.Result) {
    guard let folder, let identity = storedIdentity, result.isComplete, runs.insert(result.run).inserted
    else {
      return
    }
    results.append(result)
    folder.write(results, of: identity)
  }
}
