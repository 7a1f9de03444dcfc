import BPNet
import Testing

@testable import BPNetPictures

@Suite struct ReportPageTests {
  private func page(_ blocks: [ReportPage.Block]) -> String {
    ReportPage(
      title: "A <b> & c", lead: "lead", highlights: [("accuracy", "0.9")],
      sections: [ReportPage.Section("One", blocks), ReportPage.Section("Empty", [])]
    ).html
  }

  @Test func textsAreEscaped() {
    let html = page([
      .text("<script>"), .command("bpnet 'a<b'"), .facts([("<n>", "<v>")]),
      .table(.init(caption: "<c>", headings: [("<h>", false), ("<i>", true)], rows: [["<r>", "<d>"]])),
    ])
    #expect(html.contains("<title>A &lt;b&gt; &amp; c</title>"))
    for name in ["script", "n", "v", "c", "h", "i", "r", "d"] {
      #expect(!html.contains("<\(name)>") && html.contains("&lt;\(name)&gt;"), "\(name)")
    }
  }

  @Test func emptySectionsAreLeftOut() {
    #expect(page([.text("x")]).contains("<h2 id=\"section-1\">One</h2>"))
    #expect(!page([.text("x")]).contains("Empty"))
  }

  @Test func picturesHaveIdsOfTheirOwn() {
    let picture = Picture.loss(history([1, 0.5]))
    let html = page([.pictures([picture, picture]), .pictures([picture])])
    for id in 1...3 { #expect(html.components(of: "id=\"picture-\(id)-title\"") == 1) }
    #expect(html.components(of: "prefers-color-scheme:dark") == 1)
    #expect(html.components(of: "<style>") == 1)
  }

  @Test func columnsShowTheirDistribution() throws {
    let table = try Table(rows: [[1, 5], [2, 5], [.nan, 5]], columnNames: ["a", "b"])
    let strips = [0, 1].map { ColumnStrip(of: table, column: $0, role: "input") }
    #expect(strips.map(\.values) == ["1 to 2, mean 1.5", "always 5"])
    #expect(strips.map(\.missingCount) == [1, 0])
    #expect(strips[0].svg.components(of: "M") == 2 && strips[1].svg.components(of: "M") == 1)
    let wide = try Table(rows: [[Double](repeating: 1, count: 100)])
    let (columns, remark) = ReportPage.columns(of: wide, for: nil)
    #expect(columns.count == 40 && remark == "40 of 100 columns")
  }
}

extension String {
  /// How often `part` occurs.
  fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}
