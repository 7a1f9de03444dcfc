import Foundation
import Testing

@testable import BPNet

/// Model files agree with `docs/model-format.schema.json`.
@Suite struct ModelSchemaTests {
  private let schema: JSONSchema

  init() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../docs/model-format.schema.json").standardizedFileURL
    schema = try JSONSchema(Data(contentsOf: url))
  }

  private func description(of model: TypedModel<Double>) throws -> Any {
    let file = try Safetensors(decoding: model.encoded(path: "m"), file: "m")
    #expect(file.metadata["format"] == "pt")
    let text = try #require(file.metadata[ModelDescription.key])
    return try JSONSerialization.jsonObject(with: Data(text.utf8))
  }

  @Test(arguments: InferenceSample.all) func modelsOfEveryTaskAgree(sample: InferenceSample) throws {
    let value = try description(of: sample.model(as: Double.self))
    #expect(schema.faults(of: value) == [])
  }

  @Test(arguments: [Optimizer.adam(), .lbfgs(), .sgd()]) func trainedModelsAgree(optimizer: Optimizer) throws
  {
    let rows = (0..<30).map { "\(["b", "a", ""][$0 % 3]),\($0),\($0 % 4 == 0 ? "yes" : "no"),\($0 % 5)\n" }
    let table = try CSVReader().read(text: "c,x,t,y\n" + rows.joined(), source: "words.csv")
    var recipe = TrainingRecipe(preset: .classic)
    (recipe.task, recipe.missing, recipe.optimizer) = (.regress, .mean, .given(optimizer))
    (recipe.epochs, recipe.keepsHistory, recipe.unknownCategory) = (2, true, .zero)
    let result = try recipe.prepare(table, as: Double.self).train()
    let value = try description(of: result.model.typed(as: Double.self))
    #expect(schema.faults(of: value) == [])
  }

  /// The checker finds faults.
  @Test(arguments: [
    (#"{"format": 2}"#, "format: none of the values"), (#"{"layers": []}"#, "layers: too few"),
    (#"{"inputCount": 0}"#, "inputCount: below 1"), (#"{"inputCount": "4"}"#, "inputCount: no integer"),
    (#"{"inputCount": 1.5}"#, "inputCount: no integer"), (#"{"more": 1}"#, "more: not known"),
    (#"{"record": {}}"#, "record: no recipe"),
    (#"{"layers": [{"outputCount": 1, "activation": 1, "bias": "each"}]}"#, "layers.0.activation: no string"),
  ])
  func faultsAreFound(change: String, fault: String) throws {
    let sample = try #require(InferenceSample.all.first)
    let model = try sample.model(as: Double.self)
    var value = try #require(description(of: model) as? [String: Any])
    let parts = try #require(JSONSerialization.jsonObject(with: Data(change.utf8)) as? [String: Any])
    value.merge(parts) { $1 }
    #expect(schema.faults(of: value).contains { $0.hasPrefix(fault) }, "\(schema.faults(of: value))")
  }
}

/// The part of JSON Schema that the schema of models uses.
private struct JSONSchema {
  private let root: [String: Any]

  init(_ data: Data) throws {
    root = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  func faults(of value: Any) -> [String] { faults(of: value, by: root, at: "") }

  private func faults(of value: Any, by rule: [String: Any], at path: String) -> [String] {
    func fault(_ text: String) -> [String] { ["\(path.dropFirst()): \(text)"] }
    var rule = rule
    if let name = (rule["$ref"] as? String)?.split(separator: "/").last {
      rule = (root["$defs"] as? [String: [String: Any]])?[String(name)] ?? [:]
    }
    if let values = rule["enum"] as? [NSObject] {
      return values.contains { $0 == value as? NSObject } ? [] : fault("none of the values")
    }
    let number = (value as? NSNumber).flatMap { isBoolean($0) ? nil : $0.doubleValue }
    switch rule["type"] as? String {
    case "string": return value is String ? [] : fault("no string")
    case "boolean": return value is Bool ? [] : fault("no boolean")
    case "number": return number == nil ? fault("no number") : []
    case "integer":
      guard let number, number == number.rounded() else { return fault("no integer") }
      return number < rule["minimum"] as? Double ?? -.infinity ? fault("below \(rule["minimum"] ?? "")") : []
    case "array":
      guard let items = value as? [Any] else { return fault("no array") }
      if items.count < rule["minItems"] as? Int ?? 0 { return fault("too few") }
      let itemRule = rule["items"] as? [String: Any] ?? [:]
      return items.enumerated().flatMap { faults(of: $1, by: itemRule, at: "\(path).\($0)") }
    case "object": return faults(ofObject: value, by: rule, at: path)
    default: return fault("no rule")
    }
  }

  private func faults(ofObject value: Any, by rule: [String: Any], at path: String) -> [String] {
    guard let object = value as? [String: Any] else { return ["\(path.dropFirst()): no object"] }
    let rules = rule["properties"] as? [String: [String: Any]] ?? [:]
    let missing = (rule["required"] as? [String] ?? []).filter { object[$0] == nil }
    return missing.map { "\(path.dropFirst()): no \($0)" }
      + object.flatMap { key, part -> [String] in
        if let partRule = rules[key] { return faults(of: part, by: partRule, at: "\(path).\(key)") }
        return rule["additionalProperties"] as? Bool == false
          ? ["\("\(path).\(key)".dropFirst()): not known"] : []
      }
  }
}

/// Whether a number of `JSONSerialization` is true or false.
private func isBoolean(_ number: NSNumber) -> Bool {
  String(cString: number.objCType) == "c"
}
