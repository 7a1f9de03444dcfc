import BPNet
import CBPNet

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_table_create(
  _ table: UnsafeMutablePointer<OpaquePointer?>?, _ message: UnsafeMutablePointer<CChar>?,
  _ messageSize: Int
) -> bpnet_status {
  call(message, messageSize) { () throws(BPNetError) in
    try destination(table, name: "table").pointee = TableHandle(.parts(TableParts())).retained()
    return BPNET_OK
  }
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_table_read(
  _ path: UnsafePointer<CChar>?, _ table: UnsafeMutablePointer<OpaquePointer?>?,
  _ message: UnsafeMutablePointer<CChar>?, _ messageSize: Int
) -> bpnet_status {
  call(message, messageSize) { () throws(BPNetError) in
    let table = try destination(table, name: "table")
    let path = try text(path, name: "path")
    table.pointee = TableHandle(.table(try TableReader().read(path: path))).retained()
    return BPNET_OK
  }
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_table_add_numbers(
  _ table: OpaquePointer?, _ type: bpnet_type, _ values: UnsafeRawPointer?, _ rowCount: Int,
  _ columnCount: Int, _ names: UnsafePointer<UnsafePointer<CChar>?>?,
  _ message: UnsafeMutablePointer<CChar>?, _ messageSize: Int
) -> bpnet_status {
  call(message, messageSize) { () throws(BPNetError) in
    let handle = try Handle.object(table, TableHandle.self, name: "table")
    guard let values else { throw .null("values") }
    guard let type = NumberType(type) else {
      throw .invalidArgument(name: "type", found: "\(type.rawValue)", expected: "a bpnet_type")
    }
    let (rowCount, columnCount) = (
      try count(rowCount, name: "row_count"), try count(columnCount, name: "column_count")
    )
    guard columnCount <= 1 << 24 else {
      throw .invalidArgument(name: "column_count", found: "\(columnCount)", expected: "at most \(1 << 24)")
    }
    var texts: [String]?
    if let names {
      var read: [String] = []
      for index in 0..<columnCount { read.append(try text(names[index], name: "names[\(index)]")) }
      texts = read
    }
    try handle.update { (parts) throws(BPNetError) in
      try parts.add(
        borrowing: values, of: type, rowCount: rowCount, columnCount: columnCount, names: texts)
    }
    return BPNET_OK
  }
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_table_add_texts(
  _ table: OpaquePointer?, _ texts: UnsafePointer<UnsafePointer<CChar>?>?, _ textCount: Int,
  _ indices: UnsafePointer<Int32>?, _ rowCount: Int, _ name: UnsafePointer<CChar>?,
  _ message: UnsafeMutablePointer<CChar>?, _ messageSize: Int
) -> bpnet_status {
  call(message, messageSize) { () throws(BPNetError) in
    let handle = try Handle.object(table, TableHandle.self, name: "table")
    guard let texts else { throw .null("texts") }
    let (textCount, rowCount) = (
      try count(textCount, name: "text_count"), try count(rowCount, name: "row_count")
    )
    guard indices != nil || textCount == rowCount else {
      throw .invalidArgument(
        name: "text_count", found: "\(textCount) without indices", expected: "\(rowCount), one a row")
    }
    guard max(textCount, rowCount) <= Int(Int32.max) else {
      throw .invalidArgument(name: "row_count", found: "\(rowCount)", expected: "at most \(Int32.max)")
    }
    var all: [String] = []
    all.reserveCapacity(textCount)
    for index in 0..<textCount {
      all.append(texts[index] == nil ? "" : try text(texts[index], name: "texts[\(index)]"))
    }
    let rows = (0..<rowCount).map { (row) -> Int? in
      guard let indices else { return row }
      return indices[row] < 0 ? nil : Int(indices[row])
    }
    let columnName = try name.map { (name) throws(BPNetError) in try text(name, name: "name") }
    try handle.update { (parts) throws(BPNetError) in
      try parts.add(texts: all, indices: rows, name: columnName)
    }
    return BPNET_OK
  }
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_table_row_count(_ table: OpaquePointer?) -> Int {
  guard let handle = try? Handle.object(table, TableHandle.self, name: "table") else { return 0 }
  return switch handle.content {
  case .parts(let parts): parts.rowCount
  case .table(let table): table.rowCount
  }
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_table_column_count(_ table: OpaquePointer?) -> Int {
  guard let handle = try? Handle.object(table, TableHandle.self, name: "table") else { return 0 }
  return switch handle.content {
  case .parts(let parts): parts.columnCount
  case .table(let table): table.columns.count
  }
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_table_free(_ table: OpaquePointer?) { Handle.release(table) }

extension TableHandle {
  /// Adds columns; after an error there are none more than before.
  fileprivate func update(
    _ body: (inout TableParts) throws(BPNetError) -> Void
  ) throws(BPNetError) {
    guard case .parts(var parts) = content else {
      throw .invalidArgument(
        name: "table", found: "a table that was read", expected: "one made by bpnet_table_create")
    }
    try body(&parts)
    content = .parts(parts)
  }
}

extension NumberType {
  /// The type of a number of the interface; nil if there is no such type.
  fileprivate init?(_ type: bpnet_type) {
    switch type {
    case BPNET_FLOAT32: self = .float32
    case BPNET_FLOAT64: self = .float64
    case BPNET_INT8: self = .int8
    case BPNET_UINT8: self = .uint8
    case BPNET_INT16: self = .int16
    case BPNET_UINT16: self = .uint16
    case BPNET_INT32: self = .int32
    case BPNET_UINT32: self = .uint32
    case BPNET_INT64: self = .int64
    case BPNET_UINT64: self = .uint64
    default: return nil
    }
  }
}
