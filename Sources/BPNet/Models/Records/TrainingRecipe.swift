/// The choices of a training on a table; a choice that is nil is made from the data or has its default value.
///
/// What is said of nil below is the choice of the preset `classic`; other presets may choose otherwise.
///
/// A recipe is a value: two recipes are equal if all their choices are, and a recipe that is written as JSON
/// and read back is the same. A model contains the recipe that it was trained with, every choice made
/// (`TrainingRecord.recipe`).
///
/// ```swift
/// var recipe = TrainingRecipe()
/// recipe.hidden = .sizes([64, 32])
/// recipe.optimizer = .given(.adam())
/// recipe.epochs = 50
/// let training = try recipe.prepare(table, as: Float.self)
/// ```
public struct TrainingRecipe: Codable, Hashable, Sendable {
  /// The source of the default values of all choices below; nil means `default`.
  ///
  /// The default values in the descriptions of the choices are those of `classic`.
  public var preset: TrainingRecipe.Preset?

  // MARK: Data

  /// The target columns, in the notation of `ColumnSelection`; nil means the last column.
  public var target: String?
  /// The columns to leave out, in the same notation.
  public var ignoredColumns: String?
  /// The column of the sample weights, in the same notation, which is neither input nor target; nil means
  /// equal weights.
  public var weightColumn: String?
  /// The weights of the classes in training, which multiply the sample weights; nil means equal weights.
  public var classWeights: TrainingRecipe.ClassWeights?
  /// The task of the network; nil means classification if the target is text or has few distinct whole
  /// numbers and the loss is not for counts, else regression.
  ///
  /// Classification with several target columns predicts one of two labels for each of them. An autoencoder
  /// has no target columns; for a forecast they are the series.
  public var task: LearningTask?
  /// The number of rows that a forecast is made from; nil means 8.
  public var window: Int?
  /// The number of rows that a forecast predicts at once; nil means 1.
  public var horizon: Int?
  /// The period of a forecast's series in rows, at least 2; nil means none.
  ///
  /// Forecasts are compared with the values of one period before; training does not depend on it.
  public var period: Int?
  /// The treatment of missing cells; nil means that they are errors.
  public var missing: Table.MissingPolicy?
  /// The text columns that are one-hot encoded, with an input for each word; nil means those of few words.
  public var oneHot: Table.OneHotChoice?
  /// The treatment of unknown categories when the model is used; nil means that they are errors.
  public var unknownCategory: Table.UnknownCategoryPolicy?
  /// The scaling of inputs; nil means `zscore`.
  public var normalization: Table.Normalization?
  /// The scaling of numeric targets; nil means `zscore`, or `identity` if the loss is for counts.
  public var targetNormalization: Table.Normalization?
  /// The part of the rows that is held back for validation, for a forecast the last ones; nil means none.
  ///
  /// It is a part of the rows that are left by `testFraction`.
  public var validationFraction: Double?
  /// The part of the rows on which the result is evaluated, for a forecast the last ones; nil means none.
  ///
  /// Neither training nor scaling nor any choice depends on these rows, only the lists of classes and
  /// categories do.
  public var testFraction: Double?

  // MARK: Network

  /// The hidden layers; nil means one of √(inputs + outputs) + 5 neurons.
  public var hidden: TrainingRecipe.HiddenLayers?
  /// The activations of the hidden layers, one for all or one each; nil means sigmoid.
  public var activations: [Activation]?
  /// The activation of the output layer; nil means softmax for classes, sigmoid for several columns of
  /// labels, linear for numbers.
  ///
  /// With sigmoid, two classes have one output, the probability of the second class.
  public var outputActivation: Activation?
  /// The biases of all layers; nil means one for each neuron.
  public var bias: Topology.BiasMode?
  /// The layers, counted from 0, whose weights and biases are not trained; nil means none.
  public var frozenLayers: [Int]?
  /// The initialiser of the weights; nil means the optimiser's own, or each layer's recommended one.
  public var weightInitializer: Initializer?
  /// The initialiser of the biases; nil means the optimiser's own, or zeros.
  public var biasInitializer: Initializer?

  // MARK: Loss

