import BPNet
import Foundation
import Testing

@testable import CommandSupport

@Suite struct ProgressReporterTests {
  /// What a reporter in `mode` writes about 100 epochs of `secondsAnEpoch` each.
  private func output(
    mode: ProgressMode, secondsAnEpoch: Double, firstEpoch: Int = 1, timeLimit: Double? = nil,
    note: String? = nil
  ) throws -> String {
    let folder = try TemporaryFolder()
    let descriptor = open(folder.path("out"), O_CREAT | O_WRONLY, 0o600)
    defer { close(descriptor) }
    var time = 0.0
    let reporter = ProgressReporter(
      mode: mode, terminal: Terminal(descriptor: descriptor), timeLimit: timeLimit, now: { time })
    for epoch in firstEpoch...100 {
      time += secondsAnEpoch
      reporter.report(sampleProgress(epoch))
      if epoch == 50, let note { reporter.note(note) }
    }
    reporter.finish()
    return try folder.read("out")
  }

  @Test func plainLinesComeEveryFiveSeconds() throws {
    let lines = try output(mode: .plain, secondsAnEpoch: 0.5).split(separator: "\n")
    #expect(lines.count == 10)
    #expect(
      lines[0] == "epoch  10/100  loss 0.1000  validation 0.5000  12,346 samples/s  5 s elapsed  45 s left")
    #expect(
      lines[9] == "epoch 100/100  loss 0.01000  validation 0.5000  12,346 samples/s  50 s elapsed")
  }

  /// Epochs before a checkpoint took no time of this run.
  @Test func theTimeLeftOfAResumedRunIsThatOfItsOwnEpochs() throws {
    let lines = try output(mode: .plain, secondsAnEpoch: 5, firstEpoch: 91).split(separator: "\n")
    #expect(lines[0].hasSuffix("5 s elapsed  45 s left"))
  }

  @Test func theTimeLimitEndsTheTimeLeft() throws {
    let lines = try output(mode: .plain, secondsAnEpoch: 0.5, timeLimit: 20).split(separator: "\n")
    #expect(lines[0].hasSuffix("5 s elapsed  15 s left"))
  }

  @Test func fastTrainingIsOneLine() throws {
    let lines = try output(mode: .auto, secondsAnEpoch: 0.001).split(separator: "\n")
    #expect(
      lines == ["epoch 100/100  loss 0.01000  validation 0.5000  12,346 samples/s  0 s elapsed"])
  }

  @Test func theLiveLineIsRedrawnTenTimesASecond() throws {
    let text = try output(mode: .bar, secondsAnEpoch: 0.03125)
    #expect(text.split(separator: "\r").count == 25)
    #expect(text.hasSuffix("\n"))
    #expect(text.filter { $0 == "\n" }.count == 1)
    #expect(text.contains("\r\u{1B}[Jepoch  96/100  ["))
  }

  @Test func notesDoNotTearTheLiveLine() throws {
    let text = try output(mode: .bar, secondsAnEpoch: 0.5, note: "checkpoint written")
    #expect(text.contains("\r\u{1B}[Jcheckpoint written\n\r\u{1B}[Jepoch"))
  }

  @Test func noneIsSilent() throws {
    #expect(try output(mode: .none, secondsAnEpoch: 10, note: "x").isEmpty)
  }

  /// Half a per cent of the time: the first measurement is free, the next waits until it was cheap.
  @Test func figuresAreMeasuredWithinTheirShareOfTheTime() throws {
    let folder = try TemporaryFolder()
    let descriptor = open(folder.path("out"), O_CREAT | O_WRONLY, 0o600)
    defer { close(descriptor) }
    var (time, measured) = (0.0, [Double]())
    let reporter = ProgressReporter(mode: .bar, terminal: Terminal(descriptor: descriptor), now: { time })
    for epoch in 1...100 {
      time += 1
      reporter.report(sampleProgress(epoch)) {
        measured.append(time)
        time += 0.125
        return .init(name: "accuracy", value: 0.9731)
      }
    }
    reporter.finish()
    #expect(measured.count == 5)
    #expect(measured[1] - measured[0] >= 24)
    #expect(try folder.read("out").contains("accuracy 0.973"))
  }
}

extension ProgressReporterTests {
  /// The last line stays on the screen.
  @Test func theLastLineHasNoFigureOfAnEarlierEpoch() throws {
    for (between, hasFigure) in [(0.01, false), (1, true)] {
      let folder = try TemporaryFolder()
      let descriptor = open(folder.path("out"), O_CREAT | O_WRONLY, 0o600)
      defer { close(descriptor) }
      var time = 0.0
      let reporter = ProgressReporter(
        mode: .bar, terminal: Terminal(descriptor: descriptor), columns: { 120 }, now: { time })
      for epoch in 1...2 {
        time += epoch == 1 ? 1 : between
        reporter.report(sampleProgress(epoch)) { .init(name: "accuracy", value: 0.9731) }
      }
      reporter.finish()
      let lines = try folder.read("out").split(separator: "\u{1B}[J")
      #expect(lines[1].contains("accuracy") && lines[lines.count - 1].contains("accuracy") == hasFigure)
    }
  }
}

