import Foundation
import Testing

/// `bpnet convert`.
@Suite struct ConvertCommandTests {
  private let sandbox: CommandSandbox

  init() throws { sandbox = try CommandSandbox(preset: "classic") }

  private func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: sandbox.folder.path(name)))
  }

  @Test func dataBecomeTheSameInEveryFormat() throws {
    let csv = try sandbox.folder.write("1.5,2,0\n-3,0,1\n0.25,0,1\n", to: "d.csv")
    var path = csv
    for name in ["d.npy", "d.npz", "d.data", "d.svm", "d.idx", "d.tsv", "again.csv"] {
      let result = try sandbox.run("convert", path, name)
      #expect(result.exitCode == 0 && result.standardError == "3 rows written to \(name)\n", "\(name)")
      path = name
    }
    #expect(try sandbox.folder.read("again.csv") == sandbox.folder.read("d.csv"))
    let output = try sandbox.run("convert", "d.svm", "-", "--to", "csv", "--quiet")
    #expect(try output.standardOutput == sandbox.folder.read("d.csv") && output.standardError.isEmpty)
  }

  @Test func packedFilesHoldTheSame() throws {
    let csv = try sandbox.folder.write("1.5,2,0\n-3,0,1\n0.25,0,1\n", to: "d.csv")
    var path = csv
    for name in ["d.tsv.gz", "d.NPY.GZ", "d.npz.gz", "d.data.gz", "d.svm.gz", "d.idx.gz", "again.csv"] {
      let result = try sandbox.run("convert", path, name)
      #expect(result.exitCode == 0 && result.standardError == "3 rows written to \(name)\n", "\(name)")
      let isPacked = try bytes(name).starts(with: [0x1F, 0x8B])
      #expect(isPacked == (name != "again.csv"), "\(name)")
      path = name
    }
    #expect(try sandbox.folder.read("again.csv") == sandbox.folder.read("d.csv"))
    // --to names the format, and the ending says that it is packed.
    #expect(try sandbox.run("convert", csv, "d.gz", "--to", "tsv").exitCode == 0)
    #expect(try sandbox.run("convert", csv, "d.tsv.gz").exitCode == 0)
    #expect(try bytes("d.gz") == bytes("d.tsv.gz"))
  }

  @Test func trainingReadsTheSame() throws {
    let model = try sandbox.trainIris()
    for name in ["iris.tsv", "i.csv"] {
      #expect(try sandbox.run("convert", CommandSandbox.iris, name).exitCode == 0)
      let evaluated = try sandbox.run("evaluate", model, name, "--json")
      #expect(
        try evaluated.standardOutput
          == sandbox.run("evaluate", model, CommandSandbox.iris, "--json").standardOutput)
    }
  }

  @Test(arguments: [
    (["convert", "d.csv", "d.xyz"], Int32(64), "--to: found nothing, and no format by the ending of d.xyz"),
    (["convert", "d.csv", "d.csv"], 64, "OUT: found d.csv, expected another file than the input d.csv"),
    (["convert", "none.csv", "e.csv"], 66, "none.csv: cannot be opened"),
    (["convert", "d.csv", "e.npy"], 65, "d.csv:2:b: found text, expected numbers alone"),
    (
      ["convert", "d.csv", "e.idx"], 65,
      "d.csv:2:b: found text, expected numbers alone, which is what idx holds"
    ),
    (
      ["convert", "t.csv", "e.npz"], 65,
      "t.csv:2:a: found text, expected numbers alone, which is what npz holds"
    ),
    (["convert", "d.csv", "no/e.csv"], 73, "no/e.csv: cannot be created"),
    (
      ["convert", "d.csv", "e.csv", "--to", "xml"], 64,
      "--to: found xml, expected one of csv, tsv, npy, npz, idx"
    ),
    (["convert", "d.csv"], 64, "OUT"),
    (["convert", "d.csv", "d.gz"], 64, "--to: found nothing, and no format by the ending of d.gz"),
    (["convert", "d.csv", "e.idx.gz"], 65, "d.csv:2:b: found text, expected numbers alone"),
    (["convert", "d.csv", "no/e.csv.gz"], 73, "no/e.csv.gz: cannot be created"),
    (["convert", "none.csv", "e.csv.gz"], 66, "none.csv: cannot be opened"),
  ]) func badInputs(arguments: [String], exitCode: Int32, error: String) throws {
    _ = try sandbox.folder.write("a,b\n1,x\n", to: "d.csv")
    _ = try sandbox.folder.write("a,b\nx,1\n", to: "t.csv")
    let result = try sandbox.run(arguments)
    #expect(result.exitCode == exitCode, "\(result.standardError)")
    #expect(result.standardError.contains(error), "\(result.standardError)")
    #expect(try sandbox.folder.names == ["d.csv", "t.csv"])
  }
}
