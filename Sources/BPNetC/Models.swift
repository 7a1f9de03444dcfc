import BPNet
import CBPNet

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_load(
  _ path: UnsafePointer<CChar>?, _ model: UnsafeMutablePointer<OpaquePointer?>?,
  _ message: UnsafeMutablePointer<CChar>?, _ messageSize: Int
) -> bpnet_status {
  call(message, messageSize) { () throws(BPNetError) in
    let model = try destination(model, name: "model")
    let path = try text(path, name: "path")
    model.pointee = ModelHandle(try Model(contentsOf: path)).retained()
    return BPNET_OK
  }
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_save(
  _ model: OpaquePointer?, _ path: UnsafePointer<CChar>?, _ message: UnsafeMutablePointer<CChar>?,
  _ messageSize: Int
) -> bpnet_status {
  call(message, messageSize) { () throws(BPNetError) in
    try Handle.object(model, ModelHandle.self, name: "model").model.write(to: text(path, name: "path"))
    return BPNET_OK
  }
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_decode(
  _ bytes: UnsafeRawPointer?, _ byteCount: Int, _ model: UnsafeMutablePointer<OpaquePointer?>?,
  _ message: UnsafeMutablePointer<CChar>?, _ messageSize: Int
) -> bpnet_status {
  call(message, messageSize) { () throws(BPNetError) in
    let model = try destination(model, name: "model")
    guard let bytes else { throw .null("bytes") }
    let content = [UInt8](
      UnsafeRawBufferPointer(start: bytes, count: try count(byteCount, name: "byte_count")))
    model.pointee = ModelHandle(try Model(decoding: content, file: "model")).retained()
    return BPNET_OK
  }
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_encode(
  _ model: OpaquePointer?, _ bytes: UnsafeMutableRawPointer?, _ capacity: Int,
  _ byteCount: UnsafeMutablePointer<Int>?, _ message: UnsafeMutablePointer<CChar>?, _ messageSize: Int
) -> bpnet_status {
  call(message, messageSize) { () throws(BPNetError) in
    let handle = try Handle.object(model, ModelHandle.self, name: "model")
    guard let byteCount else { throw .null("byte_count") }
    let content = try handle.model.encoded()
    byteCount.pointee = content.count
    guard let bytes, try count(capacity, name: "capacity") >= content.count else {
      throw .invalidArgument(
        name: "capacity", found: "\(bytes == nil ? 0 : capacity)", expected: "\(content.count)")
    }
    content.withUnsafeBytes {
      UnsafeMutableRawBufferPointer(start: bytes, count: $0.count).copyMemory(from: $0)
    }
    return BPNET_OK
  }
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_free(_ model: OpaquePointer?) { Handle.release(model) }

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_weights(
  _ model: OpaquePointer?, _ layer: Int, _ weights: UnsafeMutablePointer<Double>?, _ weightCount: Int,
  _ biases: UnsafeMutablePointer<Double>?, _ biasCount: Int, _ message: UnsafeMutablePointer<CChar>?,
  _ messageSize: Int
) -> bpnet_status {
  call(message, messageSize) { () throws(BPNetError) in
    let model = try Handle.object(model, ModelHandle.self, name: "model").model
    guard model.topology.layers.indices ~= layer else {
      throw .invalidArgument(
        name: "layer", found: "\(layer)", expected: "one of \(model.topology.layers.count), from 0")
    }
    let neurons = model.topology.layers[layer].outputCount
    let inputs = layer == 0 ? model.topology.inputCount : model.topology.layers[layer - 1].outputCount
    guard weights == nil || weightCount == neurons * inputs else {
      throw .invalidArgument(name: "weight_count", found: "\(weightCount)", expected: "\(neurons * inputs)")
    }
    guard biases == nil || biasCount == neurons else {
      throw .invalidArgument(name: "bias_count", found: "\(biasCount)", expected: "\(neurons)")
    }
    if let weights {
      for (row, values) in model.weights(ofLayer: layer).enumerated() {
        for (column, value) in values.enumerated() { weights[row * inputs + column] = value }
      }
    }
    if let biases {
      for (row, value) in model.biases(ofLayer: layer).enumerated() { biases[row] = value }
    }
    return BPNET_OK
  }
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_evaluate(
  _ model: OpaquePointer?, _ table: OpaquePointer?, _ figure: UnsafePointer<CChar>?,
  _ value: UnsafeMutablePointer<Double>?, _ message: UnsafeMutablePointer<CChar>?, _ messageSize: Int
) -> bpnet_status {
  call(message, messageSize) { () throws(BPNetError) in
    let model = try Handle.object(model, ModelHandle.self, name: "model").model
    let table = try Handle.object(table, TableHandle.self, name: "table").table()
    let figure = try text(figure, name: "figure")
    guard let value else { throw .null("value") }
    let evaluation = try model.evaluate(table)
    let figures = [(name: "loss", value: evaluation.loss)] + evaluation.metrics.figures
    guard let found = figures.first(where: { $0.name == figure }) else {
      throw .invalidArgument(
        name: "figure", found: "\"\(figure)\"",
        expected: "one of \(figures.map(\.name).joined(separator: ", "))")
    }
    value.pointee = found.value
    return BPNET_OK
  }
}
