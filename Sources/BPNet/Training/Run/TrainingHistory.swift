/// The losses of a run's epochs, for learning curves.
///
/// A long run keeps every second, fourth, eighth… epoch, so that there are never more than
/// `TrainingHistory.capacity` entries; the last entry is always the last epoch.
public struct TrainingHistory: Codable, Equatable, Sendable {
  /// The maximum number of entries.
  public static let capacity = 1024

  /// The losses of one epoch.
  public struct Entry: Codable, Equatable, Sendable {
    /// The epoch, counted from 1.
    public let epoch: Int
    /// The loss over the epoch's batches, each measured before its step; for a method for full batches, the
    /// loss after its iteration.
    public let trainingLoss: Double
    /// The loss on the validation data after the epoch, if there are any.
    public let validationLoss: Double?
    /// The learning rate of the weights in the epoch; meaningless for a method for full batches.
    public let learningRate: Double
  }

  /// The entries, by epoch.
  public private(set) var entries: [Entry] = []
  /// The distance between the epochs that are kept: those whose number is a multiple of it.
  private var stride = 1

  /// An empty history.
  public init() {}

  /// Appends an epoch later than all others.
  ///
  /// - Complexity: O(1) on average.
  mutating func append(_ entry: Entry) {
    // All capacity at once, so that later epochs allocate nothing.
    if entries.isEmpty { entries.reserveCapacity(TrainingHistory.capacity) }
    if let last = entries.last, !last.epoch.isMultiple(of: stride) { entries.removeLast() }
    if entries.count == TrainingHistory.capacity {
      stride *= 2
      entries.removeAll { !$0.epoch.isMultiple(of: stride) }
    }
    entries.append(entry)
  }
}

extension TrainingHistory {
  /// The history without the epochs in which training diverged: JSON has neither infinity nor NaN.
  var finitePart: TrainingHistory {
    var result = self
    result.entries.removeAll { !($0.trainingLoss.isFinite && $0.validationLoss?.isFinite ?? true) }
    return result
  }

  /// The history of the given losses, by rising epoch.
  package init(losses: [(epoch: Int, training: Double, validation: Double?)]) {
    for (epoch, training, validation) in losses {
      append(
        Entry(epoch: epoch, trainingLoss: training, validationLoss: validation, learningRate: .nan))
    }
  }
}
