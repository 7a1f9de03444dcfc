extension Metrics {
  /// The metrics of predicted numbers.
  public struct Regression: Sendable, Equatable {
    /// The metrics of the predictions of one target.
    public struct Target: Sendable, Equatable {
      /// The mean of (y − ŷ)².
      public let meanSquaredError: Double
      /// The mean of |y − ŷ|.
      public let meanAbsoluteError: Double
      /// R² = 1 − Σ(y − ŷ)² / Σ(y − ȳ)².
      ///
      /// For a constant target, one that varies by no more than rounding (`RoundingNoise`), it is 1 if all
      /// predictions are exact, else 0.
      public let coefficientOfDetermination: Double

      /// The standard deviation of the true values, √(Σ(y − ȳ)² / n); 0 for a constant target.
      public let standardDeviation: Double

      /// The root mean squared error divided by the true values' standard deviation; NaN for a constant
      /// target.
      public var normalizedRootMeanSquaredError: Double {
        standardDeviation == 0 ? .nan : rootMeanSquaredError / standardDeviation
      }

      /// The root mean squared error, in the target's units; finite even where its square is not.
      public let rootMeanSquaredError: Double
    }

    /// The metrics of each target.
    public let targets: [Target]

    /// The mean squared error over samples and targets.
    public var meanSquaredError: Double { mean(\.meanSquaredError) }

    /// The root mean squared error over samples and targets.
    public var rootMeanSquaredError: Double {
      let square = meanSquaredError
      guard square == .infinity, let largest = targets.map(\.rootMeanSquaredError).max() else {
        return square.squareRoot()
      }
      return largest
        * mean { ($0.rootMeanSquaredError / largest) * ($0.rootMeanSquaredError / largest) }.squareRoot()
    }

    /// The mean absolute error over samples and targets.
    public var meanAbsoluteError: Double { mean(\.meanAbsoluteError) }

    /// The mean of R² over the targets.
    public var coefficientOfDetermination: Double { mean(\.coefficientOfDetermination) }

    /// The mean of the normalised root mean squared errors over the targets that vary; NaN if none does.
    public var normalizedRootMeanSquaredError: Double {
      Metrics.Regression.mean(targets.filter { $0.standardDeviation != 0 }, \.normalizedRootMeanSquaredError)
    }

    private func mean(_ value: (Target) -> Double) -> Double { Metrics.Regression.mean(targets, value) }

    private static func mean(_ targets: [Target], _ value: (Target) -> Double) -> Double {
      targets.reduce(0) { $0 + value($1) } / Double(targets.count)
    }

    /// Compares predicted with true values, both `[samples][targets]`.
    ///
    /// - Precondition: both have the same count, above 0, a multiple of `targetCount`.
    public init(predicted: [Double], actual: [Double], targetCount: Int) {
      precondition(predicted.count == actual.count && !actual.isEmpty, "one prediction for each sample")
      precondition(actual.count.isMultiple(of: targetCount), "whole rows")
      self.init(sampleCount: actual.count / targetCount, targetCount: targetCount) { sample, target in
        (predicted[sample * targetCount + target], actual[sample * targetCount + target])
      }
    }

    /// Compares values that are looked up, several times each.
    init(
      sampleCount: Int, targetCount: Int,
      values: (_ sample: Int, _ target: Int) -> (predicted: Double, actual: Double)
    ) {
      targets = (0..<targetCount).map { target in
        Target(sampleCount: sampleCount) { values($0, target) }
      }
    }
  }
}

extension Metrics.Regression.Target {
  /// Compares the predicted with the true value of each sample.
  fileprivate init(sampleCount: Int, values: (Int) -> (predicted: Double, actual: Double)) {
    let scale = Metrics.Regression.Target.scale(sampleCount: sampleCount, values: values)
    func scaled(_ index: Int) -> (predicted: Double, actual: Double) {
      let (predicted, actual) = values(index)
      return (predicted / scale, actual / scale)
    }
    func sum(_ term: (_ predicted: Double, _ actual: Double) -> Double) -> Double {
      FixedOrderSum.sum(count: sampleCount) {
        let (predicted, actual) = scaled($0)
        return term(predicted, actual)
      }
    }
    let mean = sum { $1 } / Double(sampleCount)
    var (least, greatest) = (Double.infinity, -Double.infinity)
    for index in 0..<sampleCount {
      let actual = scaled(index).actual
      (least, greatest) = (min(least, actual), max(greatest, actual))
    }
    let squares = sum { ($1 - mean) * ($1 - mean) }
    let isConstant = RoundingNoise.isConstant(
      count: Double(sampleCount), least: least, greatest: greatest, mean: mean,
      variance: squares / Double(sampleCount))
    let total = isConstant ? 0 : squares
    let residual = sum { ($1 - $0) * ($1 - $0) }
    let meanSquare = residual / Double(sampleCount)
    meanSquaredError = meanSquare * scale * scale
    rootMeanSquaredError = meanSquare.squareRoot() * scale
    meanAbsoluteError = sum { ($1 - $0).magnitude } / Double(sampleCount) * scale
    standardDeviation = (total / Double(sampleCount)).squareRoot() * scale
    let isExact =
      residual == 0
      || isConstant
        && (0..<sampleCount).allSatisfy {
          least <= scaled($0).predicted && scaled($0).predicted <= greatest
        }
    coefficientOfDetermination = total == 0 ? (isExact ? 1 : 0) : 1 - residual / total
  }

  /// The power of two by which values are divided so that sums of their squares do not overflow: 1 for values
  /// of ordinary size.
  private static func scale(
    sampleCount: Int, values: (Int) -> (predicted: Double, actual: Double)
  ) -> Double {
    var largest = 0.0
    for index in 0..<sampleCount {
      let (predicted, actual) = values(index)
      largest = max(largest, predicted.magnitude, actual.magnitude)
    }
    return largest.isFinite && largest > 1e140 ? largest.binade : 1
  }
}
