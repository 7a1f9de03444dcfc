import BPNet
import Testing

@testable import BPNetPictures

@Suite struct PictureTests {
  @Test func picturesDescribeThemselves() throws {
    let picture = Picture.loss(history([1, 0.5, 0.4], [1, 0.6, 0.7]))
    let reader = try PictureReader(picture)
    let root = try #require(reader.elements.first)
    #expect(root.attributes["role"] == "img")
    #expect(root.attributes["aria-labelledby"] == "picture-title picture-desc")
    #expect(reader.all("title").map(\.text) == ["Loss"])
    #expect(
      reader.all("desc").map(\.text) == [
        "Training loss from 1 to 0.4 over epochs 1 to 3, validation loss 0.7 at the end, best epoch 2."
      ])
    #expect(picture.svg.contains("prefers-color-scheme:dark"))
    #expect(picture.svg == Picture.loss(history([1, 0.5, 0.4], [1, 0.6, 0.7])).svg)
  }

  @Test func seriesDifferWithoutColours() throws {
    let reader = try PictureReader(.loss(history([1, 0.5], [1, 0.6])))
    #expect(reader.all("path", class: "line-0").allSatisfy { $0.attributes["stroke-dasharray"] == nil })
    #expect(reader.all("path", class: "line-1").allSatisfy { $0.attributes["stroke-dasharray"] != nil })
    let markers = Set((0..<36).map { "\(Marker(series: $0)) \($0 % Palette.seriesCount)" })
    #expect(markers.count == 36)
  }

  @Test func lossesThatAreNoNumbersAreGaps() throws {
    let losses = TrainingHistory(losses: [(1, 1, nil), (2, .nan, nil), (3, .infinity, 0.5), (4, 0.4, nil)])
    let reader = try PictureReader(.loss(losses))
    #expect(reader.all("path", class: "line-0").count == 1)
    #expect(Canvas.pathData([Point(0, 0), nil, Point(1, 1), Point(2, 2)]) == "M0 0h.1M1 1L2 2")
    #expect(Canvas.pathData([nil, nil]) == "")
  }

  @Test func oneEpochIsAPoint() throws {
    let reader = try PictureReader(.loss(history([0.3], [0.4])))
    #expect(reader.all("path", class: "fill-0").count == 1 && reader.all("path", class: "fill-1").count == 2)
  }

  @Test func textsAreEscapedAndShortened() throws {
    #expect(PictureText.escaped("a<b>&\"\u{7}\u{202E}c\n") == "a&lt;b&gt;&amp;&quot;\u{FFFD}c ")
    #expect(PictureText.fitted("species", width: 100, size: 12) == "species")
    let short = PictureText.fitted(String(repeating: "length ", count: 9000), width: 100, size: 12)
    #expect(short.hasPrefix("length len…gth") && PictureText.width(short, size: 12) <= 100)
    #expect(PictureText.fitted("measurement 10", width: 80, size: 11) == "measure…t 10")
    // Names of several code points a letter stay whole, and those from right to left have the mark within.
    #expect(PictureText.fitted("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", width: 60, size: 12).first == "👩‍👩‍👧‍👦")
    let arabic = PictureText.fitted("مساحة المنزل بالمتر المربع", width: 90, size: 12)
    #expect(arabic.contains("…") && arabic.last != "…" && arabic.first == "م")
    let name = "<script>alert(1)</script>" + String(repeating: "漢字", count: 200)
    let picture = Picture.fit(points: [(0, 0), (1, 1)], curve: [(0, 0), (1, 1)], input: name, target: "y")
    let reader = try PictureReader(picture)
    #expect(reader.all("script").isEmpty)
    #expect(reader.texts.allSatisfy { $0.unicodeScalars.count < 70 })
  }

  @Test func numbersAreRound() {
    #expect(
      [0.0, 1, -0.5, 1234.5678, -65_432, 1e-9, 2.5e12, .nan, -.infinity].map { PictureText.number($0) }
        == ["0", "1", "−0.5", "1235", "−65,432", "1×10⁻⁹", "2.5×10¹²", "–", "−∞"])
    #expect([0.04, -0.04, 12.34, 1e9, .nan].map(Canvas.coordinate) == ["0", "0", "12.3", "0", "0"])
  }

  @Test func manyPointsAreThinned() throws {
    let points = (0..<50_000).map { (Double($0), Double($0 % 7)) }
    let reader = try PictureReader(
      .fit(points: points, curve: [(0, 0), (50_000, 6)], input: "x", target: "y"))
    #expect(reader.texts.contains("1,500 of 50,000 points drawn"))
    let line = (0..<10_000).map { Optional(Point(Double($0), $0 == 777 ? 99 : 0)) }
    let thinned = Thinning.line(line)
    #expect(thinned.count <= Thinning.lineCount && thinned.contains(Point(777, 99)))
    #expect(thinned.first == Point(0, 0) && thinned.last == Point(9999, 0))
  }

  /// The rim of a point hides no other: points that touch are in paths of their own.
  @Test func pointsThatTouchLieOnEachOther() throws {
    var canvas = Canvas()
    canvas.markers([Point(10, 10), Point(12, 10), Point(40, 10), Point(10, 10)], series: 0, radius: 3)
    let paths = canvas.content.split(separator: "\n")
    #expect(paths.map { String($0).count(of: "M") } == [2, 1])
  }

  @Test func valuesBehindNamesAreNeverCut() throws {
    let name = String(repeating: "long ", count: 40)
    let reader = try PictureReader(
      .curves(
        [(name, 0.5, [(0, 0), (1, 1)]), ("b", 0.25, [])], title: "t", caption: nil, titles: ("x", "y"),
        hasDiagonal: false))
    let shown = try #require(reader.texts.first { $0.hasSuffix(": 0.500") })
    #expect(shown.hasPrefix("long long") && shown.contains("…"))
    #expect(reader.texts.contains("b: 0.250"))
  }

  @Test func valuesThatAreTheSameHaveAPicture() throws {
    for points in [[(2.0, 3.0)], [(2, 3), (2, 3)], [(.nan, 1), (.infinity, 2)], []] {
      let reader = try PictureReader(.fit(points: points, curve: points, input: "x", target: "y"))
      #expect(!reader.texts.isEmpty)
    }
  }
}

