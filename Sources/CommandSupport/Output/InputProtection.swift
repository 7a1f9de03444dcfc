import BPNet
internal import SystemLibrary

/// Refuses an output that is one of the command's inputs, even under another name, and standard input for
/// more than one input.
///
/// - Throws: `UsageError` under the name `option`.
package func checkInputsAreSafe(
  _ inputs: [String], output: String?, option: String = "-o"
) throws(UsageError) {
  if inputs.count(where: { $0 == "-" }) > 1 {
    throw UsageError(name: "-", found: "standard input twice", expected: "one input from standard input")
  }
  guard let output, let target = FileIdentity(output) else { return }
  for input in inputs {
    let isStandardInput = input == "-"
    let source = isStandardInput ? FileIdentity(descriptor: STDIN_FILENO) : FileIdentity(input)
    guard source == target else { continue }
    throw UsageError(
      name: option, found: Printable.quoted(output),
      expected: "another file than \(isStandardInput ? "standard input" : "the input \(input)")")
  }
}

/// Whether two paths are those of the same regular file.
package func isSameFile(_ one: String, _ other: String) -> Bool {
  guard let identity = FileIdentity(one) else { return false }
  return identity == FileIdentity(other)
}

/// Whether two outputs would mix: both paths lead to the same file, which need not exist yet, to the same
/// pipe, or to the same open stream.
///
/// A device, such as `/dev/null`, may be written to more than once, but not under the names of one stream.
package func isSameOutput(_ one: String, _ other: String) -> Bool {
  let (first, second) = (AtomicFile.openDescriptor(one), AtomicFile.openDescriptor(other))
  if let first, first == second { return true }
  guard let status = fileStatus(one, first), let otherStatus = fileStatus(other, second) else {
    return first == nil && second == nil && AtomicFile.resolvedPath(one) == AtomicFile.resolvedPath(other)
  }
  return status.st_mode & S_IFMT != S_IFCHR && status.st_dev == otherStatus.st_dev
    && status.st_ino == otherStatus.st_ino
}

/// Whether a path names the standard output of this process, such as `-` or `/dev/stdout`.
package func isStandardOutput(_ path: String?) -> Bool { path.flatMap(AtomicFile.openDescriptor) == 1 }

/// What the system says of the file at a path, or of an open one; nil if there is none.
private func fileStatus(_ path: String, _ descriptor: Int32?) -> stat? {
  var status = stat()
  let isThere = if let descriptor { fstat(descriptor, &status) == 0 } else { stat(path, &status) == 0 }
  return isThere ? status : nil
}

/// The identity of a regular file, to compare paths.
private struct FileIdentity: Equatable {
  let device: UInt64
  let number: UInt64

  /// The file at `path`; nil if there is none, or it is not a regular file.
  init?(_ path: String) {
    var status = stat()
    guard path != "-", stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The file that is open as `descriptor`; nil if it is not a regular file.
  init?(descriptor: Int32) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  private init?(_ status: stat) {
    guard status.st_mode & S_IFMT == S_IFREG else { return nil }
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
  }
}
