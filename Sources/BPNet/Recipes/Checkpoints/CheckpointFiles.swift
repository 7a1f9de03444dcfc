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

  /// The numbers of digits of the epochs and of the steps in a checkpoint's name, with leading zeros.
  private static let digitCounts = [8, 12]

  /// The epochs and steps in a name `checkpoint-EPOCH-STEP.safetensors` with the digits that a name of this
  /// program has; nil for any other name.
  private static func place(of name: String) -> (epoch: Int, step: Int)? {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return nil }
    let parts = name.dropFirst(prefix.count).dropLast(suffix.count).split(
      separator: "-", omittingEmptySubsequences: false)
    guard parts.count == digitCounts.count else { return nil }
    let numbers = zip(parts, digitCounts).compactMap { part, count -> Int? in
      guard part.utf8.allSatisfy({ 48...57 ~= $0 }), let number = Int(part) else { return nil }
      return part == digits(number, count) ? number : nil
    }
    return numbers.count == parts.count ? (numbers[0], numbers[1]) : nil
  }

  /// A number with leading zeros up to `count` digits.
  private static func digits(_ number: Int, _ count: Int) -> String {
    String(repeating: "0", count: max(count - "\(number)".count, 0)) + "\(number)"
  }

  private static func isCheckpoint(_ name: String) -> Bool { place(of: name) != nil }

  /// Whether a file of this name holds what a training has left.
  static func isContent(_ name: String) -> Bool { isCheckpoint(name) || name == resultsName }

  /// Whether a file of this name is one of the folder's.
  static func isOwn(_ name: String) -> Bool {
    isContent(name) || name == decisionName || name == lockName
  }

  /// The paths of all checkpoints, the oldest first.
  var checkpointPaths: [String] { checkpoints.map(\.path) }

  private var checkpoints: [(place: (epoch: Int, step: Int), path: String)] {
    names.compactMap { name in
      CheckpointFiles.place(of: name).map { ($0, "\(folder)/\(name)") }
    }.sorted { $0.place < $1.place }
  }

  /// The path of the results of runs.
  var resultsPath: String { "\(folder)/\(CheckpointFiles.resultsName)" }

  /// Whether there are results of several runs, as there are checkpoints of a single one.
  var holdsResults: Bool { names.contains(CheckpointFiles.resultsName) }

  /// The path of the choices that were made by comparing candidates.
  var decisionPath: String { "\(folder)/\(CheckpointFiles.decisionName)" }

  /// The path of the file whose lock keeps the folder for one training.
  var lockPath: String { "\(folder)/\(CheckpointFiles.lockName)" }

  /// Checks that the files of results and of choices, which are replaced, are none of another program.
  ///
  /// - Throws: `BPNetError.cannotCreate` with the first one that is, or cannot be read.
  func checkContents() throws(BPNetError) {
    let names = names
    // The first members of what is written, with a check or without, since keys are sorted.
    for (name, members) in [
      (CheckpointFiles.resultsName, ["check", "identity"]),
      (CheckpointFiles.decisionName, ["check", "decision"]),
    ] where names.contains(name) {
      let path = "\(folder)/\(name)"
      let file: InputBytes
      do throws(BPNetError) {
        file = try InputBytes(path: path)
      } catch {
        throw .cannotCreate(path: folder, reason: "\(name) in it cannot be read")
      }
      // One that is cut off may be the program's own.
      let isOwn = members.map { Array("{\"\($0)\":".utf8) }.contains { start in
        start.starts(with: file.bytes.prefix(start.count))
      }
      guard isOwn else { throw CheckpointFiles.foreignFile(path) }
    }
  }

  /// The error for a file of another program under one of these names.
  static func foreignFile(_ path: String) -> BPNetError {
    .cannotCreate(path: path, reason: "a file of another program has this name")
  }

  /// Checks that each of these names that exists is a file's: opening a pipe could wait without end.
  ///
  /// - Throws: `BPNetError.cannotCreate` with the first name that belongs to anything else.
  func checkKinds() throws(BPNetError) {
    for name in names.sorted() where CheckpointFiles.isOwn(name) {
      var status = stat()
      // Links are not followed: what they lead to would be written.
      guard lstat("\(folder)/\(name)", &status) == 0, status.st_mode & S_IFMT != S_IFREG else { continue }
      throw .cannotCreate(path: folder, reason: "\(name) in it is not a regular file")
    }
  }

  /// Writes a checkpoint, and removes those that are not kept.
  ///
  /// Files of later epochs do not count: they were damaged when training resumed, and must not take the place
  /// of whole ones.
  ///
  /// - Throws: `BPNetError.cannotCreate` or `writeFailed`; the others are unchanged then.
  func write<Element: Scalar>(_ file: CheckpointFile<Element>) throws(BPNetError) {
    let control = file.checkpoint.current.control
    let place = (epoch: control.epoch, step: control.steps.total)
    let digits = zip([place.epoch, place.step], CheckpointFiles.digitCounts).map(CheckpointFiles.digits)
    let path = "\(folder)/\(CheckpointFiles.prefix)\(digits.joined(separator: "-"))\(CheckpointFiles.suffix)"
    try AtomicFile.write(parts: try file.encodedParts(path: path), to: path)
    for old in checkpoints.filter({ $0.place <= place }).dropLast(keptCount) { unlink(old.path) }
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