  /// The loss; nil means cross-entropy for softmax and sigmoid outputs of classes, else mean squared error.
  public var loss: Loss?
  /// The amount ε of label smoothing in training with cross-entropy, 0 ≤ ε < 1; nil means 0.
  public var labelSmoothing: Double?
  /// The factor λ ≥ 0 of the L2 penalty ½ λ Σ w² of the weights; nil means 0.
  public var weightDecay: Double?
  /// The factor λ ≥ 0 of the L1 penalty λ Σ |w| of the weights; nil means 0.
  public var l1Penalty: Double?
  /// The probability p that an output of a hidden layer is dropped in a step, 0 ≤ p < 1; nil means 0.
  public var dropout: Double?

  // MARK: Steps

  /// The optimiser; nil means gradient descent with momentum 0.9.
  public var optimizer: TrainingRecipe.OptimizerChoice?
  /// The learning rate of the weights; nil means the optimiser's own, or else 0.1 for classes without hidden
  /// layers of rectifiers and 0.01 otherwise.
  public var learningRate: Double?
  /// The learning rate of the biases; nil means that of the weights.
  public var biasLearningRate: Double?
  /// The schedule of the learning rate; nil means a constant rate.
  public var schedule: Schedule?
  /// The number of epochs in which the learning rate rises linearly to the schedule's; nil means 0.
  public var warmUpEpochs: Int?
  /// The maximum norm of a batch's gradient; nil means no limit.
  public var clippingNorm: Double?
  /// The maximum magnitude of an element of a batch's gradient; nil means no limit.
  public var clippingValue: Double?
  /// The number of samples in a step; nil means all for a full-batch optimiser, else 32.
  public var batchSize: TrainingConfiguration.BatchSize?
  /// The reduction of the loss over the samples of a batch; nil means the mean.
  public var reduction: TrainingConfiguration.Reduction?
  /// Whether the samples are shuffled before each epoch; nil means that they are.
  public var shuffles: Bool?
  /// Whether the samples are shuffled in blocks, so that data larger than the memory are read from the disk
  /// in large pieces; nil means that they are not.
  ///
  /// A block has as many neighbouring samples as there are in 1 MB of the data. The blocks are shuffled, and
  /// then the samples of each 64 blocks that follow each other. See `TableReader.init(format:text:streams:)`.
  public var streams: Bool?

  // MARK: Randomness

  /// The seed of every random choice: the split, the initial weights, the order of the samples and dropout;
  /// nil means 0.
  public var seed: UInt64?
  /// The seed of the split into training, validation and test part; nil means `seed`.
  public var splitSeed: UInt64?
  /// The number of runs with different initial weights, of which the best is kept; nil means 1.
  public var restartCount: Int?
  /// The figure by which the best of several runs is selected; nil means the loss.
  ///
  /// It is measured on the rows held back for validation if there are any, else on the training rows.
  public var rankingMetric: Metrics.RankingMetric?

  // MARK: Stopping

  /// The maximum number of epochs; nil means 100.
  public var epochs: Int?
  /// The training loss at which training stops; nil means no goal.
  public var goal: Double?
  /// The number of consecutive rises of the watched loss after which training stops; nil means 6 with
  /// validation data.
  public var maxFail: Int?
  /// The number of epochs since the lowest watched loss after which training stops.
  public var patience: Int?
  /// The norm of the gradient over all samples, penalties included, at which training stops; nil means no
  /// such limit.
  public var minimumGradient: Double?
  /// The time after which training stops, in seconds; nil means no limit.
  ///
  /// It is the only choice that makes the result depend on the machine.
  public var timeLimit: Double?

  // MARK: Choices that affect neither the network nor its predictions

  /// The maximum number of threads; nil means one for each available processor.
  ///
  /// No weight depends on it.
  public var threads: Int?
  /// Whether a model keeps the optimiser's state, from which training can continue; nil means that it does.
  public var keepsOptimizerState: Bool?
  /// Whether a model keeps the losses of the epochs (`TrainingRecord.history`); nil means that it does not.
  public var keepsHistory: Bool?

  /// A recipe with every choice open, to be made by a preset; nil means `default`.
  public init(preset: TrainingRecipe.Preset? = nil) {
    self.preset = preset
  }
}
