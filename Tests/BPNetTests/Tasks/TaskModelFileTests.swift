import Foundation
import Testing

@testable import BPNet

/// Models of each task come back from their files whole, and damaged ones not at all.
@Suite struct TaskModelFileTests {
  private static let text =
    "a,b,c\n" + (0..<20).map { "\($0 % 2),\($0 % 3 == 0 ? "x" : "y"),\(Double($0) * 0.5)\n" }.joined()

  /// A recipe for each task.
  private static let recipes: [(String, @Sendable (inout TrainingRecipe) -> Void)] = [
    ("classes", { $0.target = "b" }),
    (
      "binary",
      {
        $0.target = "b"; $0.outputActivation = .sigmoid()
      }
    ),
    (
      "labels",
      {
        $0.target = "a,b"; $0.task = .classify
      }
    ),
    (
      "numbers",
      {
        $0.target = "a,c"; $0.task = .regress; $0.ignoredColumns = "b"; $0.normalization = .identity
      }
    ),
    (
      "autoencoder",
      {
        $0.task = .autoencode; $0.ignoredColumns = "b"
      }
    ),
    (
      "forecast",
      {
        $0.task = .forecast; $0.target = "c,a"; $0.window = 4; $0.horizon = 2
      }
    ),
  ]

  private static func model(_ index: Int) throws -> TypedModel<Float> {
    let text =
      recipes[index].0 == "numbers"
      ? "a,b,c,d\n" + (0..<20).map { "\($0 % 2),x,\(Double($0) * 0.5),\($0)\n" }.joined() : text
    var recipe = TrainingRecipe(preset: .classic)
    recipe.hidden = .sizes([3])
    recipe.epochs = 2
    recipe.keepsOptimizerState = false
    recipes[index].1(&recipe)
    return try recipe.prepare(CSVReader().read(text: text, source: "t.csv"), as: Float.self).train()
      .model.typed(as: Float.self)
  }

  @Test(arguments: Self.recipes.indices) func modelsComeBackWhole(index: Int) throws {
    let model = try Self.model(index)
    let read = try Model(decoding: model.encoded(path: ""), file: "m").typed(as: Float.self)
    #expect(read.preprocessing == model.preprocessing)
    #expect(read.task == model.task)
    let table = try CSVReader().read(
      text: "a,b,c,d\n" + String(repeating: "1,x,2.5,3\n", count: 9), source: "p")
    #expect(try read.predict(table) == model.predict(table))
    #expect(read.network.weightsSHA256 == model.network.weightsSHA256)
  }

  @Test func detailsAreOfThoseTasksThatHaveSome() throws {
    for (index, recipe) in Self.recipes.enumerated() {
      let bytes = try Self.model(index).encoded(path: "")
      let text = try #require(Safetensors(decoding: bytes, file: "m").metadata["bpnet"])
      #expect(text.contains("\"format\":3,"), "\(recipe.0)")
      #expect(text.contains("details") != ["classes", "numbers"].contains(recipe.0))
    }
  }

  /// What stands in a description, and in place of it.
  private static let damage: [(String, String, String)] = [
    ("binary", #""kind":"binary""#, #""kind":"ternary""#),
    ("binary", #""kind":"binary""#, #""kind":"binary","window":2"#),
    ("binary", #""kind":"binary""#, #""kind":"multilabel""#),
    ("binary", #""kind":"binary""#, #""kind":"autoencode""#),
    ("binary", #""kind":"binary""#, #""kind":"forecast","window":1,"horizon":1"#),
    ("binary", #"["x","y"]"#, #"["x","y","z"]"#), ("binary", #"["x","y"]"#, #"["x"]"#),
    ("labels", #"[["0","1"],["x","y"]]"#, #"[["0","1"]]"#),
    ("labels", #"[["0","1"],["x","y"]]"#, #"[["0","1"],["x","x"]]"#),
    ("labels", #"[["0","1"],["x","y"]]"#, #"[["0","1"],["x"]]"#), ("labels", #""labelPairs":"#, #""pairs":"#),
    ("labels", #""kind":"multilabel""#, #""kind":"binary""#),
    ("autoencoder", #""kind":"autoencode""#, #""kind":"forecast""#),
    ("autoencoder", #""kind":"autoencode""#, #""horizon":1,"kind":"autoencode""#),
    ("autoencoder", #""targets":[{"name":"a""#, #""targets":[{"name":"z""#),
    ("forecast", #""window":4"#, #""window":0"#), ("forecast", #""window":4"#, #""window":-4"#),
    ("forecast", #""window":4"#, #""window":5"#),
    ("forecast", #""window":4"#, #""window":9223372036854775807"#),
    ("forecast", #""window":4"#, #""window":2147483647"#), ("forecast", #""window":4"#, #""window":4.5"#),
    ("forecast", #""horizon":2,"#, ""), ("forecast", #""horizon":2"#, #""horizon":0"#),
    ("forecast", #""horizon":2"#, #""horizon":1"#),
    ("forecast", #""horizon":2"#, #""horizon":-9223372036854775808"#),
    ("forecast", #""kind":"forecast""#, #""kind":"autoencode""#),
    ("forecast", #""targets":[{"name":"c""#, #""targets":[{"name":"z""#),
  ]

  @Test(arguments: Self.damage.indices) func damagedDetailsAreNoticed(index: Int) throws {
    let (name, piece, replacement) = Self.damage[index]
    let recipe = try #require(Self.recipes.firstIndex { $0.0 == name })
    var container = try Safetensors(decoding: Self.model(recipe).encoded(path: ""), file: "m")
    let text = try #require(container.metadata["bpnet"])
    let place = try #require(text.range(of: piece), "\(piece) in \(text)")
    container.metadata["bpnet"] = text.replacingCharacters(in: place, with: replacement)
    let error = #expect(throws: BPNetError.self, "\(name): \(replacement)") {
      try Model(decoding: container.encoded(), file: "m")
    }
    guard case .invalidModel? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  /// Each byte of the description made a digit or a sign: an error or a model that can be used, never a
  /// crash.
  @Test(arguments: Self.recipes.indices) func damagedBytesNeverCrash(index: Int) throws {
    var container = try Safetensors(decoding: Self.model(index).encoded(path: ""), file: "m")
    let text = Array(try #require(container.metadata["bpnet"]).utf8)
    let table = try CSVReader().read(
      text: "a,b,c,d\n" + String(repeating: "1,x,2.5,3\n", count: 9), source: "p")
    for place in text.indices {
      for byte in [0x30, 0x39, 0x2D] as [UInt8] where byte != text[place] {
        var damaged = text
        damaged[place] = byte
        container.metadata["bpnet"] = String(decoding: damaged, as: UTF8.self)
        guard
          let model = try? Model(decoding: container.encoded(), file: "m").typed(as: Float.self)
        else { continue }
        _ = try? model.predict(table)
        _ = try? model.forecast(table, steps: 2)
        if let rows = try? model.preprocessing.samples(of: table) {
          _ = (try? model.preprocessing.encode(table, rows: rows, as: Float.self)).map { model.evaluate($0) }
        }
      }
    }
  }
}
