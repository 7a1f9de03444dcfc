import Foundation
import Testing

/// Models that the program wrote in formats 1 and 2, as it was before format 3, and some of format 3.
///
/// All that can be done with them comes to what it came to then.
@Suite struct OldModelTests {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox(preset: "classic")
  }

  /// The models, their data and what that program said of them.
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../BPNetTests/Golden/models").standardizedFileURL.path()

  /// What the older program said of one model.
  struct Expected: Decodable, Sendable, CustomTestStringConvertible {
    struct Continuation: Decodable, Sendable {
      let options: String
      let weightsSha256: String
      let validationLoss: Double?
      let training: JSON
    }

    let name: String
    /// The file that the model was trained on.
    let data: String
    /// The options of `bpnet train` that made the model.
    let options: String
    /// The model that it went on from.
    let from: String?
    let weightsSha256: String
    let inspect: String
    let inspectText: String
    /// The first lines of predictions for its data.
    let predictions: [String]
    let evaluation: String
    let continued: [Continuation]

    var testDescription: String { name }
  }

  /// Any JSON, for comparisons.
  enum JSON: Decodable, Equatable, Sendable {
    case text(String)
    case number(Double)
    case flag(Bool)
    case list([JSON])
    case object([String: JSON])
    case nothing

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self = .text(text)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let flag = try? container.decode(Bool.self) {
        self = .flag(flag)
      } else if let list = try? container.decode([JSON].self) {
        self = .list(list)
      } else if container.decodeNil() {
        self = .nothing
      } else {
        self = .object(try container.decode([String: JSON].self))
      }
    }

    /// The same object without a member of its member `options`.
    func removing(option: String) -> JSON {
      guard case .object(var members) = self, case .object(var options) = members["options"] else {
        return self
      }
      options[option] = nil
      members["options"] = .object(options)
      return .object(members)
    }
  }

  private static let expected: [Expected] = {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let file = URL(filePath: folder + "/expected.json")
    return (try? decoder.decode([Expected].self, from: Data(contentsOf: file))) ?? []
  }()

  private func output(_ arguments: String...) throws -> String {
    let result = try sandbox.run(arguments)
    try #require(result.exitCode == 0, "\(result.standardError)")
    return result.standardOutput
  }

  /// Trains, and reads the report.
  private func train(
    _ data: String, _ start: [String], _ options: String, to model: String
  ) throws -> [String: JSON] {
    let arguments =
      ["train", path(data), "-o", model, "--json"] + start + options.split(separator: " ").map(String.init)
    let result = try sandbox.run(arguments)
    try #require(result.exitCode == 0, "\(result.standardError)")
    return try JSONDecoder().decode([String: JSON].self, from: Data(result.standardOutput.utf8))
  }

  private func members(_ text: String) throws -> [String: JSON] {
    try JSONDecoder().decode([String: JSON].self, from: Data(text.utf8))
  }

  private func path(_ name: String) -> String { "\(Self.folder)/\(name)" }

  @Test func thereAreModelsOfBothFormats() throws {
    #expect(Self.expected.count == 19)
    let formats = try Self.expected.map { expected in
      let bytes = try Data(contentsOf: URL(filePath: path(expected.name + ".safetensors")))
      return (1...3).filter { bytes.range(of: Data("\\\"format\\\":\($0),".utf8)) != nil }
    }
    #expect(formats.count { $0 == [1] } >= 3 && formats.count { $0 == [2] } >= 12)
    #expect(formats.allSatisfy { $0.count == 1 && $0 != [3] })
  }

  @Test(arguments: expected) func theyAreReadAndUsed(_ expected: Expected) throws {
    let (model, data) = (path(expected.name + ".safetensors"), path(expected.data))
    #expect(try output("inspect", model, "--json").dropLast() == expected.inspect)
    #expect(try output("inspect", model) == expected.inspectText)
    // Further figures may stand beside those of then.
    let evaluation = try members(output("evaluate", model, data, "--json"))
    for (name, value) in try members(expected.evaluation) { #expect(evaluation[name] == value, "\(name)") }
    let predictions = try output("predict", model, data).split(separator: "\n").map(String.init)
    #expect(Array(predictions.prefix(expected.predictions.count)) == expected.predictions)
  }

  @Test(arguments: expected) func trainingGoesOnFromThem(_ expected: Expected) throws {
    #expect(!expected.continued.isEmpty)
    for next in expected.continued {
      let report = try train(
        expected.data, ["--from", path(expected.name + ".safetensors")], next.options, to: "next")
      #expect(report["weights_sha256"] == .text(next.weightsSha256), "\(next.options)")
      let loss = next.validationLoss.map { JSON.number($0) } ?? .nothing
      #expect(report["validation_loss"] == loss, "\(next.options)")
      // What is told of the training: the choices taken over, and those that were given.
      let inspected = try output("inspect", "next", "--json")
      let training = try JSONDecoder().decode([String: JSON].self, from: Data(inspected.utf8))["training"]
      #expect(training?.removing(option: "preset") == next.training, "\(next.options)")
    }
  }

  /// Older models that the same options made as files of format 3, which version 0.1.0 wrote.
  private static let present = expected.filter {
    FileManager.default.fileExists(atPath: "\(folder)/format-3/\($0.name).safetensors")
  }

  @Test func thereAreModelsOfThePresentFormat() throws {
    #expect(Self.present.count == 6)
    for expected in Self.present {
      let bytes = try Data(contentsOf: URL(filePath: path("format-3/\(expected.name).safetensors")))
      #expect(bytes.range(of: Data(#"\"format\":3,"#.utf8)) != nil, "\(expected.name)")
    }
  }

  @Test(arguments: present) func filesOfThePresentFormatStayReadable(_ expected: Expected) throws {
    let (model, data) = (path("format-3/\(expected.name).safetensors"), path(expected.data))
    #expect(
      try members(output("inspect", model, "--json"))["weights_sha256"] == .text(expected.weightsSha256))
    let evaluation = try members(output("evaluate", model, data, "--json"))
    for (name, value) in try members(expected.evaluation) { #expect(evaluation[name] == value, "\(name)") }
    let predictions = try output("predict", model, data).split(separator: "\n").map(String.init)
    #expect(Array(predictions.prefix(expected.predictions.count)) == expected.predictions)
    for next in expected.continued {
      let report = try train(expected.data, ["--from", model], next.options, to: "next")
      #expect(report["weights_sha256"] == .text(next.weightsSha256), "\(next.options)")
    }
  }

  /// The same options lead to the same model still, but for the format of its file.
  @Test(arguments: expected) func trainingAnewComesToTheSame(_ expected: Expected) throws {
    let start = expected.from.map { ["--from", path($0 + ".safetensors")] } ?? []
    let report = try train(expected.data, start, expected.options, to: "new")
    #expect(report["weights_sha256"] == .text(expected.weightsSha256))
    // In the new format training goes on as from the old file.
    for next in expected.continued {
      let report = try train(expected.data, ["--from", "new"], next.options, to: "next")
      #expect(report["weights_sha256"] == .text(next.weightsSha256), "\(next.options)")
    }
  }
}
