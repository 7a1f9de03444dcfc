internal import SystemLibrary

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder with the checkpoints of one training, which it keeps for itself as long as the object lives.
///
/// ```swift
/// let folder = try CheckpointFolder("checkpoints", resumes: true)
/// let result = try recipe.prepare(table, as: Float.self).train(checkpoints: folder)
/// ```
///
/// Files are written to a temporary name, synced and renamed, so each one is whole. `checkpoint-E-S` is the
/// state after E epochs and S steps; `runs.json` has the results of the runs of restarts, folds and trials
/// that have ended.
public final class CheckpointFolder: Sendable {
  /// Something that a caller may want to tell of.
  public enum Event: Sendable {
    /// Training continues from a checkpoint, after this many epochs.
    case resumed(file: String, epoch: Int)
    /// There are results of this many runs, which are not trained again.
    case resumedRuns(Int)
    /// Training starts afresh, because there is no whole checkpoint.
    case startedAfresh
    /// A checkpoint could not be read, and the one before is used.
    case unreadable(BPNetError)
    /// A checkpoint could not be written; training goes on, and the next one is tried in its time.
    case failed(BPNetError)
  }

  /// The path of the folder.
  public let path: String
  /// The time between two checkpoints.
  public let interval: TrainingConfiguration.CheckpointInterval
  /// The number of checkpoints that are kept.
  public let keptCount: Int
  /// Whether training continues from the newest checkpoint.
  public let resumes: Bool
  private let onEvent: @Sendable (Event) -> Void
  /// The files, which may be written while the folder itself, with its lock, is gone.
  let files: CheckpointFiles
  private let lock: FolderLock

  /// Opens a folder, which is created if there is none, and locks it.
  ///
  /// - Parameters:
  ///   - interval: the time between two checkpoints.
  ///   - keptCount: the number of checkpoints that are kept, at least 1.
  ///   - resumes: whether training continues from what is in the folder.
  ///   - onEvent: called for each event, on the thread that trains.
  /// - Throws: `BPNetError.cannotCreate` if the folder cannot be made or written to, another process uses it,
  ///   or a name of its files belongs to anything else; `invalidArgument` under the name `checkpoint` if it
  ///   has checkpoints and training does not resume.
  public init(
    _ path: String, interval: TrainingConfiguration.CheckpointInterval = .seconds(60), keptCount: Int = 2,
    resumes: Bool = false,
    onEvent: @escaping @Sendable (Event) -> Void = { _ in }
  ) throws(BPNetError) {
    self.path = path
    self.interval = interval
    self.keptCount = max(keptCount, 1)
    self.resumes = resumes
    self.onEvent = onEvent
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      let code = ((error as? CocoaError)?.underlying as? POSIXError)?.code.rawValue
      throw .cannotCreate(path: path, reason: code.map { AtomicFile.errorText($0) } ?? "\(error)")
    }
    files = CheckpointFiles(folder: path, keptCount: self.keptCount)
    try files.checkKinds()
    try files.checkContents()
    lock = try FolderLock(of: files)
    let names = files.names
    // No other process writes here, so these belong to processes that were killed.
    for name in names where TemporaryFile.isTemporary(name) { unlink("\(path)/\(name)") }
    guard resumes || !names.contains(where: { CheckpointFiles.isContent($0) }) else {
      throw .invalidArgument(
        name: "checkpoint", found: "\(path) with checkpoints of earlier training",
        expected: "an empty folder, or to resume that training")
    }
  }

  func report(_ event: Event) { onEvent(event) }

  /// Whether a training that writes its checkpoints to a folder may write the file at `path`, too.
  ///
  /// - Returns: false for the names of its own files in that folder.
  package static func isFree(_ path: String, inFolder folder: String) -> Bool {
    let (file, own) = (AtomicFile.resolvedPath(path), AtomicFile.resolvedPath(folder))
    let start = own == "/" ? own : "\(own)/"
    return !file.hasPrefix(start) || !CheckpointFiles.isOwn(String(file.dropFirst(start.count)))
  }
}

extension CheckpointFolder {
  /// The newest whole checkpoint; nil if there is none, or training does not resume.
  ///
  /// - Throws: `BPNetError.invalidArgument` if it is another training's.
  func newest<Element: Scalar>(
    for identity: CheckpointIdentity, as _: Element.Type
  ) throws(BPNetError) -> Trainer<Element>.Checkpoint? {
    guard resumes else { return nil }
    let paths = files.checkpointPaths
    guard !paths.isEmpty || !files.holdsResults else {
      throw .invalidArgument(
        name: "checkpoint", found: "a single run", expected: "several runs, as in the checkpoint")
    }
    for path in paths.reversed() {
      let file: CheckpointFile<Element>
      do throws(BPNetError) {
        file = try CheckpointFile(contentsOf: path, for: identity)
      } catch {
        if case .invalidArgument = error { throw error }
        report(.unreadable(error))
        continue
      }
      report(.resumed(file: path, epoch: file.checkpoint.epoch))
      return file.checkpoint
    }
    report(.startedAfresh)
    return nil
  }
}

extension CheckpointFolder {
  /// The results of runs that have ended.
  private struct Results: CheckedContent {
    var check: String?
    let identity: CheckpointIdentity
    var results: [Run.Result]

    /// Whether each run has the figures that it has to have, of the same names as the others.
    var isConsistent: Bool {
      let names = Set(results.compactMap(\.fold).map { $0.figures.map(\.name) })
      return names.count <= 1 && results.allSatisfy { ($0.run.fold == nil) == ($0.fold == nil) }
    }
  }

  /// The results of runs that need not be trained again; none if training does not resume.
  ///
  /// - Throws: `BPNetError.invalidArgument` if they are another training's.
  func results(for identity: CheckpointIdentity) throws(BPNetError) -> [Run.Result] {
    guard resumes else { return [] }
    let path = files.resultsPath
    let stored: Results
    do throws(BPNetError) {
      let text = try CheckpointFiles.text(ofFile: path)
      stored = try CheckpointJSON.decodedContent(
        Results.self, from: text, file: path, extensions: identity.ownChoices)
      guard stored.isConsistent else {
        throw .invalidModel(
          at: .init(file: path), found: "folds with other figures than others have", expected: "the same")
      }
    } catch {
      guard files.holdsResults || files.checkpointPaths.isEmpty else {
        throw .invalidArgument(
          name: "checkpoint", found: "several runs", expected: "a single one, as in the checkpoint")
      }
      if case .cannotOpen = error {} else { report(.unreadable(error)) }
      report(.startedAfresh)
      return []
    }
    try stored.identity.check(for: identity)
    report(.resumedRuns(stored.results.count))
    return stored.results
  }

  /// Writes the results of the runs that have ended.
  func write(_ results: [Run.Result], of identity: CheckpointIdentity) {
    let path = files.resultsPath
    do throws(BPNetError) {
      let content = Results(identity: identity, results: results)
      let text = try CheckpointJSON.encodedContent(content, path: path)
      try AtomicFile.write(Array(text.utf8), to: path)
    } catch {
      report(.failed(error))
    }
  }
}
