/// What the epochs of a run came to, for curves.
///
/// A run of many epochs keeps every second, fourth, eighth… of them, so that there are never more than
/// `TrainingHistory.capacity` entries; the last epoch is always the last entry.
public struct TrainingHistory: Codable, Equatable, Sendable {
  /// The most entries.
  public static let capacity = 1024

  /// What one epoch came to.
  public struct Entry: Codable, Equatable, Sendable {
    /// The epoch, counted from 1.
    public let epoch: Int
    /// The loss over the epoch's batches, each before its step; after the iteration of a method for full
    /// batches.
    public let trainingLoss: Double
    /// The loss on the validation data after the epoch, if there are any.
    public let validationLoss: Double?
    /// The learning rate of the epoch's weights; without meaning for a method for full batches.
    public let learningRate: Double
  }

  /// The entries, by epoch.
  public private(set) var entries: [Entry] = []
  /// An epoch is kept for good if its number is a multiple of this.
  private var stride = 1

  /// An empty history.
  public init() {}

  /// Appends an epoch that is later than all before.
  ///
  /// - Complexity: O(1) on average.
  mutating func append(_ entry: Entry) {
    // In one piece, so that later epochs allocate nothing.
    if entries.isEmpty { entries.reserveCapacity(TrainingHistory.capacity) }
    if let last = entries.last, !last.epoch.isMultiple(of: stride) { entries.removeLast() }
    if entries.count == TrainingHistory.capacity {
      stride *= 2
      entries.removeAll { !$0.epoch.isMultiple(of: stride) }
    }
    entries.append(entry)
  }
}
