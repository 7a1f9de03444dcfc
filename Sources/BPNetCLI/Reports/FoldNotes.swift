import BPNet
import CommandSupport

/// The notes about folds before training.
struct FoldNotes {
  private let validation: CrossValidation

  init(_ validation: CrossValidation) {
    self.validation = validation
  }

  /// What is worth saying of the data, a note of the sizes, and a warning where a class is missing from some
  /// folds.
  func write(to diagnostics: Diagnostics) {
    for remark in validation.remarks { diagnostics.say(remark) }
    let sizes = validation.folds.map(\.count)
    let (smallest, largest) = (sizes.min() ?? 0, sizes.max() ?? 0)
    let rows = smallest == largest ? counted(smallest, "row") : "\(smallest) to \(largest) rows"
    diagnostics.note("\(counted(sizes.count, "fold")) of \(rows)")
    if let count = validation.smallestClassCount, count < sizes.count {
      diagnostics.warn(
        "the smallest class has \(counted(count, "row")), fewer than folds: some folds lack it")
    }
  }
}
