extension Schedule {
  /// The learning rate is multiplied by `increase` after each epoch in which the training loss falls.
  ///
  /// An epoch after which the loss is more than `limit` times what it was before is undone, the optimiser's
  /// states are reset, and the learning rate is multiplied by `decrease`. As MATLAB's `traingdx`, where an
  /// epoch is one step over all samples. Measuring the training loss after each epoch costs a forward pass
  /// over the data.
  ///
  /// - Precondition: increase ≥ 1, 0 < decrease < 1, limit ≥ 1, all finite.
  public static func adaptive(increase: Double = 1.05, decrease: Double = 0.7, limit: Double = 1.04)
    -> Schedule
  {
    precondition(
      increase >= 1 && decrease > 0 && decrease < 1 && limit >= 1, "increase, limit >= 1 > decrease > 0")
    precondition(increase.isFinite && limit.isFinite, "increase and limit are finite")
    return Schedule(AdaptiveSchedule(increase: increase, decrease: decrease, limit: limit))
  }

  static let adaptiveEntry = Entry(
    name: "adaptive",
    numbers: "INCREASE,DECREASE,LIMIT, 1 <= INCREASE [1.05], 0 < DECREASE < 1 [0.7], 1 <= LIMIT [1.04]"
  ) { numbers in
    guard numbers.count <= 3 else { return nil }
    let values = numbers + [1.05, 0.7, 1.04].dropFirst(numbers.count)
    guard values[0] >= 1, values[1] > 0, values[1] < 1, values[2] >= 1 else { return nil }
    return .adaptive(increase: values[0], decrease: values[1], limit: values[2])
  }
}

private struct AdaptiveSchedule: ScheduleRule {
  let name = "adaptive"
  let increase: Double
  let decrease: Double
  let limit: Double
  let needsTrainingLoss = true
  var arguments: [Double] { [increase, decrease, limit] }

  func makeProgress() -> any ScheduleProgress { Progress(rule: self) }

  private struct Progress: ScheduleProgress {
    let rule: AdaptiveSchedule
    private var current = 1.0
    private var last = Double.infinity

    init(rule: AdaptiveSchedule) {
      self.rule = rule
    }

    func factor(epoch: Int) -> Double { current }

    mutating func begin(trainingLoss: Double) { last = trainingLoss }

    mutating func finishEpoch(_ losses: EpochLosses) -> Bool {
      guard let loss = losses.training else { return false }
      // Ratios of negative losses mean nothing, so the rise is compared with the magnitude.
      let isTooLarge = !loss.isFinite || loss > last + (rule.limit - 1) * last.magnitude
      if isTooLarge {
        current *= rule.decrease
        return true
      }
      if loss < last { current *= rule.increase }
      last = loss
      return false
    }

    var state: [Double] { [current, last] }

    mutating func restore(_ state: [Double]) -> Bool {
      guard state.count == 2, state[0] > 0, state[0].isFinite, !state[1].isNaN else { return false }
      (current, last) = (state[0], state[1])
      return true
    }
  }
}
