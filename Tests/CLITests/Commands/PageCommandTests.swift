import Foundation
import Testing

/// The pages of `--html`; Scripts/check-pages.py drives them in a browser.
@Suite struct PageCommandTests {
  private let sandbox: CommandSandbox

  init() throws { sandbox = try CommandSandbox(preset: "classic") }

  /// A page's text, and the numbers in it.
  private func page(_ arguments: String...) throws -> (text: String, data: [String: Any]) {
    let result = try sandbox.run(arguments + ["--html", "-o", "page.html"])
    try #require(result.exitCode == 0, "\(result.standardError)")
    #expect(result.standardOutput.isEmpty)
    let text = try sandbox.folder.read("page.html")
    let parts = text.split(separator: "<script type=\"application/json\" id=\"data\">\n")
    let json = try #require(parts.last?.split(separator: "\n</script>").first)
    return (text, try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]))
  }

  @Test func aStepHasItsNumbersAndTheDocuments() throws {
    let (text, data) = try page("explain", "--example", "worked-2-2-2-a")
    #expect(text.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
    #expect(!text.contains("http://") || text.components(separatedBy: "http").count == 2)
    let layers = try #require(data["layers"] as? [[String: Any]])
    #expect(layers.count == 2)
    let explained = try sandbox.json("explain", "--example", "worked-2-2-2-a")
    #expect(data["loss"] as? Double == explained["loss"] as? Double)
    #expect(
      layers.map { $0["weightsAfter"] as? [[Double]] } == explained["weights_after"] as? [[[Double]]])
    let document = try #require(data["document"] as? [String: Any])
    let printed = try #require(document["numbers"] as? [String: Any])
    // The document takes the hidden error terms from weights that are already updated.
    #expect((printed["delta"] as? [[Double]])?[1] == layers[1]["delta"] as? [Double])
    #expect((printed["delta"] as? [[Double]])?[0] != layers[0]["delta"] as? [Double])
  }

  @Test func anotherStepHasNoFiguresBeside() throws {
    let (_, data) = try page("explain", "--example", "worked-2-2-2-a", "--learning-rate", "0.1")
    #expect(data["document"] is NSNull && data["learningRate"] as? Double == 0.1)
  }

  /// Names are text, whatever is in them.
  @Test func aModelsNameCannotBeMarkup() throws {
    let name = "<img src=x>&.safetensors"
    _ = try sandbox.trainIris(name)
    let (text, data) = try page("explain", name, "--input", "5,3,1,0.2", "--target", "setosa")
    #expect(!text.contains("<img") && text.contains("&lt;img src=x&gt;&amp;.safetensors"))
    #expect(data["subject"] as? String == name)
  }

  @Test func aWorkedExampleHasAPage() throws {
    let (_, data) = try page("example", "worked-2-3-2-1")
    #expect((data["layers"] as? [Any])?.count == 3)
  }

  @Test(arguments: [
    (["explain", "--example", "worked-2-2-2-a", "--html", "--json"], "--html: found --json beside it"),
    (["example", "curve", "--html"], "--html: found curve, expected moons or a worked example"),
    (["example", "moons", "-o", "x.html"], "-o: found no page, expected --html beside it"),
    (["explain", "--example", "worked-2-2-2-a", "--html", "-o"], "-o: found no value"),
  ]) func wrongUses(arguments: [String], error: String) throws {
    let result = try sandbox.run(arguments)
    #expect(result.exitCode == 64 && result.standardError.contains(error), "\(result.standardError)")
  }
}
