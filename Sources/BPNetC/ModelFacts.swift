import BPNet
import CBPNet

/// The model of a pointer; nil for NULL and for other objects.
private func handle(_ model: OpaquePointer?) -> ModelHandle? {
  try? Handle.object(model, ModelHandle.self, name: "model")
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_input_count(_ model: OpaquePointer?) -> Int { handle(model)?.inputCount ?? 0 }

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_output_count(_ model: OpaquePointer?) -> Int { handle(model)?.outputCount ?? 0 }

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_column_count(_ model: OpaquePointer?) -> Int {
  handle(model)?.columnNames.count ?? 0
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_column_name(_ model: OpaquePointer?, _ index: Int) -> UnsafePointer<CChar>? {
  element(index, of: handle(model)?.columnNames)
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_output_name(_ model: OpaquePointer?, _ index: Int) -> UnsafePointer<CChar>? {
  element(index, of: handle(model)?.outputNames)
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_label_name(
  _ model: OpaquePointer?, _ target: Int, _ label: Int
) -> UnsafePointer<CChar>? {
  guard let pairs = handle(model)?.labelPairs, pairs.indices ~= target else { return nil }
  return element(label, of: pairs[target])
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_task(_ model: OpaquePointer?) -> UnsafePointer<CChar>? { handle(model)?.task.start }

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_predicts_classes(_ model: OpaquePointer?) -> Int32 {
  handle(model)?.predictsClasses == true ? 1 : 0
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_precision(_ model: OpaquePointer?) -> UnsafePointer<CChar>? {
  handle(model)?.precision.start
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_record(_ model: OpaquePointer?) -> UnsafePointer<CChar>? {
  handle(model)?.recordText()?.start
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_weights_sha256(_ model: OpaquePointer?) -> UnsafePointer<CChar>? {
  handle(model)?.digestText().start
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_layer_count(_ model: OpaquePointer?) -> Int { handle(model)?.activations.count ?? 0 }

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_layer_size(_ model: OpaquePointer?, _ layer: Int) -> Int {
  guard let layers = handle(model)?.model.topology.layers, layers.indices ~= layer else { return 0 }
  return layers[layer].outputCount
}

/// As described in `bpnet.h`.
@c @implementation
public func bpnet_model_layer_activation(_ model: OpaquePointer?, _ layer: Int) -> UnsafePointer<CChar>? {
  element(layer, of: handle(model)?.activations)
}

/// A text of a list; nil if there is none of that index.
private func element(_ index: Int, of texts: [CText]?) -> UnsafePointer<CChar>? {
  guard let texts, texts.indices ~= index else { return nil }
  return texts[index].start
}
