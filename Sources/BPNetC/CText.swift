import BPNet

/// A text for C, ended by a NUL, that stays in place as long as the object exists.
///
/// Invariant that makes it `Sendable`: the text is written in `init` alone.
final class CText: @unchecked Sendable {
  let start: UnsafePointer<CChar>

  /// A copy of `text`; what follows a NUL in it is not seen by C.
  init(_ text: String) {
    let bytes = Array(text.utf8)
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
    for (index, byte) in bytes.enumerated() { copy[index] = CChar(bitPattern: byte) }
    copy[bytes.count] = 0
    start = UnsafePointer(copy)
  }

  deinit { start.deallocate() }
}

/// The text of a C caller.
///
/// - Parameter name: the name of the parameter in the header.
/// - Throws: `BPNetError.invalidArgument` for NULL, and for bytes that are not UTF-8.
func text(_ pointer: UnsafePointer<CChar>?, name: String) throws(BPNetError) -> String {
  guard let pointer else { throw .null(name) }
  guard let text = String(validatingCString: pointer) else {
    throw .invalidArgument(name: name, found: "bytes that are not UTF-8", expected: "UTF-8")
  }
  return text
}