private func sampleProgress(_ epoch: Int) -> TrainingProgress {
  TrainingProgress(
    epoch: epoch, totalEpochs: 100, trainingLoss: 1 / Double(epoch), validationLoss: 0.5,
    samplesPerSecond: 12345.6)
}

@Suite struct ProgressLineTests {
  private static let progress: TrainingProgress = {
    var progress = TrainingProgress(
      epoch: 37, totalEpochs: 100, trainingLoss: 0.012345, validationLoss: 0.015018,
      samplesPerSecond: 1_640_645)
    progress.figure = .init(name: "accuracy", value: 0.97312)
    return progress
  }()

  @Test(arguments: [
    (
      119,
      "epoch  37/100  [====>        ]  loss 0.01235  val 0.01502  accuracy 0.973  1,640,645 samples/s  "
        + "1:03 elapsed  1:47 left"
    ),
    (77, "epoch  37/100  [==>   ]  loss 0.01235  val 0.01502  accuracy 0.973  1:47 left"),
    (59, "epoch  37/100  loss 0.01235  val 0.01502  1:47 left"),
    (37, " 37/100  loss 0.01235  1:47 left"),
    (12, " 37/100"), (6, ""),
  ]) func fieldsAreWholeOrLeftOut(width: Int, expected: String) {
    let line = ProgressLine(Self.progress, elapsed: 63, secondsLeft: 107, isLive: true)
    #expect(line.text(width: width) == expected)
  }

  @Test func noLineIsLongerThanTheWindow() {
    let line = ProgressLine(Self.progress, elapsed: 63, secondsLeft: 107, isLive: true)
    let whole = Set(line.plain.split(separator: " "))
    for width in 1...140 {
      let text = line.text(width: width)
      #expect(text.count <= width)
      let words = text.split(separator: " ").filter { $0.allSatisfy { !"[=>]".contains($0) } }
      #expect(words.allSatisfy { whole.contains($0) }, "\(text)")
    }
  }

  @Test func runsHaveABarAndTheTimeLeft() {
    let line = ProgressLine(
      WorkProgress(name: "folds", done: 2, total: 5, running: 2, secondsLeft: 34), isLive: true)
    #expect(line.text(width: 79) == "folds 2/5  [========>           ]  2 running  34 s left")
    #expect(line.text(width: 39) == "folds 2/5  [======>        ]  34 s left")
    #expect(line.text(width: 22) == "folds 2/5  34 s left")
  }

  @Test(arguments: [
    (0.2, "0 s"), (59.4, "59 s"), (59.6, "1:00"), (187, "3:07"), (3599.7, "1:00:00"), (7507, "2:05:07"),
    (.infinity, "inf s"),
  ]) func times(seconds: Double, expected: String) {
    #expect(ProgressLine.time(seconds) == expected)
  }
}

/// The live line shares the state of whether it is open with all messages, so these tests go one by one.
@Suite(.serialized) struct LiveLineTests {
  private let folder: TemporaryFolder
  private let path: String
  private let descriptor: Int32

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("out")
    descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
  }

  @Test func theLineFollowsTheWindow() throws {
    defer { close(descriptor) }
    var (time, columns) = (0.0, 0)
    let reporter = ProgressReporter(
      mode: .bar, terminal: Terminal(descriptor: descriptor), columns: { columns }, now: { time })
    func drawn(_ width: Int) throws -> String {
      let before = try folder.read("out").count
      columns = width
      time += 1
      reporter.report(sampleProgress(Int(time)))
      return String(try folder.read("out").dropFirst(before))
    }
    let wide = try drawn(120)
    #expect(wide.hasPrefix("\r\u{1B}[Jepoch   1/100  [") && wide.contains("samples/s"))
    // The old line takes two rows now, and both are erased.
    let narrow = try drawn(60)
    #expect(narrow.hasPrefix("\u{1B}[1A\r\u{1B}[Jepoch   2/100  loss") && narrow.hasSuffix(" left"))
    #expect(try drawn(40).hasSuffix("  3/100  loss 0.3333   1:37 left"))
    #expect(try drawn(120).hasPrefix("\r\u{1B}[Jepoch   4/100  ["))
    reporter.finish()
    #expect(try folder.read("out").hasSuffix(" left\n"))
  }

  @Test func messagesTakeThePlaceOfTheLine() throws {
    defer { close(descriptor) }
    let terminal = Terminal(descriptor: descriptor)
    var time = 0.0
    let reporter = ProgressReporter(mode: .bar, terminal: terminal, now: { time })
    time = 1
    reporter.report(sampleProgress(1))
    Diagnostics(terminal: terminal).note("a checkpoint could not be written")
    time = 2
    reporter.report(sampleProgress(2))
    reporter.finish()
    #expect(
      try folder.read("out").contains("left\r\u{1B}[Ja checkpoint could not be written\n\r\u{1B}[Jepoch"))
  }
}
