/// The rankings of all classes, counted sample by sample, for outputs that are not all held in memory.
///
/// The first pass over the outputs collects each sample's output for its own class, the second compares all
/// others with them: the memory grows with samples plus classes, not with their product.
struct RankingCounts {
  private let actual: [Int]
  /// Where the scores of each class's own samples begin, and the end of the last.
  private let starts: [Int]
  /// The scores of each class's own samples, in ascending order within a class.
  private let keys: [UInt64]
  /// For each of these, the others' scores above the one before it, and up to and including it.
  private var others: [Others]
  private var isUndefined: [Bool]
  private var next = 0

  /// The scores of other samples that fall between two of a class's own.
  private struct Others {
    /// Those above all own scores before this one, and below or equal to it.
    var count = 0
    /// Those of them that are equal to it.
    var equal = 0
  }

  /// - Parameter ownOutputs: each sample's output for its own class.
  init(ownOutputs: [Double], actual: [Int], classCount: Int) {
    self.actual = actual
    var starts = [Int](repeating: 0, count: classCount + 1)
    for truth in actual { starts[truth + 1] += 1 }
    for index in 0..<classCount { starts[index + 1] += starts[index] }
    var scores = [Double](repeating: 0, count: actual.count)
    var places = starts
    var isUndefined = [Bool](repeating: false, count: classCount)
    for (truth, score) in zip(actual, ownOutputs) {
      scores[places[truth]] = score
      places[truth] += 1
      if score.isNaN { isUndefined[truth] = true }
    }
    var keys: [UInt64] = []
    keys.reserveCapacity(actual.count)
    for index in 0..<classCount {
      let own = scores[starts[index]..<starts[index + 1]]
      keys += isUndefined[index] ? own.map { _ in 0 } : SortedScores(Array(own)).keys
    }
    (self.starts, self.keys, self.isUndefined) = (starts, keys, isUndefined)
    // One more a class, for scores above all of its own.
    others = [Others](repeating: Others(), count: actual.count + classCount)
  }

  /// Takes in the outputs for the next sample.
  mutating func add(_ outputs: UnsafePointer<Double>) {
    let truth = actual[next]
    next += 1
    for index in isUndefined.indices where index != truth {
      let score = outputs[index]
      if score.isNaN {
        isUndefined[index] = true
        continue
      }
      let (start, end, key) = (starts[index], starts[index + 1], SortedScores.key(of: score))
      var (low, high) = (start, end)
      while low < high {
        let middle = (low + high) / 2
        if keys[middle] < key { low = middle + 1 } else { high = middle }
      }
      others[low + index].count += 1
      if low < end, keys[low] == key { others[low + index].equal += 1 }
    }
  }

  /// The ranking of a class; nil if it does not occur, is the only one, or a score is NaN.
  private func ranking(of index: Int) -> ScoreRanking? {
    guard !isUndefined[index] else { return nil }
    let (start, end) = (starts[index], starts[index + 1])
    // The others' scores above each distinct own one, and those equal to it, from the highest down.
    var above = others[end + index].count
    var groups: [ScoreRanking.Group] = []
    var last = end
    while last > start {
      var first = last - 1
      while first > start, keys[first - 1] == keys[first] { first -= 1 }
      let own = others[first + index]
      groups.append(ScoreRanking.Group(count: last - first, othersAbove: above, othersEqual: own.equal))
      above += own.count
      last = first
    }
    return ScoreRanking(groups, count: end - start, otherCount: actual.count - (end - start))
  }

  /// The means over the classes.
  var rankings: ClassRankings {
    ClassRankings(isUndefined.indices.compactMap(ranking), isBinary: false)
  }
}
