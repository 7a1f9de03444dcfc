import Foundation
import Testing

/// Arrays as NumPy writes them, packed files, and networks without hidden layers.
@Suite struct ArrayCases {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox()
  }

  private static let values: [[Double]] = {
    var numbers = CaseNumbers(seed: 24)
    return (0..<60).map { _ in
      let x = (0..<3).map { _ in (256 * numbers.uniform()).rounded() / 256 }
      return x + [x[0] + 2 * x[1] + 3 * x[2]]
    }
  }()

  /// An array of NumPy, version 1.
  static func npy(_ type: String, shape: String, order: String = "False", _ body: Data) -> Data {
    var header = "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }"
    header += String(repeating: " ", count: (64 - (11 + header.count) % 64) % 64) + "\n"
    var data = Data(
      [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count & 255), UInt8(header.count >> 8)])
    data += Data(header.utf8)
    return data + body
  }

  static func bytes(_ values: [Double], bigEndian: Bool = false) -> Data {
    values.reduce(into: Data()) { data, value in
      var bits = bigEndian ? value.bitPattern.bigEndian : value.bitPattern.littleEndian
      data += Data(bytes: &bits, count: 8)
    }
  }

  /// Every layout of the same numbers trains to the same bytes.
  @Test func layoutsTrainAlike() throws {
    let rows = Self.values
    let columns = (0..<4).flatMap { column in rows.map { $0[column] } }
    try sandbox.write("c.npy", Self.npy("<f8", shape: "(60, 4)", Self.bytes(rows.flatMap { $0 })))
    try sandbox.write("f.npy", Self.npy("<f8", shape: "(60, 4)", order: "True", Self.bytes(columns)))
    try sandbox.write(
      "big.npy", Self.npy(">f8", shape: "(60, 4)", Self.bytes(rows.flatMap { $0 }, bigEndian: true)))
    try sandbox.write(
      "t.csv", rows.map { $0.map(\.description).joined(separator: ",") + "\n" }.joined())
    let digests = try ["c.npy", "f.npy", "big.npy", "t.csv"].map {
      try #require(try sandbox.train($0, "--epochs", "5")["weights_sha256"] as? String)
    }
    #expect(Set(digests).count == 1)
  }

  /// 1, −2, 0.5, the greatest and the least number above 0 of binary16.
  @Test func halfPrecisionIsRead() throws {
    let bits: [UInt16] = [0x3C00, 0xC000, 0x3800, 0x7BFF, 0x0001, 0x0000]
    let body = bits.reduce(into: Data()) { $0 += Data([UInt8($1 & 255), UInt8($1 >> 8)]) }
    try sandbox.write("half.npy", Self.npy("<f2", shape: "(2, 3)", body))
    try sandbox.write("plain.csv", "1,-2,0.5\n65504,5.960464477539063e-8,0\n")
    let digests = try ["half.npy", "plain.csv"].map {
      try #require(
        try sandbox.train($0, "--task", "regress", "--epochs", "1", "--precision", "f64")["weights_sha256"]
          as? String)
    }
    #expect(digests[0] == digests[1])
  }

  /// Needs the programs of the system; they are on every machine that has zlib.
  @Test func packedFilesAreRead() throws {
    let text = Self.values.map { $0.map(\.description).joined(separator: ",") + "\n" }.joined()
    try sandbox.write("t.csv", text)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-k", sandbox.folder.path("t.csv")]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let digests = try ["t.csv", "t.csv.gz"].map {
      try #require(try sandbox.train($0, "--epochs", "5")["weights_sha256"] as? String)
    }
    #expect(digests[0] == digests[1])
    var packed = try Data(contentsOf: URL(filePath: sandbox.folder.path("t.csv.gz")))
    packed.removeLast(packed.count / 2)
    try sandbox.write("cut.csv.gz", packed)
    let cut = try sandbox.run("train", "cut.csv.gz", "-o", "m.safetensors")
    #expect(
      cut.exitCode == 65 && cut.standardError.contains("cut.csv.gz: found packed data that are damaged"))
  }

  /// Least squares, whose solution is known: y = x₁ − 2 x₂ + x₃ / 2 + 3 and noise that is orthogonal to it.
  @Test func noHiddenLayerIsLeastSquares() throws {
    var numbers = CaseNumbers(seed: 19)
    let x = (0..<100).map { _ in (0..<3).map { _ in numbers.normal() } }
    let y = x.map { $0[0] - 2 * $0[1] + 0.5 * $0[2] + 3 + 0.1 * numbers.normal() }
    let text = "a,b,c,y\n" + zip(x, y).map { "\($0[0]),\($0[1]),\($0[2]),\($1)\n" }.joined()
    try sandbox.write("lin.csv", text)
    // The normal equations, solved by elimination.
    let rows = x.map { $0 + [1] }
    var matrix = (0..<4).map { i in
      (0..<4).map { j in rows.reduce(0) { $0 + $1[i] * $1[j] } } + [
        zip(rows, y).reduce(0) { $0 + $1.0[i] * $1.1 }
      ]
    }
    for pivot in 0..<4 {
      for row in 0..<4 where row != pivot {
        let factor = matrix[row][pivot] / matrix[pivot][pivot]
        for column in 0..<5 { matrix[row][column] -= factor * matrix[pivot][column] }
      }
    }
    let solution = (0..<4).map { matrix[$0][4] / matrix[$0][$0] }
    let squares = zip(rows, y).reduce(0) { sum, pair in
      let residual = pair.1 - zip(pair.0, solution).reduce(0) { $0 + $1.0 * $1.1 }
      return sum + residual * residual
    }
    let rmse = (squares / 100).squareRoot()
    let result = try sandbox.train(
      "lin.csv", "--hidden", "none", "--optimizer", "lm", "--precision", "f64", "--epochs", "100")
    #expect(result["parameters"] as? Int == 4)
    #expect(abs(try sandbox.figure("rmse", "lin.csv") / rmse - 1) < 1e-10)
    try sandbox.train(CommandSandbox.iris, "--hidden", "none", "--epochs", "100", model: "s.safetensors")
    #expect(try sandbox.figure("accuracy", CommandSandbox.iris, model: "s.safetensors") > 0.93)
  }

  /// Images without labels have no target; labels of a file of their own are classes.
  @Test func labelsOfAFileAreClasses() throws {
    func idx(_ sizes: [Int], _ body: [UInt8]) -> Data {
      var data = Data([0, 0, 8, UInt8(sizes.count)])
      for size in sizes { data += Data([0, 0, UInt8(size >> 8), UInt8(size & 255)]) }
      return data + Data(body)
    }
    let labels = (0..<260).map { UInt8($0 % 26 + 1) }
    let images = labels.flatMap { label in (0..<4).map { UInt8(Int(label) * (7 + 11 * $0) % 251) } }
    try sandbox.write("let-images-idx3-ubyte", idx([260, 2, 2], images))
    try sandbox.write("let-labels-idx1-ubyte", idx([260], labels))
    let alone = try sandbox.run("train", "let-images-idx3-ubyte", "-o", "m.safetensors")
    #expect(alone.exitCode == 65 && alone.standardError.contains("found arrays without labels"))
    #expect(alone.standardError.contains("--labels FILE"))
    let result = try sandbox.train(
      "let-images-idx3-ubyte", "--labels", "let-labels-idx1-ubyte", "--epochs", "2")
    #expect(result["task"] as? String == "classify")
    // In text they are, too, unless they are more than a tenth of the rows.
    try sandbox.write("labels.csv", "letter\n" + labels.map { "\($0)\n" }.joined())
    try sandbox.write("x.csv", "a,b\n" + labels.map { "\($0).5,\($0 % 7)\n" }.joined())
    let text = try sandbox.train("x.csv", "--labels", "labels.csv", "--epochs", "2")
    #expect(text["task"] as? String == "classify")
    try sandbox.write("ages.csv", "age\n" + (0..<260).map { "\($0 % 50)\n" }.joined())
    let ages = try sandbox.train("x.csv", "--labels", "ages.csv", "--epochs", "2")
    #expect(ages["task"] as? String == "regress")
  }
}
