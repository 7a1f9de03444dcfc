import Foundation
import Testing

@testable import BPNet

/// Reading a model file gives a model or `BPNetError.invalidModel`, whatever its content.
@Suite struct DamagedModelTests {
  private static let whole = try? ModelFileTests.model(as: Float.self).encoded(path: "")

  private func whole() throws -> [UInt8] { try #require(Self.whole) }

  private func expectInvalid(
    _ bytes: [UInt8], _ title: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: BPNetError.self, "\(title)", sourceLocation: sourceLocation) {
      try Model(decoding: bytes, file: "some.safetensors")
    }
    guard case .invalidModel(let place, _, _)? = error else {
      Issue.record("\(title): \(String(describing: error))", sourceLocation: sourceLocation)
      return
    }
    #expect(place.file == "some.safetensors", sourceLocation: sourceLocation)
  }

  @Test func theWholeFileIsRead() throws {
    #expect(throws: Never.self) { try Model(decoding: whole(), file: "m") }
  }

  @Test func everyTruncationIsNoticed() throws {
    let bytes = try whole()
    for count in bytes.indices { expectInvalid(Array(bytes.prefix(count)), "\(count) bytes") }
    expectInvalid(bytes + [0], "a byte too many")
  }

  @Test func damagedBytesNeverCrash() throws {
    let bytes = try whole()
    for index in bytes.indices {
      for value in [bytes[index] ^ 1, bytes[index] ^ 0x80, 0x2D, 0x39, 0xFF] where value != bytes[index] {
        var damaged = bytes
        damaged[index] = value
        do {
          _ = try Model(decoding: damaged, file: "m")
        } catch {
          guard case .invalidModel = error else {
            Issue.record("byte \(index) as \(value): \(error)")
            continue
          }
        }
      }
    }
  }

  /// Changes to the tensors.
  private static let tensorDamage: [(String, @Sendable (inout Safetensors) -> Void)] = [
    ("no metadata", { $0.metadata = [:] }),
    ("foreign metadata", { $0.metadata = ["format": "pt"] }),
    ("no tensor", { $0.tensors = [] }),
    ("a tensor missing", { $0.tensors.removeLast() }),
    (
      "a tensor too many",
      { $0.tensors.append(.init(name: "2.weight", elementType: .f32, shape: [], bytes: [0, 0, 0, 0])) }
    ),
    ("another name", { $0.tensors[0].name = "fc.weight" }),
    ("another type", { $0.tensors[0].elementType = .i32 }),
    (
      "another precision",
      {
        $0.tensors[0].elementType = .f64
        $0.tensors[0].bytes += $0.tensors[0].bytes
      }
    ),
    ("another shape", { $0.tensors[0].shape.reverse() }),
    ("a shape of one dimension", { $0.tensors[0].shape = [$0.tensors[0].shape.reduce(1, *)] }),
    ("NaN", { $0.tensors[0].bytes.replaceSubrange(0..<4, with: [0, 0, 0xC0, 0x7F]) }),
    ("infinity", { $0.tensors[1].bytes.replaceSubrange(0..<4, with: [0, 0, 0x80, 0xFF]) }),
    (
      "different biases in a layer that has one",
      { container in
        guard let index = container.tensors.firstIndex(where: { $0.name == "1.bias" }) else { return }
        container.tensors[index].bytes[0] ^= 1
      }
    ),
  ]

  @Test(arguments: Self.tensorDamage.indices) func damagedTensors(index: Int) throws {
    let (title, damage) = Self.tensorDamage[index]
    var container = try Safetensors(decoding: whole(), file: "m")
    damage(&container)
    expectInvalid(container.encoded(), title)
  }

  @Test func otherFilesAreNoModels() throws {
    expectInvalid([], "nothing")
    expectInvalid(Array("a,b\n1,2\n".utf8), "CSV")
    expectInvalid(Safetensors().encoded(), "an empty container")
    let foreign = Safetensors(
      metadata: ["format": "pt"],
      tensors: [.init(name: "0.weight", elementType: .f32, shape: [1, 1], bytes: [0, 0, 0, 0])])
    expectInvalid(foreign.encoded(), "another program's weights")
  }

