internal import SystemLibrary

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The files in a folder of checkpoints.
struct CheckpointFiles: Sendable {
  let folder: String
  /// The number of checkpoints that are kept.
  let keptCount: Int

  private static let prefix = "checkpoint-"
  private static let suffix = ".safetensors"
  private static let resultsName = "runs.json"
  private static let decisionName = "choice.json"
  private static let lockName = "lock"

  /// The names of all files; none if the folder cannot be read.
  var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] }

  /// Whether a name is `checkpoint-EPOCH-STEP.safetensors`.
  private static func isCheckpoint(_ name: String) -> Bool {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return false }
    let parts = name.dropFirst(prefix.count).dropLast(suffix.count).split(
      separator: "-", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { 48...57 ~= $0 } }
  }

  /// Whether a file of this name holds what a training has left.
  static func isContent(_ name: String) -> Bool { isCheckpoint(name) || name == resultsName }

  /// The paths of all checkpoints, the oldest first: their numbers have leading zeros.
  var checkpointPaths: [String] {
    names.filter(CheckpointFiles.isCheckpoint).sorted().map { "\(folder)/\($0)" }
  }

  /// The path of the results of runs.
  var resultsPath: String { "\(folder)/\(CheckpointFiles.resultsName)" }

  /// Whether there are results of several runs, as there are checkpoints of a single one.
  var holdsResults: Bool { names.contains(CheckpointFiles.resultsName) }

  /// The path of the choices that were made by comparing candidates.
  var decisionPath: String { "\(folder)/\(CheckpointFiles.decisionName)" }

  /// The path of the file whose lock keeps the folder for one training.
  var lockPath: String { "\(folder)/\(CheckpointFiles.lockName)" }

  /// Whether the file of choices, which a training that does not resume replaces, is another program's.
  var holdsForeignChoices: Bool {
    guard let file = try? InputBytes(path: decisionPath) else { return false }
    // The first member of what is written, with a check or without, since keys are sorted.
    return !["{\"check\":", "{\"decision\":"].contains { file.bytes.starts(with: Array($0.utf8)) }
  }

  /// The error for a file of another program under one of these names.
  static func foreignFile(_ path: String) -> BPNetError {
    .cannotCreate(path: path, reason: "a file of another program has this name")
  }

  /// Checks that each of these names that exists is a file's: opening a pipe could wait without end.
  ///
  /// - Throws: `BPNetError.cannotCreate` with the first name that belongs to anything else.
  func checkKinds() throws(BPNetError) {
    let ownNames = [CheckpointFiles.resultsName, CheckpointFiles.decisionName, CheckpointFiles.lockName]
    for name in names.sorted() where CheckpointFiles.isCheckpoint(name) || ownNames.contains(name) {
      var status = stat()
      // Links are not followed: what they lead to would be written.
      guard lstat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT != S_IFREG else { continue }
      throw .cannotCreate(path: folder, reason: "\(name) in it is not a regular file")
    }
  }

  /// The path of a checkpoint's file.
  private func path<Element: Scalar>(of checkpoint: Trainer<Element>.Checkpoint) -> String {
    func digits(_ number: Int, _ count: Int) -> String {
      String(repeating: "0", count: max(count - "\(number)".count, 0)) + "\(number)"
    }
    let control = checkpoint.current.control
    let place = "\(digits(control.epoch, 8))-\(digits(control.steps.total, 12))"
    return "\(folder)/\(CheckpointFiles.prefix)\(place)\(CheckpointFiles.suffix)"
  }

  /// Writes a checkpoint, and removes those that are not kept.
  ///
  /// Files of later epochs do not count: they were damaged when training resumed, and must not take the place
  /// of whole ones.
  ///
  /// - Throws: `BPNetError.cannotCreate` or `writeFailed`; the others are unchanged then.
  func write<Element: Scalar>(_ file: CheckpointFile<Element>) throws(BPNetError) {
    let path = path(of: file.checkpoint)
    try AtomicFile.write(parts: try file.encodedParts(path: path), to: path)
    for old in checkpointPaths.filter({ $0 <= path }).dropLast(keptCount) { unlink(old) }
  }

  /// The text of a file of JSON.
  ///
  /// - Throws: `BPNetError.cannotOpen`, `invalidData`, or `readFailed` for more than there is memory for.
  static func text(ofFile path: String) throws(BPNetError) -> String {
    let file = try InputBytes(path: path)
    return try file.withBytes { bytes throws(BPNetError) in
      guard bytes.first == UInt8(ascii: "{") else {
        throw .invalidData(at: .init(file: path), found: "no JSON object", expected: "one")
      }
      // The text, and what is made of it.
      guard MemoryBudget.hasRoom(for: 8 * bytes.count) else {
        throw .readFailed(
          path: path, reason: "its \(bytes.count) bytes are more than the memory that is left")
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
}
