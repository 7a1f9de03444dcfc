import Testing

@testable import BPNet

@Suite struct SafetensorsTests {
  private static let small = Safetensors(
    metadata: ["b": "1", "a": "é \"quoted\" \\ \n🙂", "": ""],
    tensors: [
      .init(name: "layer.0.weight", elementType: .f64, shape: [1, 2], bytes: Array(0..<16)),
      .init(name: "scalar", elementType: .f32, shape: [], bytes: [1, 2, 3, 4]),
      .init(name: "empty", elementType: .f32, shape: [3, 0], bytes: []),
      .init(name: "误差", elementType: .f32, shape: [2], bytes: Array(0..<8)),
    ])

  /// A file with `header` and as many bytes of data.
  private func file(_ header: String, dataCount: Int = 0) -> [UInt8] {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8)
      + [UInt8](repeating: 0, count: dataCount)
  }

  @Test func roundTrip() throws {
    for value in [Self.small, Safetensors()] {
      let bytes = value.encoded()
      #expect(try Safetensors(decoding: bytes, file: "f") == value)
      #expect(try Safetensors(decoding: bytes, file: "f").encoded() == bytes)
    }
    #expect(Self.small.tensor(named: "scalar")?.bytes == [1, 2, 3, 4])
    #expect(Self.small.tensor(named: "none") == nil)
  }

  @Test func layoutIsAsTheFormatSays() {
    let value = Safetensors(
      metadata: ["k": "v", "a": "b"],
      tensors: [
        .init(name: "x", elementType: .f32, shape: [1], bytes: [1, 2, 3, 4]),
        .init(name: "y", elementType: .f64, shape: [1], bytes: [5, 6, 7, 8, 9, 10, 11, 12]),
      ])
    let header =
      #"{"__metadata__":{"a":"b","k":"v"},"y":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"#
      + #""x":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#
    let bytes = value.encoded()
    let padded = (header.utf8.count + 7) / 8 * 8
    #expect(bytes.prefix(8) == [UInt8(padded), 0, 0, 0, 0, 0, 0, 0])
    let spaces = String(repeating: " ", count: padded - header.utf8.count)
    #expect(String(decoding: bytes[8..<8 + padded], as: UTF8.self) == header + spaces)
    #expect(bytes.suffix(12) == [5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3, 4])
  }

  @Test func readsWhatOthersWrite() throws {
    // Keys in another order than the data, spaces, escapes, other types.
    let header = """
      { "b" : {"shape":[2,1] , "data_offsets":[4,8],\t"dtype":"I16"},
        "\\u0061\\ud83d\\ude42\\/":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]} ,
        "c":{"dtype":"F4","shape":[4],"data_offsets":[8,10]}, "__metadata__":{} }\u{20}\u{20}
      """
    let value = try Safetensors(decoding: file(header, dataCount: 10), file: "f")
    #expect(value.tensors.map(\.name) == ["a🙂/", "b", "c"])
    #expect(value.tensors.map(\.elementType) == [.bf16, .i16, .f4])
    #expect(value.tensors.map(\.shape) == [[2], [2, 1], [4]])
    #expect(value.metadata == [:])
  }

  /// A header, the bytes of data behind it, and a part of the message.
  private static let damaged: [(header: String, dataCount: Int, message: String)] = [
    ("", 0, "begins with {"),
    (" {}", 0, "begins with {"),
    ("[]", 0, "begins with {"),
    ("{", 0, "expected \""),
    ("{}x", 0, "expected the end"),
    ("{}{}", 0, "expected the end"),
    ("{}", 1, "found 1 bytes behind"),
    ("{\"a\":1}", 0, "expected {"),
    ("{\"a\":{}}", 0, "a dtype, a shape and two"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "a dtype, a shape and two"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4, "two data_offsets"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,4]}}", 4, "two data_offsets"),
    ("{\"a\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "one of F4"),
    ("{\"a\":{\"dtype\":7,\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "expected \""),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "an integer"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}", 4, "expected ]"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[01],\"data_offsets\":[0,4]}}", 4, "an integer"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1,],\"data_offsets\":[0,4]}}", 4, "an integer"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,4]}}", 4, "an integer"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}}", 4, "can have"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807],\"data_offsets\":[0,4]}}", 4, "can have"),
    ("{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,1]}}", 1, "whole bytes"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "8 for F32"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "expected byte 0"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", 4, "expected byte 0"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 3, "file whole"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 8, "8 bytes behind"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,9223372036854775807]}}", 0, "file whole"),
    (
      "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
        + "\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[2,4]}}", 4, "\"b\" at byte 2"
    ),
    (
      "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
        + "\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[2,3]}}", 3, "\"b\" at byte 2"
    ),
    (
      "{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},"
        + "\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "the key \"a\" twice"
    ),
    (
      "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4,
      "the key \"dtype\" twice"
    ),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"more\":1}}", 4, "before this"),
    ("{\"__metadata__\":{\"a\":\"b\",\"a\":\"c\"}}", 0, "the key \"a\" twice"),
    ("{\"__metadata__\":{},\"__metadata__\":{}}", 0, "the key \"__metadata__\" twice"),
    ("{\"__metadata__\":{\"a\":1}}", 0, "expected \""),
    ("{\"__metadata__\":{\"a\":null}}", 0, "expected \""),
    ("{\"__metadata__\":[]}", 0, "expected {"),
    ("{\"__metadata__\":{\"a\":\"b}}", 0, "the end of a text"),
    ("{\"__metadata__\":{\"a\":\"\n\"}}", 0, "control character"),
    ("{\"__metadata__\":{\"a\":\"\\x\"}}", 0, "an escape of JSON"),
    ("{\"__metadata__\":{\"a\":\"\\u12", 0, "an escape of JSON"),
    ("{\"__metadata__\":{\"a\":\"\\u+123\"}}", 0, "an escape of JSON"),
    ("{\"__metadata__\":{\"a\":\"\\ud83d\"}}", 0, "surrogates"),
    ("{\"__metadata__\":{\"a\":\"\\ude42\\ud83d\"}}", 0, "surrogates"),
    ("{\"__metadata__\":{\"a\":\"\\ud83d\\u0041\"}}", 0, "surrogates"),
    ("{\"__metadata__\":{\"a\":\"\\", 0, "rest of an escape"),
    (String(repeating: "{\"a\":", count: 100_000), 0, "before this"),
    ("{\"a\":{\"shape\":" + String(repeating: "[", count: 100_000), 0, "an integer"),
  ]

  @Test func refusesDamagedHeaders() {
    for (header, dataCount, message) in Self.damaged {
      expectInvalid(file(header, dataCount: dataCount), message)
    }
  }

  @Test func refusesDamagedFiles() {
    expectInvalid([], "0 bytes")
    expectInvalid([2, 0, 0, 0, 0, 0, 0], "7 bytes")
    expectInvalid([UInt8](repeating: 0xFF, count: 20), "100000000 at most")
    expectInvalid([1, 0xE1, 0xF5, 5, 0, 0, 0, 0], "100000000 at most")
    expectInvalid([0, 0xE1, 0xF5, 5, 0, 0, 0, 0], "file whole")
    expectInvalid([3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D], "file whole")
    expectInvalid(file("{\"a") + [0xFF], "found")
    expectInvalid([3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0xFF, 0x7D], "UTF-8")
  }

  @Test func refusesEveryTruncation() {
    let bytes = Self.small.encoded()
    for count in 0..<bytes.count {
      #expect(throws: BPNetError.self, "\(count)") {
        try Safetensors(decoding: Array(bytes.prefix(count)), file: "f")
      }
    }
  }

  /// Flips each bit and sets each byte of the header to some that matter: whatever is not refused must be a
  /// consistent value.
  @Test func survivesEveryDamagedByte() {
    let bytes = Self.small.encoded()
    var loaded = 0
    for index in bytes.indices {
      let bits = (0..<8).map { bytes[index] ^ 1 << $0 }
      for value in bits + Array("\"\\{}[],:0 \0".utf8) + [0xFF] {
        var damaged = bytes
        damaged[index] = value
        guard let file = try? Safetensors(decoding: damaged, file: "f") else { continue }
        loaded += 1
        for tensor in file.tensors {
          #expect(tensor.bytes.count == tensor.elementType.byteCount(shape: tensor.shape))
        }
        #expect((try? Safetensors(decoding: file.encoded(), file: "f")) == file)
      }
    }
    #expect(loaded > 0)
  }

  private func expectInvalid(
    _ bytes: [UInt8], _ message: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: BPNetError.self, sourceLocation: sourceLocation) {
      try Safetensors(decoding: bytes, file: "some.safetensors")
    }
    guard case .invalidModel(let place, _, _)? = error else {
      Issue.record("\(message): \(String(describing: error))", sourceLocation: sourceLocation)
      return
    }
    #expect(place == .init(file: "some.safetensors"), sourceLocation: sourceLocation)
    let text = error?.description ?? ""
    #expect(text.contains(message), "\(text)", sourceLocation: sourceLocation)
  }
}
