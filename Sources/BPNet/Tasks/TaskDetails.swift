/// What a task has to know beside columns and labels, as a model stores it.
package struct TaskDetails: Sendable, Equatable, Codable {
  /// What outputs mean, where it does not follow from the labels alone.
  enum Kind: String, Codable {
    /// Two classes and one output: the probability of the second one.
    case binary
    /// Several target columns of two labels each, with one output each: the probability of the second label.
    case multilabel
    /// The outputs are the inputs.
    case autoencode
    /// The inputs are rows of series, the outputs the rows that follow.
    case forecast
  }

  let kind: Kind
  /// For several columns of labels the two labels of each, in ascending order.
  package let labelPairs: [[String]]?
  /// For a forecast the number of rows that it is made from.
  package let window: Int?
  /// For a forecast the number of rows that are foretold at once.
  package let horizon: Int?
  /// For a forecast the rows after which the series repeat, for comparisons; nil if it is not known.
  package internal(set) var period: Int?

  init(
    _ kind: Kind, labelPairs: [[String]]? = nil, window: Int? = nil, horizon: Int? = nil, period: Int? = nil
  ) {
    self.kind = kind
    self.labelPairs = labelPairs
    self.window = window
    self.horizon = horizon
    self.period = period
  }

  /// Whether just what the kind needs is there.
  var isWhole: Bool {
    (labelPairs != nil) == (kind == .multilabel) && (window != nil) == (kind == .forecast)
      && (horizon != nil) == (kind == .forecast)
      && (period == nil || kind == .forecast)
  }
}
