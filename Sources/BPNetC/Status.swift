import BPNet
import CBPNet

/// The caller's memory for a message.
struct MessageBuffer {
  let start: UnsafeMutablePointer<CChar>?
  let size: Int

  init(_ start: UnsafeMutablePointer<CChar>?, _ size: Int) {
    // A size beyond the half of all addresses is negative here.
    self.start = size > 0 ? start : nil
    self.size = size
  }

  /// Writes an empty message.
  @inline(__always)
  func clear() { start?.pointee = 0 }

  /// Writes a message, or as many whole characters of it as there is room for.
  func write(_ text: String) {
    guard let start else { return }
    var length = 0
    for character in text {
      let bytes = character.utf8
      guard length + bytes.count < size else { break }
      for byte in bytes {
        start[length] = CChar(bitPattern: byte)
        length += 1
      }
    }
    start[length] = 0
  }
}

/// Calls the body of a function of the interface, and turns an error into its status and message.
@inline(__always)
func call(
  _ message: UnsafeMutablePointer<CChar>?, _ size: Int, _ body: () throws(BPNetError) -> bpnet_status
) -> bpnet_status {
  let buffer = MessageBuffer(message, size)
  buffer.clear()
  do throws(BPNetError) {
    return try body()
  } catch {
    buffer.write(error.message)
    return error.status
  }
}

extension BPNetError {
  /// The status of the error.
  var status: bpnet_status {
    switch self {
    case .invalidArgument: BPNET_ERROR_ARGUMENT
    case .invalidData: BPNET_ERROR_DATA
    case .invalidModel: BPNET_ERROR_MODEL
    case .cannotOpen, .cannotCreate, .readFailed, .writeFailed: BPNET_ERROR_FILE
    case .unsupportedKernelSet: BPNET_ERROR_PROCESSOR
    case .diverged: BPNET_ERROR_DIVERGED
    case .outputNotFinite, .forecastDiverged: BPNET_ERROR_OUTPUT
    }
  }

  /// The error as one line, with its hint, in terms of the options of a recipe.
  var message: String {
    var error = self
    if case .invalidArgument(let name, let found, let expected) = self {
      error = .invalidArgument(name: RecipeOption.name(ofProperty: name), found: found, expected: expected)
    }
    return error.description + (error.hint.map { " (\($0))" } ?? "")
  }

  /// The error for a pointer that must not be NULL.
  static func null(_ name: String) -> BPNetError {
    .invalidArgument(name: name, found: "NULL", expected: "a pointer")
  }
}

/// The pointer to a result, set to NULL until there is one.
///
/// - Throws: `BPNetError.invalidArgument` for NULL.
func destination(
  _ pointer: UnsafeMutablePointer<OpaquePointer?>?, name: String
) throws(BPNetError) -> UnsafeMutablePointer<OpaquePointer?> {
  guard let pointer else { throw .null(name) }
  pointer.pointee = nil
  return pointer
}

/// A count of the caller as an `Int`.
///
/// - Throws: `BPNetError.invalidArgument` if it is beyond what memory can hold.
func count(_ value: Int, name: String) throws(BPNetError) -> Int {
  guard value >= 0 else {
    throw .invalidArgument(name: name, found: "\(UInt(bitPattern: value))", expected: "a number of elements")
  }
  return value
}
