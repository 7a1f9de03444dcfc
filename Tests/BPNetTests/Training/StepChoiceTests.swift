import Testing

@testable import BPNet

/// The choice among ways to take a step, with a clock of the test's own.
@Suite struct StepChoiceTests {
  /// Takes steps for `seconds`, each as long as its way takes at the time.
  ///
  /// - Returns: the number of steps in each way.
  private func takeSteps(
    _ choice: inout StepChoice, from time: inout Double, seconds: Double, _ duration: (Int) -> Double
  ) -> [Int: Int] {
    var counts: [Int: Int] = [:]
    let end = time + seconds
    while time < end {
      counts[choice.current, default: 0] += 1
      time += duration(choice.current)
      choice.finishStep(at: time)
    }
    return counts
  }

  @Test(arguments: [0, 1, 2]) func theFastestWayIsChosen(fastest: Int) {
    var choice = StepChoice(among: 3)
    var time = 100.0
    #expect(choice.current == 0)
    let counts = takeSteps(&choice, from: &time, seconds: 1) { $0 == fastest ? 20e-6 : 25e-6 }
    #expect(choice.current == fastest)
    // Nine trials of half a millisecond, a third of them in the fastest way.
    #expect(counts.filter { $0.key != fastest }.values.reduce(0, +) < 200)
  }

  @Test func disturbedTrialsDoNotDecide() {
    var choice = StepChoice(among: 2)
    var time = 0.0
    var number = 0
    _ = takeSteps(&choice, from: &time, seconds: 0.5) { way in
      number += 1
      // Every third of the first hundred steps is held up.
      return (way == 1 ? 20e-6 : 22e-6) + (number < 100 && number % 3 == 0 ? 60e-6 : 0)
    }
    #expect(choice.current == 1)
  }

  @Test func aChangeIsNoticed() {
    var choice = StepChoice(among: 2)
    var time = 0.0
    _ = takeSteps(&choice, from: &time, seconds: 1) { $0 == 1 ? 30e-6 : 40e-6 }
    #expect(choice.current == 1)
    _ = takeSteps(&choice, from: &time, seconds: StepChoice.settledSeconds + 1) { $0 == 1 ? 90e-6 : 40e-6 }
    #expect(choice.current == 0)
  }

  /// A step may be longer than a trial; then series are further apart.
  @Test func longStepsAreTriedSeldom() {
    var choice = StepChoice(among: 2)
    var time = 0.0
    let counts = takeSteps(&choice, from: &time, seconds: 1000) { $0 == 1 ? 1.0 : 2.0 }
    #expect(choice.current == 1)
    #expect(counts[0, default: 0] <= 24)
  }

  /// Each trial of the faster way is interrupted, by something that takes much longer than the steps.
  @Test func pausesAreNotCounted() {
    var choice = StepChoice(among: 2)
    var (time, way, stepCount) = (0.0, 0, 0)
    for _ in 0..<2000 {
      if choice.current != way { (way, stepCount) = (choice.current, 0) }
      stepCount += 1
      time += way == 1 ? 20e-6 : 22e-6
      choice.finishStep(at: time)
      guard way == 1, stepCount == 5 else { continue }
      time += 10e-3
      choice.interrupt()
    }
    #expect(choice.current == 1)
  }

  @Test func aSingleWayIsNoChoice() {
    #expect(!StepChoice(among: 1).isOpen)
    #expect(StepChoice(among: 2).isOpen)
  }
}