@Suite struct ClassPictureTests {
  @Test func confusionHasAFieldForEachPair() throws {
    let matrix = Metrics.ConfusionMatrix(predicted: [0, 1, 1, 1], actual: [0, 0, 1, 1], classCount: 2)
    let reader = try PictureReader(.confusion(matrix, labels: ["a", "b"]))
    #expect(reader.all("rect").count == 1 + 4)
    #expect(reader.texts.contains("75 % of 4 samples correct; shaded by share of the row"))
    #expect(reader.all("desc")[0].text.hasSuffix("The most frequent error is a predicted as b, 1 time."))
  }

  @Test func countsHaveOneSize() throws {
    let actual = (0..<15).flatMap { [Int](repeating: $0, count: 20) } + [0]
    let predicted = actual.dropLast() + [1]
    let matrix = Metrics.ConfusionMatrix(predicted: Array(predicted), actual: actual, classCount: 15)
    let reader = try PictureReader(.confusion(matrix, labels: (0..<15).map { "\($0)c" }))
    let counts = reader.all("text").filter { $0.text == "20" || $0.text == "1" }
    #expect(counts.count == 16 && Set(counts.map { $0.attributes["font-size"] }).count == 1)
  }

  /// Each number has room in its cell, in letters that can be read: those of merged classes, too.
  @Test(arguments: [30, 3_000, 300_000]) func allCountsAreShown(rowCount: Int) throws {
    let actual = (0..<rowCount).map { $0 % 50 }
    let matrix = Metrics.ConfusionMatrix(predicted: actual, actual: actual, classCount: 50)
    let reader = try PictureReader(.confusion(matrix, labels: (0..<50).map { "class \($0)" }))
    let merged = matrix.counts.indices.dropFirst(19).reduce(0) { $0 + matrix.support(of: $1) }
    let text = NumberText.grouped(merged)
    let size = reader.all("text").first { $0.text == text }?.attributes["font-size"].flatMap(Double.init)
    #expect(try #require(size) >= 7)
    let width = try #require(reader.all("svg")[0].attributes["width"].flatMap(Double.init))
    #expect(width <= 800)
    #expect(reader.all("rect").allSatisfy { Double($0.attributes["x"] ?? "") ?? 0 < width })
  }

