extension Schedule {
  /// The learning rate is multiplied by `factor` when the loss has not fallen for more than `patience`
  /// epochs.
  ///
  /// The loss is the validation loss if there are validation data, else the epoch's training loss, each
  /// batch's measured before its step; stopping rules make no difference. It has fallen when it is below the
  /// lowest so far by more than 10⁻⁴ of that one's magnitude. As PyTorch's `ReduceLROnPlateau`.
  ///
  /// - Precondition: 1 ≤ patience ≤ 2⁵³, 0 < factor < 1.
  public static func plateau(patience: Int = 10, factor: Double = 0.1) -> Schedule {
    precondition(
      isWritable(patience) && factor > 0 && factor < 1, "patience >= 1, 0 < factor < 1")
    return Schedule(PlateauSchedule(patience: patience, factor: factor))
  }

  static let plateauEntry = Entry(
    name: "plateau", numbers: "PATIENCE[,FACTOR], PATIENCE of at least 1 [10], 0 < FACTOR < 1 [0.1]"
  ) { numbers in
    guard numbers.count <= 2, let patience = numbers.isEmpty ? 10 : wholeNumber(numbers, at: 0),
      let factor = fraction(numbers, at: 1, defaultValue: 0.1), factor < 1
    else { return nil }
    return .plateau(patience: patience, factor: factor)
  }
}

private struct PlateauSchedule: ScheduleRule {
  let name = "plateau"
  let patience: Int
  let factor: Double
  let usesValidationLoss = true
  var arguments: [Double] { [Double(patience), factor] }

  func makeProgress() -> any ScheduleProgress { Progress(rule: self) }

  private struct Progress: ScheduleProgress {
    /// The relative decrease below the lowest loss that counts as a fall.
    private static let threshold = 1e-4

    let rule: PlateauSchedule
    private var best = Double.infinity
    private var badEpochs = 0
    private var current = 1.0

    init(rule: PlateauSchedule) {
      self.rule = rule
    }

    func factor(epoch: Int) -> Double { current }

    mutating func finishEpoch(_ losses: EpochLosses) -> Bool {
      let loss = losses.validation ?? losses.running
      if loss < best - Progress.threshold * best.magnitude || best == .infinity {
        (best, badEpochs) = (loss, 0)
      } else {
        badEpochs += 1
      }
      if badEpochs > rule.patience {
        current *= rule.factor
        badEpochs = 0
      }
      return false
    }

    var state: [Double] { [best, Double(badEpochs), current] }

    mutating func restore(_ state: [Double]) -> Bool {
      guard state.count == 3, !state[0].isNaN, let badEpochs = Int(exactly: state[1]),
        0...rule.patience ~= badEpochs, state[2] >= 0, state[2] <= 1
      else { return false }
      (best, self.badEpochs, current) = (state[0], badEpochs, state[2])
      return true
    }
  }
}
