import BPNet

/// An object that C holds by a pointer, which owns it.
class Handle {
  /// The pointer for C, which has to be released.
  final func retained() -> OpaquePointer { OpaquePointer(Unmanaged.passRetained(self).toOpaque()) }

  /// The object that C gives as one of kind `Kind`.
  ///
  /// - Parameter name: the name of the parameter in the header.
  /// - Throws: `BPNetError.invalidArgument` for NULL, and for an object of another kind.
  @inline(__always)
  static func object<Kind: Handle>(
    _ pointer: OpaquePointer?, _ kind: Kind.Type = Kind.self, name: String
  ) throws(BPNetError) -> Kind {
    guard let pointer else { throw .null(name) }
    let handle = Unmanaged<Handle>.fromOpaque(UnsafeRawPointer(pointer)).takeUnretainedValue()
    guard type(of: handle) == kind else {
      throw .invalidArgument(
        name: name, found: title(of: type(of: handle)), expected: title(of: kind))
    }
    return unsafeDowncast(handle, to: kind)
  }

  /// What messages call objects of a kind: "a table".
  private static func title(of kind: Handle.Type) -> String {
    "a \("\(kind)".dropLast("Handle".count).lowercased())"
  }

  /// Releases the object of a pointer, unless it is NULL.
  static func release(_ pointer: OpaquePointer?) {
    if let pointer { Unmanaged<Handle>.fromOpaque(UnsafeRawPointer(pointer)).release() }
  }
}

/// A table, to which columns are added.
final class TableHandle: Handle {
  /// Columns in memory, or a table that was read.
  enum Content {
    case parts(TableParts)
    case table(Table)
  }

  var content: Content

  init(_ content: Content) { self.content = content }

  /// The table; of columns in memory, one of those that are there now.
  func table() throws(BPNetError) -> Table {
    switch content {
    case .parts(let parts): try parts.table()
    case .table(let table): table
    }
  }
}

/// A predictor, with room for the rows of a pass in double precision.
final class PredictorHandle: Handle {
  let predictor: Predictor
  let inputCount: Int
  let outputCount: Int
  let rowCapacity: Int
  // Invariant: allocated in `init`, freed in `deinit`.
  let rows: UnsafeMutablePointer<Double>
  let numbers: UnsafeMutablePointer<Double>

  init(_ model: Model, rowCapacity: Int) {
    predictor = model.makePredictor(rowCapacity: rowCapacity)
    (inputCount, outputCount) = (predictor.inputCount, predictor.outputCount)
    self.rowCapacity = rowCapacity
    rows = .allocate(capacity: rowCapacity * inputCount)
    numbers = .allocate(capacity: rowCapacity * outputCount)
  }

  deinit {
    rows.deallocate()
    numbers.deallocate()
  }
}