  @Test func labelsBelowTheMatrixHaveRoomAboveItsTitle() throws {
    let labels = ["a label that goes on and on", "another one that does so", "c"]
    let matrix = Metrics.ConfusionMatrix(predicted: [0, 1, 2], actual: [0, 1, 2], classCount: 3)
    let texts = try PictureReader(.confusion(matrix, labels: labels)).all("text")
    let title = try #require(texts.first { $0.text == "predicted" }?.attributes["y"].flatMap(Double.init))
    let turned = texts.filter { $0.attributes["transform"] != nil && $0.text != "true" }
    #expect(turned.count == 3)
    // They end at their anchor, are at most 80 long, and the title's letters are 12 high.
    for label in turned { #expect(Double(label.attributes["y"] ?? "") ?? .infinity <= title - 12 - 80) }
  }

  @Test func manyClassesAreMerged() throws {
    let actual = (0..<3000).map { $0 % 100 }
    let matrix = Metrics.ConfusionMatrix(predicted: actual, actual: actual, classCount: 100)
    let reader = try PictureReader(.confusion(matrix, labels: (0..<100).map { "class \($0)" }))
    #expect(reader.all("rect").count == 1 + 20 * 20)
    #expect(reader.texts.filter { $0 == "81 others" }.count == 2)
  }

  /// Of classes that are taken together, one that is predicted as another is not correct.
  @Test func errorsAmongMergedClassesAreErrors() throws {
    let actual = (0..<3000).map { $0 % 100 }
    let predicted = actual.map { $0 < 50 ? $0 : 149 - $0 }
    let matrix = Metrics.ConfusionMatrix(predicted: predicted, actual: actual, classCount: 100)
    let reader = try PictureReader(.confusion(matrix, labels: (0..<100).map { "class \($0)" }))
    #expect(reader.texts.contains("50 % of 3,000 samples correct; shaded by share of the row"))
    #expect(reader.all("desc")[0].text.hasPrefix("Of 3,000 samples 1,500 are predicted correctly (50 %)."))
  }

  @Test func boundariesFollowTheProbabilities() throws {
    let points = [[0.0, 0.0], [1.0, 1.0], [0.9, 0.1]]
    let two = try PictureReader(
      try Picture.boundary(points: points, classes: [0, 1, 1], labels: ["no", "yes"], inputs: ["a", "b"]) {
        $0.flatMap { [1 - $0[0], $0[0]] }
      })
    #expect(two.all("path", class: "ink-line").count == 1)
    #expect(two.all("path").filter { $0.attributes["class"]?.hasPrefix("band-") == true }.count == 7)
    #expect(two.texts.prefix(3) == ["Classes over a and b", "no", "yes"])
    let three = try PictureReader(
      try Picture.boundary(
        points: points, classes: [0, 1, 2], labels: ["u", "v", "w"], inputs: ["a", "b"]
      ) { $0.flatMap { [$0[0], $0[1], 0.4] } })
    #expect(three.all("path").filter { $0.attributes["class"]?.hasPrefix("tint-") == true }.count == 3)
  }

  @Test func regionsAreInterpolated() {
    let grid = ValueGrid(count: 1, area: Rectangle(0, 0, 10, 10), values: [0, 1, 0, 1])
    #expect(grid.region(atLeast: 0.5) == "M5 0h5v10h-5Z")
    #expect(grid.contour(at: 0.5) == "M5 10L5 0")
    #expect(grid.region(atLeast: 0) == "M0 0h10v10h-10Z" && grid.region(atLeast: 2) == "")
  }

  /// Cells that belong to a region together have one outline, with the points that it needs.
  @Test func outlinesOfRegionsAreShort() {
    let count = 8
    let nodes = (0...count).flatMap { row in (0...count).map { (row: Double(row), column: Double($0)) } }
    let area = Rectangle(0, 0, 80, 80)
    let slope = ValueGrid(count: count, area: area, values: nodes.map { $0.column })
    #expect(slope.region(atLeast: 2.5) == "M25 0h55v80h-55Z" && slope.contour(at: 2.5) == "M25 80L25 0")
    // A disc inside, and all but the disc, which has an outline for the hole.
    let distances = nodes.map {
      (($0.row - 4) * ($0.row - 4) + ($0.column - 4) * ($0.column - 4)).squareRoot()
    }
    let disc = ValueGrid(count: count, area: area, values: distances.map { -$0 })
    #expect(disc.region(atLeast: -2.5).count(of: "M") == 1 && disc.contour(at: -2.5).count(of: "M") == 1)
    let hole = ValueGrid(count: count, area: area, values: distances)
    #expect(hole.region(atLeast: 2.5).count(of: "M") == 2 && hole.region(atLeast: 2.5).hasPrefix("M0 0h80"))
    // Two opposite corners of a cell.
    let saddle = ValueGrid(count: 1, area: Rectangle(0, 0, 10, 10), values: [1, 0, 0, 1])
    #expect(saddle.region(atLeast: 0.5) == "M0 0h5l5 5v5h-5l-5-5Z")
  }

  @Test func linesAreSimplifiedWithinTheirTolerance() {
    let curve = (0...1000).map { Point(Double($0) / 10, 20 * Double($0 % 500 - 250).magnitude.squareRoot()) }
    let short = Polyline.simplified(curve, tolerance: 0.2)
    #expect(short.count < 200 && short.first == curve.first && short.last == curve.last)
    for point in curve {
      let index = short.lastIndex { $0.x <= point.x } ?? 0
      let (a, b) = (short[index], short[min(index + 1, short.count - 1)])
      let height = a.y + (b.x == a.x ? 0 : (b.y - a.y) * (point.x - a.x) / (b.x - a.x))
      // The distance across the line is less than the one straight up.
      let slope = b.x == a.x ? 0 : (b.y - a.y) / (b.x - a.x)
      #expect((point.y - height).magnitude / (1 + slope * slope).squareRoot() <= 0.2 + 1e-9)
    }
    let square = [Point(0, 0), Point(5, 0), Point(9, 0), Point(9, 9), Point(0, 9), Point(0, 0)]
    #expect(Polyline.simplified(square, tolerance: 0.1) == square.filter { $0 != Point(5, 0) })
    for few in [[], [Point(1, 1)], [Point(1, 1), Point(1, 1)]] {
      #expect(Polyline.simplified(few, tolerance: 1) == few)
    }
  }

  @Test func sheetsHoldTheirPictures() throws {
    let one = Picture.loss(history([1, 0.5]))
    let sheet = Picture.sheet([one, one, one], title: "Three", columns: 2)
    #expect(sheet.width == 2 * one.width && sheet.height == 44 + 2 * one.height)
    #expect(try PictureReader(sheet).texts.filter { $0 == "Loss" }.count == 3)
  }
}

extension String {
  /// How often `part` occurs.
  fileprivate func count(of part: String) -> Int { ranges(of: part).count }
}
