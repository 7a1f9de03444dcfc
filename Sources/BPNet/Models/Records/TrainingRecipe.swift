/// The choices of a training run on a table; what is nil is chosen from the data, or has its usual value.
///
/// Each choice is here once. As a whole a recipe is a value: two recipes are equal where all their choices
/// are, and one that is written as JSON and read back is the same. A model has the recipe that it was trained
/// by, with every choice made (`TrainingRecord.recipe`).
///
/// ```swift
/// var recipe = TrainingRecipe()
/// recipe.hidden = .sizes([64, 32])
/// recipe.optimizer = .given(.adam())
/// recipe.epochs = 50
/// let training = try recipe.prepare(table, as: Float.self)
/// ```
public struct TrainingRecipe: Codable, Hashable, Sendable {
  /// The usual values of all choices below that are nil; nil means `default`.
  ///
  /// The values that the choices name themselves are those of `classic`.
  public var preset: Preset?

  // MARK: Data

  /// The target columns, in the notation of `ColumnSelection`; nil means the last column.
  public var target: String?
  /// The columns to leave out, in the same notation.
  public var ignoredColumns: String?
  /// The column of the samples' weights, in the same notation: neither input nor target; nil means that all
  /// count alike.
  public var weightColumn: String?
  /// How much the samples of each class count in training, apart from their weights; nil means all alike.
  public var classWeights: ClassWeights?
  /// The task of the network; nil means classification if the target is text or has few distinct whole
  /// numbers, unless the loss is of counts, else regression.
  ///
  /// Classification with several target columns tells one of two labels for each of them. An autoencoder has
  /// no target columns; for a forecast they are the series.
  public var task: LearningTask?
  /// For a forecast the number of rows that it is made from; nil means 8.
  public var window: Int?
  /// For a forecast the number of rows that are predicted at once; nil means 1.
  public var horizon: Int?
  /// For a forecast the number of rows, at least 2, after which the series repeat; nil means none.
  ///
  /// Forecasts are compared with the values of one period ago; training does not depend on it.
  public var period: Int?
  /// The treatment of missing cells; nil means that they are errors.
  public var missing: MissingPolicy?
  /// Which columns of words become inputs, one for each word; nil means those of few words.
  public var oneHot: OneHotChoice?
  /// What becomes of words that are no known category when the model is used; nil means that they are errors.
  public var unknownCategory: UnknownCategoryPolicy?
  /// How inputs are brought to one scale; nil means `zscore`.
  public var normalization: Normalization?
  /// How numeric targets are brought to one scale; nil means `zscore`, or `identity` where the loss is of
  /// counts.
  public var targetNormalization: Normalization?
  /// The part of the rows that is held back for validation, if any; for a forecast the last ones.
  ///
  /// It is a part of the rows that `testFraction` leaves.
  public var validationFraction: Double?
  /// The part of the rows that is held back to measure the result, if any; for a forecast the last ones.
  ///
  /// Neither training nor scaling nor any choice depends on them, but for the lists of classes and
  /// categories.
  public var testFraction: Double?

  // MARK: Network

  /// The hidden layers; nil means one of √(inputs + outputs) + 5 neurons.
  public var hidden: HiddenLayers?
  /// The hidden layers' activations, one for all or one each; nil means sigmoid.
  public var activations: [Activation]?
  /// The output layer's activation; nil means softmax for classes, sigmoid for several columns of labels,
  /// linear for numbers.
  ///
  /// With sigmoid two classes have one output, the probability of the second one.
  public var outputActivation: Activation?
  /// The biases of all layers; nil means one for each neuron.
  public var bias: BiasMode?
  /// The layers, counted from 0, whose weights and biases stay as they are; nil means none.
  public var frozenLayers: [Int]?
  /// The first weights; nil means the optimiser's own initialiser, or each layer's recommended one.
  public var weightInitializer: Initializer?
  /// The first biases; nil means the optimiser's own initialiser, or zeros.
  public var biasInitializer: Initializer?

  // MARK: Loss

  /// The loss; nil means cross-entropy for softmax and sigmoid outputs of classes, else mean squared error.
  public var loss: Loss?
  /// ε, at least 0 and below 1, by which targets of cross-entropy are smoothed in training; nil means 0.
  public var labelSmoothing: Double?
  /// λ ≥ 0 of the weights, for the penalty ½ λ Σ w²; nil means 0.
  public var weightDecay: Double?
  /// The weight, at least 0, of the sum of the weights' magnitudes; nil means 0.
  public var l1Penalty: Double?
  /// The probability with which each output of a hidden layer is dropped in a step, 0 ≤ p < 1; nil means 0.
  public var dropout: Double?

  // MARK: Steps

  /// The optimiser; nil means gradient descent with momentum 0.9.
  public var optimizer: OptimizerChoice?
  /// η of the weights; nil means the optimiser's own, or 0.1, 0.01 for regression and for hidden ReLU layers.
  public var learningRate: Double?
  /// η of the biases; nil means that of the weights.
  public var biasLearningRate: Double?
  /// The schedule of the learning rate; nil means that it is constant.
  public var schedule: Schedule?
  /// The epochs in which the learning rate rises evenly to what the schedule says; nil means 0.
  public var warmUpEpochs: Int?
  /// The largest norm of a batch's gradient; nil means no limit.
  public var clippingNorm: Double?
  /// The largest magnitude of an element of a batch's gradient; nil means no limit.
  public var clippingValue: Double?
  /// How many samples one step takes; nil means all for an optimiser that is meant for that, else 32.
  public var batchSize: BatchSize?
  /// How the gradients of a batch become one; nil means their mean.
  public var reduction: Reduction?
  /// Whether each epoch takes the samples in a new random order; nil means that it does.
  public var shuffles: Bool?

  // MARK: Randomness

  /// The seed of every random choice, of the split, the first weights and the order of the samples; nil means
  /// 0.
  public var seed: UInt64?
  /// The seed of the split into training, validation and test part; nil means `seed`.
  public var splitSeed: UInt64?
  /// How many first weights are tried, of which the best trained are kept; nil means 1.
  public var restartCount: Int?
  /// The figure by which the best of several runs is kept; nil means the loss.
  ///
  /// It is measured on the rows held back for validation where there are any, else on those trained on.
  public var rankingMetric: RankingMetric?

  // MARK: Stopping

  /// The most epochs; nil means 100.
  public var epochs: Int?
  /// The training loss at which training stops.
  public var goal: Double?
  /// How many times in a row the watched loss has to rise for training to stop; nil means 6 with validation
  /// data.
  public var maxFail: Int?
  /// How many epochs may pass since the least watched loss.
  public var patience: Int?
  /// The norm of the gradient over all samples, penalties included, at which training stops.
  public var minimumGradient: Double?
  /// The seconds after which training stops: the one choice by which the result depends on the machine.
  public var timeLimit: Double?

  // MARK: Neither in the network nor in its use

  /// The most threads that work together; nil means one for each available processor.
  ///
  /// No weight depends on it.
  public var threads: Int?
  /// Whether a model keeps the optimiser's state, for training that goes on from it; nil means that it does.
  public var keepsOptimizerState: Bool?
  /// Whether a model keeps the losses of the epochs (`TrainingRecord.history`); nil means that it does not.
  public var keepsHistory: Bool?

  /// Every choice open, to be made as `preset` says; nil means `default`.
  public init(preset: Preset? = nil) {
    self.preset = preset
  }
}
