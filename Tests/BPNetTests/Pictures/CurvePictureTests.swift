@testable import BPNet
import Testing

@testable import BPNetPictures

@Suite struct RankingCurveTests {
  private let ranking = ClassRanking(
    label: "yes", scores: [0.9, 0.8, 0.8, 0.3, 0.1], isPositive: [true, true, false, true, false])

  @Test func rocIsTheMetrics() {
    let metrics = Metrics.Classification(
      outputs: ranking.scores.flatMap { [1 - $0, $0] }, actual: ranking.isPositive.map { $0 ? 1 : 0 },
      classCount: 2)
    #expect(abs(ranking.roc.area - metrics.areaUnderROC) < 1e-12)
    #expect(abs(ranking.precisionRecall.average - metrics.averagePrecision) < 1e-12)
  }

  @Test func equalScoresArePredictedTogether() {
    let points = ranking.precisionRecall.points
    #expect(points.map(\.0) == [0, 1.0 / 3, 2.0 / 3, 1, 1])
    #expect(points.map(\.1) == [1, 1, 2.0 / 3, 0.75, 0.6])
  }

  @Test func aSingleClassIsAnError() {
    let outcomes = ClassOutcomes(probabilities: [0.5, 0.5], actual: [1], labels: ["a", "b"])
    #expect(throws: BPNetError.self) { try ClassRanking.all(of: outcomes, PictureRequest()) }
  }

  @Test func manyClassesHaveTheMostFrequentCurves() throws {
    let actual = (0..<100).map { $0 % 10 }
    let outcomes = ClassOutcomes(
      probabilities: actual.flatMap { own in (0..<10).map { $0 == own ? 0.7 : 0.1 } }, actual: actual,
      labels: (0..<10).map { "\($0)" })
    let (rankings, remark) = try ClassRanking.all(of: outcomes, PictureRequest())
    #expect(rankings.count == 6 && remark?.hasSuffix("the 6 most frequent of 10") == true)
    var request = PictureRequest()
    request.target = "7"
    #expect(try ClassRanking.all(of: outcomes, request).rankings.map(\.label) == ["7"])
  }
}

@Suite struct LabelCurveTests {
  /// Two targets: one with both of its labels, one with the first alone.
  private var request: PictureRequest {
    var request = PictureRequest()
    request.outcomes = Metrics.Outcomes(
      values: .labels(
        probabilities: [0.9, 0.2, 0.8, 0.1, 0.3, 0.4, 0.6, 0.1], actual: [1, 0, 1, 0, 0, 0, 0, 0],
        pairs: [["no", "yes"], ["0", "1"]], names: ["red", "blue"]), rows: [0, 1, 2, 3])
    return request
  }

  @Test func targetsWithBothLabelsHaveCurves() throws {
    for kind in [PictureKind.roc, .precisionRecall] {
      let texts = try PictureReader(kind.picture(of: request)).texts
      #expect(texts.contains("red=yes: 1.000") && texts.contains("each target's second label"), "\(texts)")
      #expect(!texts.contains { $0.hasPrefix("blue") })
    }
    var request = request
    request.target = "green"
    #expect(throws: BPNetError.self) { try PictureKind.roc.picture(of: request) }
  }

  @Test func calibrationIsOfAllTargetsOrOne() throws {
    let all = try PictureReader(PictureKind.calibration.picture(of: request))
    #expect(all.texts.contains("probability of each target's second label"))
    var request = request
    request.target = "blue"
    let one = try PictureReader(PictureKind.calibration.picture(of: request))
    #expect(one.texts.contains("probability of blue=1"))
  }

  @Test func numbersTakeNoCurves() {
    var request = PictureRequest()
    request.outcomes = Metrics.Outcomes(
      values: .values(predicted: [1], actual: [1], names: ["y"]), rows: [0])
    for kind in [PictureKind.roc, .precisionRecall, .calibration] {
      #expect(throws: BPNetError.self) { try kind.picture(of: request) }
    }
  }
}

@Suite struct FurtherPictureTests {
  @Test func calibrationCountsBins() throws {
    let reader = try PictureReader(
      .calibration(
        probabilities: [0.05, 0.05, 0.95, 1, .nan], isTrue: [false, true, true, true, true], event: "x"))
    #expect(reader.all("rect").count == 1 + 2)
    #expect(Histogram([0, 0.5, 1, .nan, 2], from: 0, to: 1, count: 2).counts == [1, 2])
  }

  @Test func residualsAreTrueMinusPredicted() throws {
    let reader = try PictureReader(.residuals([1, 2, 3], actual: [2, 3, 4], target: "y"))
    #expect(reader.texts.contains("mean 1, standard deviation 0"))
    let other = try PictureReader(.predicted([1, 2, 3], actual: [1, 2, 3], target: "y"))
    #expect(other.texts.contains("R² 1, RMSE 0"))
  }

