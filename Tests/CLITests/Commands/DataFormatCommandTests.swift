import Foundation
import Testing

/// The same data in every format, and data that are no good.
@Suite struct DataFormatCommandTests {
  private let sandbox: CommandSandbox
  /// The digits: 64 pixels from 0 to 16 and a class, row after row.
  private let rows: [[UInt8]]

  init() throws {
    sandbox = try CommandSandbox()
    let text = try String(contentsOfFile: CommandSandbox.digits, encoding: .utf8)
    rows = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",").compactMap { UInt8($0) } }
  }

  private func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(filePath: sandbox.folder.path(name)))
  }

  private static func npy(_ type: String, _ shape: String, _ data: [UInt8]) -> [UInt8] {
    let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }"
    let header = text.padding(toLength: 117, withPad: " ", startingAt: 0) + "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8) + data
  }

  /// An archive of one stored file.
  private static func npz(_ bytes: [UInt8]) -> [UInt8] {
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let name = Array("arr_0.npy".utf8)
    let sizes = little(bytes.count, 4) + little(bytes.count, 4) + little(name.count, 2)
    let own =
      little(0x0403_4B50, 4) + little(20, 4) + little(0, 6) + little(0, 4) + sizes + little(0, 2) + name
    let entry =
      little(0x0201_4B50, 4) + little(20, 2) + little(20, 4) + little(0, 6) + little(0, 4) + sizes
      + [UInt8](repeating: 0, count: 16) + name
    return own + bytes + entry + little(0x0605_4B50, 4) + little(0, 4) + little(1, 2) + little(1, 2)
      + little(entry.count, 4) + little(own.count + bytes.count, 4) + little(0, 2)
  }

  private static func raw<Number>(_ numbers: [Number]) -> [UInt8] {
    numbers.withUnsafeBytes { Array($0) }
  }

  /// Writes the digits in every format, and returns the arguments that read each.
  private func writeDigits() throws -> [[String]] {
    let cells = rows.flatMap { $0 }
    let shape = "(\(rows.count), 65)"
    func big(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
    try write(Self.npy("|u1", shape, cells), to: "u1.npy")
    try write(Self.npy("<f4", shape, Self.raw(cells.map(Float.init))), to: "f4.npy")
    try write(Self.npy("<f8", shape, Self.raw(cells.map(Double.init))), to: "f8.npy")
    try write(Self.npy("<i8", shape, Self.raw(cells.map(Int64.init))), to: "i8.npy")
    try write(Self.npz(Self.npy("<i2", shape, Self.raw(cells.map(Int16.init)))), to: "i2.npz")
    try write(
      [0, 0, 8, 3] + big(rows.count) + big(8) + big(8) + rows.flatMap { $0.dropLast() },
      to: "d-images-idx3-ubyte")
    try write([0, 0, 8, 1] + big(rows.count) + rows.map { $0[64] }, to: "d-labels-idx1-ubyte")
    return [
      ["u1.npy"], ["f4.npy"], ["f8.npy"], ["i8.npy"], ["i2.npz"],
      ["d-images-idx3-ubyte", "--labels", "d-labels-idx1-ubyte"],
    ]
  }

  @Test(
    arguments: [
      ["--normalize", "zscore"], ["--normalize", "none"], ["--normalize", "minmax", "--precision", "f64"],
      ["--normalize", "none", "--precision", "f64", "--batch-size", "full"],
      ["--normalize", "minmax11", "--ignore", "1,20-23,40"], ["--no-shuffle", "--normalize", "none"],
    ])
  func everyFormatTrainsToTheSameBytes(options: [String]) throws {
    var hashes: [String: String] = [:]
    for data in [[CommandSandbox.digits]] + (try writeDigits()) {
      for validation in [[], ["--validation", "0.2"]] {
        let result = try sandbox.run(
          ["train"] + data + options + validation
            + ["--hidden", "9", "--epochs", "2", "--quiet", "--json", "-o", "m.safetensors"])
        try #require(result.exitCode == 0, "\(result.standardError)")
        let json = try JSONSerialization.jsonObject(with: Data(result.standardOutput.utf8)) as? [String: Any]
        let hash = try #require(json?["weights_sha256"] as? String)
        let expected = hashes[validation.description, default: hash]
        hashes[validation.description] = expected
        #expect(hash == expected, "\(data) \(validation)")
      }
    }
    #expect(Set(hashes.values).count == 2)
  }

  @Test func everyCommandReadsEveryFormat() throws {
    let formats = try writeDigits()
    let trained = try sandbox.run(
      "train", CommandSandbox.digits, "--hidden", "9", "--epochs", "2", "--quiet", "-o", "m.safetensors")
    try #require(trained.exitCode == 0)
    for command in ["evaluate", "predict", "gradcheck"] {
      let expected = try sandbox.run([command, "m.safetensors", CommandSandbox.digits])
      #expect(expected.exitCode == 0)
      for data in formats {
        let result = try sandbox.run([command, "m.safetensors"] + data)
        #expect(
          result.standardOutput == expected.standardOutput, "\(command) \(data) \(result.standardError)")
      }
    }
    // Without its labels too.
    let predicted = try sandbox.run("predict", "m.safetensors", "d-images-idx3-ubyte")
    #expect(predicted.standardOutput.split(separator: "\n").count == 1798)
  }

  @Test func validationHasLabelsOfItsOwn() throws {
    _ = try writeDigits()
    let data = ["d-images-idx3-ubyte", "--labels", "d-labels-idx1-ubyte"]
    let result = try sandbox.run(
      ["train"] + data + [
        "--validation", "d-images-idx3-ubyte", "--validation-labels", "d-labels-idx1-ubyte", "--epochs", "1",
        "--quiet", "--json", "-o", "m.safetensors",
      ])
    #expect(result.exitCode == 0, "\(result.standardError)")
    let lone = try sandbox.run(
      ["train"] + data + ["--validation-labels", "d-labels-idx1-ubyte", "-o", "n.safetensors"])
    #expect(lone.exitCode == 64)
    #expect(lone.standardError.contains("error: --validation-labels: found no validation file"))
  }

  @Test func theFormatThatIsNamedCounts() throws {
    try write(Self.npy("|u1", "(2, 2)", [1, 2, 3, 4]), to: "small.npy")
    let result = try sandbox.run("train", "small.npy", "--format", "npz", "-o", "m.safetensors")
    #expect(result.exitCode == 65)
    #expect(result.standardError.contains("error: small.npy: found no directory of a ZIP archive"))
  }

  struct Case: CustomTestStringConvertible {
    let name: String
    let arguments: [String]
    let exitCode: Int32
    let error: String
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "no such array", arguments: ["train", "none.npy"], exitCode: 66,
      error: "error: none.npy: cannot be opened"),
    Case(
      name: "no such labels", arguments: ["train", "u1.npy", "--labels", "none.npy"], exitCode: 66,
      error: "error: none.npy: cannot be opened"),
    Case(
      name: "packed", arguments: ["train", "t-images-idx3-ubyte.gz"], exitCode: 65,
      error: "error: t-images-idx3-ubyte.gz: found packed data that are damaged or cut off"),
    Case(
      name: "cut off", arguments: ["train", "cut.npy"], exitCode: 65,
      error: "error: cut.npy: found 3 bytes of data, expected 4, 2 rows of 2"),
    Case(
      name: "missing number", arguments: ["train", "nan.npy"], exitCode: 65,
      error: "error: nan.npy:2:1: found a missing value, expected a number"),
    Case(
      name: "infinite number", arguments: ["train", "inf.npy"], exitCode: 65,
      error: "error: inf.npy:1:2: found inf, expected a finite number"),
    Case(
      name: "labels of another file", arguments: ["train", "u1.npy", "--labels", "cut.idx"], exitCode: 65,
      error: "error: cut.idx: found 1 row, expected 3, as many as u1.npy has"),
    Case(
      name: "unknown format", arguments: ["train", "u1.npy", "--format", "npx"], exitCode: 64,
      error: "error: --format: found npx, expected one of csv, tsv, npy, npz, idx"),
    Case(
      name: "delimiter of an array", arguments: ["train", "u1.npy", "--delimiter", ";"], exitCode: 64,
      error: "error: --delimiter: found an option of text for npy data"),
    Case(
      name: "header of an array", arguments: ["train", "u1.npy", "--no-header"], exitCode: 64,
      error: "error: --header: found an option of text for npy data"),
    Case(
      name: "output that is the labels", arguments: ["train", "u1.npy", "--labels", "./m.safetensors"],
      exitCode: 64, error: "error: -o: found m.safetensors, expected another file than the input"),
  ]

  @Test(arguments: cases) func isRefused(_ bad: Case) throws {
    try write(Self.npy("|u1", "(3, 2)", [1, 2, 3, 4, 5, 6]), to: "u1.npy")
    try write(Self.npy("|u1", "(2, 2)", [1, 2, 3]), to: "cut.npy")
    try write(Self.npy("<f4", "(2, 2)", Self.raw([1, 2, .nan, 3] as [Float])), to: "nan.npy")
    try write(Self.npy("<f8", "(2, 2)", Self.raw([1, .infinity, 2, 3])), to: "inf.npy")
    try write([0, 0, 8, 1, 0, 0, 0, 1, 5], to: "cut.idx")
    try write([0x1F, 0x8B, 8, 0, 0], to: "t-images-idx3-ubyte.gz")
    try write(Array("old".utf8), to: "m.safetensors")
    let result = try sandbox.run(bad.arguments + ["-o", "m.safetensors"])
    #expect(result.exitCode == bad.exitCode)
    #expect(result.standardError.contains(bad.error), "\(result.standardError)")
    #expect(try sandbox.folder.read("m.safetensors") == "old")
  }

  /// Labels that the model was not trained on, all of them.
  @Test func labelsOutOfRangeAreNamedByTheirFile() throws {
    _ = try writeDigits()
    let trained = try sandbox.run("train", "u1.npy", "--epochs", "1", "--quiet", "-o", "m.safetensors")
    try #require(trained.exitCode == 0)
    try write(
      [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0, 8] + [UInt8](repeating: 1, count: 128), to: "x-idx3-ubyte"
    )
    try write([0, 0, 8, 1, 0, 0, 0, 2, 11, 10], to: "y-idx1-ubyte")
    let result = try sandbox.run("evaluate", "m.safetensors", "x-idx3-ubyte", "--labels", "y-idx1-ubyte")
    #expect(result.exitCode == 65)
    #expect(
      result.standardError.contains("error: y-idx1-ubyte:1:65: found '11', expected one of the classes 0, 1"))
  }
}
