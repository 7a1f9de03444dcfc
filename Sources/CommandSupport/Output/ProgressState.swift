/// The form in which progress is shown.
package enum ProgressMode: String, CaseIterable, Sendable {
  /// A live line on a terminal, plain lines otherwise.
  case auto
  /// One line that is redrawn.
  case bar
  /// A new line every few seconds, for logs.
  case plain
  /// Nothing.
  case none
}

/// The state of training after an epoch.
package struct TrainingProgress: Equatable, Sendable {
  /// A figure of the network under training, such as its accuracy.
  package struct Figure: Equatable, Sendable {
    /// The name: "accuracy".
    package var name: String
    /// The value.
    package var value: Double

    /// The given figure.
    package init(name: String, value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// The number of epochs trained.
  package var epoch: Int
  /// The total number of epochs, if it is known.
  package var totalEpochs: Int?
  /// The loss over the training data.
  package var trainingLoss: Double
  /// The loss over the validation data, if there are any.
  package var validationLoss: Double?
  /// The training samples per second, if measured.
  package var samplesPerSecond: Double?
  /// The last figure that was measured.
  package var figure: Figure?

  /// The state after `epoch` epochs.
  package init(
    epoch: Int, totalEpochs: Int? = nil, trainingLoss: Double, validationLoss: Double? = nil,
    samplesPerSecond: Double? = nil
  ) {
    self.epoch = epoch
    self.totalEpochs = totalEpochs
    self.trainingLoss = trainingLoss
    self.validationLoss = validationLoss
    self.samplesPerSecond = samplesPerSecond
  }
}

/// What there is to say about many pieces of work, such as runs, while they are done.
package struct WorkProgress: Equatable, Sendable {
  /// What the pieces are called: "folds".
  package var name: String
  /// The pieces done.
  package var done: Int
  /// The pieces in all.
  package var total: Int
  /// The pieces under way.
  package var running: Int
  /// The seconds until all are done, if that is known.
  package var secondsLeft: Double?

  /// The given state.
  package init(name: String, done: Int, total: Int, running: Int, secondsLeft: Double? = nil) {
    self.name = name
    self.done = done
    self.total = total
    self.running = running
    self.secondsLeft = secondsLeft
  }
}
