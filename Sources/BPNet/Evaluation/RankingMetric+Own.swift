extension Metrics.RankingMetric {
  /// The function of a metric that a program has defined itself.
  typealias Function = @Sendable (Metrics.Outcomes) throws -> Double?

  /// A metric of the program's own.
  ///
  /// ```swift
  /// extension Metrics.RankingMetric {
  ///   static let worstError = Metrics.RankingMetric("worst_error", isLargerBetter: false) { outcomes in
  ///     guard case .values(let predicted, let actual, _) = outcomes.values else { return nil }
  ///     return zip(predicted, actual).map { abs($0 - $1) }.max()
  ///   }
  /// }
  /// let evaluation = try model.evaluate(table, metrics: [.worstError])
  /// ```
  ///
  /// It is among the figures of an evaluation and of the folds of a `CrossValidation` that it is given to,
  /// and of the trials of a `Search` that is ranked by it; a recipe's `rankingMetric` is measured after
  /// training. Such metrics cost a pass of the samples through the network, and memory for all outputs.
  ///
  /// - Parameters:
  ///   - description: the name in figures and messages, which distinguishes it from other metrics.
  ///   - isLargerBetter: whether the larger of two figures is the better.
  ///   - value: the figure, which may be NaN if it is not defined; nil if such outcomes do not have it. Rows
  ///     with labels that a model does not know are left out. A model with an output that is not finite has
  ///     NaN without a call. An error is thrown by whoever asked for the figure: a `BPNetError` as it is, any
  ///     other as `invalidArgument`. Several threads may call it at a time; before training it is called with
  ///     the predictions of outputs of 0, of which only nil counts.
  /// - Precondition: the library has no metric of this name.
  public init(
    _ description: String, isLargerBetter: Bool,
    value: @escaping @Sendable (_ outcomes: Metrics.Outcomes) throws -> Double?
  ) {
    Metrics.RankingMetric.checkIsNew(description)
    self.init(named: description, isLargerBetter: isLargerBetter, function: value)
  }

  /// Those metrics that the program has defined itself, each once.
  static func own(_ metrics: [Metrics.RankingMetric?]) -> [Metrics.RankingMetric] {
    metrics.reduce(into: []) { own, metric in
      if let metric, metric.function != nil, !own.contains(metric) { own.append(metric) }
    }
  }

  /// The program's own figure of outcomes; nil if they do not have it, or the figure is the library's.
  ///
  /// - Throws: `BPNetError.invalidArgument` for an error of the program's function.
  func value(of outcomes: Metrics.Outcomes) throws(BPNetError) -> Double? {
    do {
      return try function?(outcomes)
    } catch let error as BPNetError {
      throw error
    } catch {
      throw .invalidArgument(name: description, found: "the error \(error)", expected: "a figure")
    }
  }
}
