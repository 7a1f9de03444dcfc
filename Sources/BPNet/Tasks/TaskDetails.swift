/// The parameters of a task besides columns and labels, as a model stores them.
package struct TaskDetails: Sendable, Equatable, Codable {
  /// The meaning of the outputs, if it does not follow from the labels alone.
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
  /// The two labels of each of several target columns, in ascending order; nil for other tasks.
  package let labelPairs: [[String]]?
  /// The number of rows that a forecast is made from; nil for other tasks.
  package let window: Int?
  /// The number of rows that a forecast predicts at once; nil for other tasks.
  package let horizon: Int?
  /// The period of a forecast's series in rows, for comparisons; nil if it is not known.
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

  /// Whether exactly the parameters that the kind needs are set.
  var matchesKind: Bool {
    (labelPairs != nil) == (kind == .multilabel) && (window != nil) == (kind == .forecast)
      && (horizon != nil) == (kind == .forecast)
      && (period == nil || kind == .forecast)
  }
}
