import Testing

@testable import BPNet

/// What is in exported ONNX files; `Scripts/check-exports.py` runs them in onnxruntime.
@Suite struct ONNXExporterTests {
  private func bytes(_ program: InferenceProgram) throws -> [UInt8] {
    try ONNXExporter().export(program, ExportOptions())
  }

  private static func sample(_ description: String) throws -> InferenceProgram {
    let sample = try #require(InferenceSample.all.first { $0.description == description })
    return Model(try sample.model(as: Float.self)).program
  }

  @Test(arguments: InferenceSample.all) func everyModelBecomesAWholeMessage(sample: InferenceSample) throws {
    for program in [
      Model(try sample.model(as: Float.self)).program, Model(try sample.model(as: Double.self)).program,
    ] {
      let model = try Fields(bytes(program))
      #expect(model.integer(1) == 7)
      let graph = try Fields(#require(model.bytes(7)))
      let outputs = try graph.all(12).map { try Fields($0).text(1) }
      if case .values = program.decision {
        #expect(outputs == ["variable"])
      } else {
        #expect(outputs == ["label", "probabilities"])
      }
      let inputs = try graph.all(11).map { try Fields($0).text(1) }
      #expect(inputs == ["X"])
      // Each name is the output of one node, and is there before it is used.
      var known = Set(inputs + (try graph.all(5).map { try Fields($0).text(8) }))
      for node in try graph.all(1).map(Fields.init) {
        for input in node.all(1).map({ String(decoding: $0, as: UTF8.self) }) {
          #expect(known.contains(input), "\(input)")
        }
        #expect(known.insert(node.text(2)).inserted)
      }
      #expect(known.isSuperset(of: outputs))
    }
  }

  @Test func anActivationOfTheProgramsOwnIsRefused() throws {
    let program = InferenceProgram(
      try Self.sample("one value"),
      operations: [
        .dense(weights: [1, 2, 3], biases: [0]),
        .activation(Activation(CustomActivationTests.Logistic(steepness: 2))),
      ])
    #expect(throws: BPNetError.self) { try ONNXExporter().export(program, ExportOptions()) }
  }

  @Test func wholeLabelsAreNumbers() throws {
    func type(_ labels: [String]) throws -> Int? {
      let program = InferenceProgram(try Self.sample("three classes"), decision: .largest(labels: labels))
      let model = try Fields(bytes(program))
      let graph = try Fields(#require(model.bytes(7)))
      let label = try Fields(#require(graph.all(12).first))
      let outer = try Fields(#require(label.bytes(2)))
      return try Fields(#require(outer.bytes(1))).integer(1)
    }
    #expect(try type(["3", "-4", "10"]) == ONNXType.int64.rawValue)
    for labels in [["3", "4", "007"], ["1", "2", "x"], ["1", "2.5", "3"], ["1", "2", "+3"]] {
      #expect(try type(labels) == ONNXType.string.rawValue, "\(labels)")
    }
  }

  /// Columns may have the names of outputs and nodes, the same name or none.
  @Test func namesOfColumnsAreMadeDifferent() {
    var graph = ONNXGraph()
    let names = ["label", "x", "label", "", "x", "label_2"].map { graph.reserve($0) }
    #expect(names == ["label", "x", "label_2", "_2", "x_2", "label_2_2"])
  }

  @Test func messagesAreThoseOfProtocolBuffers() {
    var message = ProtobufMessage()
    message.add(1, 150)
    message.add(2, "testing")
    message.add(3, -1)
    message.add(4, packed: [3, 270, 86942])
    message.add(5, Float(1))
    #expect(
      message.bytes == [0x08, 0x96, 0x01, 0x12, 0x07] + Array("testing".utf8) + [0x18]
        + [UInt8](repeating: 0xFF, count: 9) + [0x01, 0x22, 0x06, 0x03, 0x8E, 0x02, 0x9E, 0xA7, 0x05]
        + [0x2D, 0, 0, 0x80, 0x3F])
  }
}

/// The fields of a message of Protocol Buffers.
private struct Fields {
  private var values: [Int: [[UInt8]]] = [:]
  private var integers: [Int: Int] = [:]

  init(_ bytes: [UInt8]) throws {
    var place = 0
    func varint() throws -> Int {
      var (result, shift) = (0, 0)
      while true {
        try #require(place < bytes.count && shift < 64)
        let byte = Int(bytes[place])
        place += 1
        result |= (byte & 0x7F) << shift
        if byte < 0x80 { return result }
        shift += 7
      }
    }
    while place < bytes.count {
      let key = try varint()
      switch key & 7 {
      case 0: integers[key >> 3] = try varint()
      case 2:
        let count = try varint()
        try #require(place + count <= bytes.count)
        values[key >> 3, default: []].append(Array(bytes[place..<place + count]))
        place += count
      default:
        try #require(key & 7 == 5 && place + 4 <= bytes.count)
        place += 4
      }
    }
  }

  func integer(_ field: Int) -> Int? { integers[field] }
  func all(_ field: Int) -> [[UInt8]] { values[field] ?? [] }
  func bytes(_ field: Int) -> [UInt8]? { values[field]?.first }
  func text(_ field: Int) -> String { String(decoding: bytes(field) ?? [], as: UTF8.self) }
}
