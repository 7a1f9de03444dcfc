import BPNet
import CBPNet

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_predictor_create(
  _ model: OpaquePointer?, _ rowCapacity: Int, _ predictor: UnsafeMutablePointer<OpaquePointer?>?,
  _ message: UnsafeMutablePointer<CChar>?, _ messageSize: Int
) -> bpnet_status {
  call(message, messageSize) { () throws(BPNetError) in
    let predictor = try destination(predictor, name: "predictor")
    let model = try Handle.object(model, ModelHandle.self, name: "model").model
    guard 1...65_536 ~= rowCapacity else {
      throw .invalidArgument(
        name: "row_capacity", found: "\(UInt(bitPattern: rowCapacity))", expected: "from 1 to 65536")
    }
    predictor.pointee = PredictorHandle(model, rowCapacity: rowCapacity).retained()
    return BPNET_OK
  }
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_predict_f64(
  _ predictor: OpaquePointer?, _ rows: UnsafePointer<Double>?, _ rowCount: Int,
  _ numbers: UnsafeMutablePointer<Double>?, _ capacity: Int, _ message: UnsafeMutablePointer<CChar>?,
  _ messageSize: Int
) -> bpnet_status {
  call(message, messageSize) { () throws(BPNetError) in
    let handle = try Handle.object(predictor, PredictorHandle.self, name: "predictor")
    let (rows, numbers) = try handle.check(rows, rowCount, numbers, capacity)
    try handle.predictor.predict(
      rows: UnsafeBufferPointer(start: rows, count: rowCount * handle.inputCount),
      into: UnsafeMutableBufferPointer(start: numbers, count: rowCount * handle.outputCount))
    return BPNET_OK
  }
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_predict_f32(
  _ predictor: OpaquePointer?, _ rows: UnsafePointer<Float>?, _ rowCount: Int,
  _ numbers: UnsafeMutablePointer<Float>?, _ capacity: Int, _ message: UnsafeMutablePointer<CChar>?,
  _ messageSize: Int
) -> bpnet_status {
  call(message, messageSize) { () throws(BPNetError) in
    let handle = try Handle.object(predictor, PredictorHandle.self, name: "predictor")
    let (rows, numbers) = try handle.check(rows, rowCount, numbers, capacity)
    let (inputCount, outputCount) = (handle.inputCount, handle.outputCount)
    for start in stride(from: 0, to: rowCount, by: handle.rowCapacity) {
      let count = min(handle.rowCapacity, rowCount - start)
      for index in 0..<count * inputCount {
        handle.rows[index] = Double(rows[start * inputCount + index])
      }
      try handle.predictor.predict(
        rows: UnsafeBufferPointer(start: handle.rows, count: count * inputCount),
        into: UnsafeMutableBufferPointer(start: handle.numbers, count: count * outputCount))
      for index in 0..<count * outputCount {
        numbers[start * outputCount + index] = Float(handle.numbers[index])
      }
    }
    return BPNET_OK
  }
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_predictor_free(_ predictor: OpaquePointer?) { Handle.release(predictor) }

extension PredictorHandle {
  /// Checks the memory of rows and predicted numbers.
  @inline(__always)
  fileprivate func check<Number>(
    _ rows: UnsafePointer<Number>?, _ rowCount: Int, _ numbers: UnsafeMutablePointer<Number>?,
    _ capacity: Int
  ) throws(BPNetError) -> (UnsafePointer<Number>, UnsafeMutablePointer<Number>) {
    guard let rows else { throw .null("rows") }
    guard let numbers else { throw .null("numbers") }
    // No machine has memory for more numbers than this, and products of the counts do not overflow.
    guard rowCount >= 0, rowCount <= (1 << 48) / max(inputCount, outputCount) else {
      throw .invalidArgument(
        name: "row_count", found: "\(UInt(bitPattern: rowCount))", expected: "the rows that there are")
    }
    guard capacity >= rowCount * outputCount else {
      throw .invalidArgument(
        name: "capacity", found: "\(UInt(bitPattern: capacity))",
        expected: "at least \(rowCount * outputCount): \(outputCount) for each of \(rowCount) rows")
    }
    return (rows, numbers)
  }
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_predict_table(
  _ model: OpaquePointer?, _ table: OpaquePointer?, _ numbers: UnsafeMutablePointer<Double>?,
  _ capacity: Int, _ message: UnsafeMutablePointer<CChar>?, _ messageSize: Int
) -> bpnet_status {
  call(message, messageSize) { () throws(BPNetError) in
    let handle = try Handle.object(model, ModelHandle.self, name: "model")
    let table = try Handle.object(table, TableHandle.self, name: "table").table()
    guard let numbers else { throw .null("numbers") }
    let outputCount = handle.outputCount
    guard capacity >= table.rowCount * outputCount else {
      throw .invalidArgument(
        name: "capacity", found: "\(UInt(bitPattern: capacity))",
        expected: "at least \(table.rowCount * outputCount)")
    }
    // For a forecast a row of the predictions is the first row of its window.
    let offset = handle.inputCount / max(handle.columnNames.count, 1) - 1
    var written = 0
    /// Writes NaN for the rows before `row` that have no prediction.
    func skip(to row: Int) {
      while written < row * outputCount {
        numbers[written] = .nan
        written += 1
      }
    }
    do {
      try handle.model.forEachPrediction(for: table) { block in
        let values = block.predictions.numbers
        for (index, row) in block.rows.enumerated() where row + offset < table.rowCount {
          skip(to: row + offset)
          for output in 0..<outputCount { numbers[written + output] = values[index * outputCount + output] }
          written += outputCount
        }
      }
    } catch let error as BPNetError {
      throw error
    } catch {
      preconditionFailure("predictions throw errors of the library alone")
    }
    skip(to: table.rowCount)
    return BPNET_OK
  }
}

extension Predictions {
  /// The predicted numbers, `[samples][outputs]`.
  fileprivate var numbers: [Double] {
    switch self {
    case .classes(_, let probabilities, _), .labels(_, let probabilities, _, _): probabilities
    case .values(let values, _): values
    }
  }
}