  @Test func forecastsShowTheEndOfALongSeries() throws {
    let series = (0..<1000).map { (row: $0, value: Double($0 % 12)) }
    let reader = try PictureReader(
      .forecast(series: series, predicted: series, continuation: [(1000, 4), (1001, 5)], name: "s"))
    #expect(reader.texts.contains("the last 240 of 1,000 rows") && reader.texts.contains("continued 2 rows"))
    #expect(reader.all("path", class: "line-2").count == 1)
    for empty in [[], series.prefix(1).map { $0 }] {
      #expect(
        try !PictureReader(.forecast(series: empty, predicted: [], continuation: [], name: "s")).texts.isEmpty
      )
    }
  }

  @Test func weightsAreImagesOrATable() throws {
    let rows = (0..<50).map { row in (0..<16).map { Double($0 - row) } }
    let images = try PictureReader(.weights(rows, shape: (4, 4), inputs: (0..<16).map { "p\($0)" }))
    #expect(images.texts.contains("the 36 of 50 neurons with the largest weights"))
    #expect(images.all("rect", class: "signed-8").count == 36 + 1)
    let table = try PictureReader(.weights([[1, -1, 0]], inputs: ["a", "b", "c"]))
    #expect(table.all("rect", class: "signed-16").count == 1 + 1 && table.texts.contains("c"))
    #expect(try !PictureReader(.weights([[.nan, 0]], inputs: ["a", "b"])).texts.isEmpty)
  }

  @Test func everyActivationHasACurve() throws {
    let all = try Activation.names.map { try Activation(parsing: $0) }
    let reader = try PictureReader(try .activations(all))
    for name in Activation.names where name != "softmax" { #expect(reader.texts.contains(name), "\(name)") }
    #expect(reader.all("path", class: "line-0").count == Activation.names.count - 1)
    #expect(throws: BPNetError.self) { try Picture.activations([.softmax]) }
  }

  @Test func networksHaveLinesAsWideAsWeights() throws {
    let reader = try PictureReader(
      .network(
        weights: [[[4, -2], [0.001, 1]]], activations: [.tanh], inputs: ["a", "b"], outputs: ["u", "v"]))
    let widths = reader.all("line", class: "line-0").compactMap { $0.attributes["stroke-width"] }
    #expect(widths == ["2", "1.2", "4"])
    #expect(reader.all("line", class: "line-1").allSatisfy { $0.attributes["stroke-dasharray"] == "5 2" })
    #expect(reader.all("circle").count == 4 && reader.texts.contains("u"))
    let wide = (0..<300).map { _ in [Double](repeating: 1, count: 200) }
    let large = try PictureReader(.network(weights: [wide], activations: [.relu]))
    #expect(large.all("circle").count == 2 * 12 && large.texts.contains("300"))
  }

  @Test func trialsStandByTheirRank() throws {
    var request = PictureRequest()
    request.lines = """
      {"trial":1,"options":{"hidden":"4"},"mean":{"log_loss":0.5},"sd":{"log_loss":0.1}}
      {"trial":2,"options":{"hidden":"8"},"mean":{"log_loss":0.2},"sd":{"log_loss":0.1}}
      {"trials":2,"rank_by":"log_loss","ranking":[2,1],"refused":[]}
      """
    let reader = try PictureReader(try PictureKind.search.picture(of: request))
    #expect(reader.texts.filter { ["hidden", "8", "4"].contains($0) } == ["hidden", "8", "4"])
    for lines in ["x", "{\"trial\":1}", ""] {
      request.lines = lines
      #expect(throws: BPNetError.self) { try PictureKind.search.picture(of: request) }
    }
  }

  /// The values of the options that vary are all to be read, beside the names of these options.
  @Test func trialsShowWhatDistinguishesThem() throws {
    let trials = [("tanh", "8", "0.001"), ("relu", "8", "0.01"), ("relu", "8", "0.001")].enumerated().map {
      (choices: [$1.0, $1.1, $1.2], value: Double($0), deviation: Double?.none)
    }
    let options = ["activation", "hidden", "learning-rate"]
    let reader = try PictureReader(.ranking(trials, options: options, metric: "loss"))
    #expect(
      reader.texts.filter { text in (options + ["tanh", "relu", "8", "0.001", "0.01"]).contains(text) }
        == ["activation", "tanh", "relu", "relu", "learning-rate", "0.001", "0.01", "0.001"])
    let single = try PictureReader(.ranking([trials[0]], options: options, metric: "loss"))
    #expect(Set(options + ["tanh", "8", "0.001"]).isSubset(of: single.texts))
    let many = (1...12).map { "some-option-\($0)" }
    let wide = Picture.ranking(
      [1, 2].map { number in (many.map { "\($0)-\(number)" }, Double(number), nil) }, options: many,
      metric: "r2")
    #expect(wide.width > 1200 && wide.width < 1700)
  }

  @Test func logsAreLosses() throws {
    var request = PictureRequest()
    request.lines =
      "{\"epoch\":1,\"train_loss\":0.5}\n{\"epoch\":2,\"train_loss\":0.4,\"validation_loss\":0.45}\n"
    let picture = try PictureKind.loss.picture(of: request)
    #expect(picture.summary.hasPrefix("Training loss from 0.5 to 0.4 over epochs 1 to 2"))
    request.lines = "{\"epochs\":1}"
    #expect(throws: BPNetError.self) { try PictureKind.loss.picture(of: request) }
  }
}