  /// A piece of the description and its replacement.
  private static let descriptionDamage: [(String, String)] = [
    (#""format":3"#, #""format":4"#), (#""format":3"#, #""format":0"#), (#""format":3"#, #""format":-1"#),
    (#""format":3"#, #""format":"3""#), (#""format":3,"#, ""), (#""format":3"#, #""format":1e99"#),
    // Older formats have other records.
    (#""format":3"#, #""format":1"#), (#""format":3"#, #""format":2"#),
    (#""optimizer":"sgd:0.25""#, #""optimizer":"sgd:7""#),
    (#""optimizer":"sgd:0.25""#, #""optimizer":"magic""#),
    (#""optimizer":"sgd:0.25""#, #""optimizer":{}"#), (#""recipe":{"#, #""recipe":{"seed":-1,"#),
    (#""recipe":{"#, #""recipe":{"learningRate":-1,"#), (#""recipe":{"#, #""recipe":{"weightDecay":-0.5,"#),
    (#""recipe":{"#, #""recipe":{"biasLearningRate":0,"#),
    (#""recipe":{"#, #""recipe":{"batchSize":"some","#),
    (#""recipe":{"#, #""recipe":{"hidden":{},"#), (#""recipe":{"#, #""recipe":{"hidden":[4],"#),
    (#""recipe":{"#, #""recipe":{"classWeights":"some","#), (#""recipe":{"#, #""recipe":{"shuffles":1,"#),
    (#""recipe":{"#, #""recipe":[{"#),
    (#""precision":"f32""#, #""precision":"f64""#), (#""precision":"f32""#, #""precision":"bf16""#),
    (#""inputCount":2"#, #""inputCount":3"#), (#""inputCount":2"#, #""inputCount":0"#),
    (#""inputCount":2"#, #""inputCount":-2"#), (#""inputCount":2"#, #""inputCount":9223372036854775807"#),
    (#""inputCount":2"#, #""inputCount":1099511627776"#), (#""inputCount":2"#, #""inputCount":2.5"#),
    (#""outputCount":3"#, #""outputCount":4"#), (#""outputCount":3"#, #""outputCount":0"#),
    (#""outputCount":3"#, #""outputCount":9223372036854775807"#),
    ("sigmoid:0.30000000000000004", "sigmoidal"), ("sigmoid:0.30000000000000004", "sigmoid:0"),
    ("sigmoid:0.30000000000000004", "sigmoid:"), ("sigmoid:0.30000000000000004", "softmax"),
    (#""activation":"softmax""#, #""activation":"tanh""#), (#""bias":"shared""#, #""bias":"none""#),
    (#""loss":"cross-entropy""#, #""loss":"hinge""#), (#""loss":"cross-entropy""#, #""loss":"""#),
    (#""reduction":"sum""#, #""reduction":"max""#), (#""scale":1}"#, #""scale":0}"#),
    (#""scale":1}"#, #""scale":-0.0}"#), (#""scale":1}"#, #""scale":1e999}"#),
    (#""scale":1}"#, #""scale":null}"#),
    (#""scale":1}"#, #""scale":"NaN"}"#), (#""offset":0,"#, #""offset":1e999,"#), (#""offset":0,"#, ""),
    (#""labels":["no","yes"]"#, #""labels":["no","no"]"#), (#""labels":["no","yes"]"#, #""labels":["no"]"#),
    (#""labels":["no","yes"]"#, #""labels":[]"#), (#""labels":["no","yes"]"#, #""labels":["no","yes","?"]"#),
    (#""labels":["no","yes"]"#, #""labels":null"#), (#""labels":["no","yes"]"#, #""labels":[1,2]"#),
    (#""position":2"#, #""position":3"#), (#""position":2"#, #""position":-1"#),
    (#""position":2"#, #""position":9223372036854775807"#), (#""columnCount":3"#, #""columnCount":2"#),
    (#""columnCount":3"#, #""columnCount":0"#), (#""columnCount":3"#, #""columnCount":-1"#),
    (#""columnCount":3"#, #""columnCount":-9223372036854775808"#), (#""hasHeader":true"#, #""hasHeader":1"#),
    (#""stopReason":"max_fail""#, #""stopReason":"bored""#), (#""epochs":7"#, #""epochs":"7""#),
    (#""layers":["#, #""layers":[[],"#), (#""inputs":["#, #""inputs":[{},"#), ("{", ""), ("}", "}}"),
    (#""precision":"f32""#, #""precision":"f32","precision":"f32""#), ("]", ",]"),
    (#""recipe":{"#, #""recipe":{"seed":1,"seed":1,"#),
  ]

  @Test(arguments: Self.descriptionDamage) func damagedDescriptions(piece: String, replacement: String) throws
  {
    var container = try Safetensors(decoding: whole(), file: "m")
    let text = try #require(container.metadata["bpnet"])
    let place = try #require(text.range(of: piece), "\(piece) in \(text)")
    container.metadata["bpnet"] = text.replacingCharacters(in: place, with: replacement)
    expectInvalid(container.encoded(), replacement)
  }

  @Test(arguments: ["", "null", "[]", "{}", "1", "\"\"", String(repeating: "[", count: 100_000), "\u{0}"])
  func descriptionsOfAnotherKind(text: String) throws {
    var container = try Safetensors(decoding: whole(), file: "m")
    container.metadata["bpnet"] = text
    expectInvalid(container.encoded(), String(text.prefix(20)))
  }

  @Test(arguments: ["inputs", "targets", "layers"]) func emptyLists(key: String) throws {
    var container = try Safetensors(decoding: whole(), file: "m")
    let text = try #require(container.metadata["bpnet"])
    var object = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    if key == "layers" {
      object[key] = [Any]()
    } else {
      var preprocessing = try #require(object["preprocessing"] as? [String: Any])
      preprocessing[key] = [Any]()
      object["preprocessing"] = preprocessing
    }
    container.metadata["bpnet"] = String(
      decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    expectInvalid(container.encoded(), key)
  }

  @Test func aFolderOrAnEmptyFileIsNoModel() throws {
    let folder = try TemporaryFolder()
    try Data().write(to: URL(fileURLWithPath: folder.file("empty")))
    for path in [folder.file("empty"), folder.path] {
      #expect(throws: BPNetError.self, "\(path)") { try Model(contentsOf: path) }
    }
  }
}
