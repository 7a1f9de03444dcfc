/// The numbers of the random streams, one for each purpose, so that purposes do not influence each other.
///
/// A stream's number is its purpose in the upper 16 bits and an index (a layer, an epoch) in the lower 48.
/// The numbers are part of the file format's promise: add new purposes at the end, never renumber.
package enum RandomStream {
  private enum Purpose: UInt64 {
    case weights = 1
    case biases = 2
    case split = 3
    case shuffle = 4
    case exampleData = 5
    case samplingOrder = 6
    case restart = 7
    case dropout = 8
    case testSplit = 9
  }

  private static func number(_ purpose: Purpose, _ index: Int = 0) -> UInt64 {
    precondition(index >= 0 && UInt64(index) >> 48 == 0, "the index of a random stream is out of range")
    return purpose.rawValue << 48 | UInt64(index)
  }

  /// The initial weights of layer `layer`, counted from 0 at the first one that has weights.
  package static func weights(layer: Int) -> UInt64 { number(.weights, layer) }

  /// The initial biases of layer `layer`, counted as for `weights(layer:)`.
  package static func biases(layer: Int) -> UInt64 { number(.biases, layer) }

  /// The split into training and validation parts, or into folds.
  package static let split = number(.split)

  /// The rows of the test part.
  package static let testSplit = number(.testSplit)

  /// The order of the samples in epoch `epoch`.
  package static func shuffle(epoch: Int) -> UInt64 { number(.shuffle, epoch) }

  /// Generated data sets: the points and noise of an example.
  package static let exampleData = number(.exampleData)

  /// The samples drawn with replacement in epoch `epoch`, one for each step.
  package static func samplingOrder(epoch: Int) -> UInt64 { number(.samplingOrder, epoch) }

  /// The seeds of the dropout of hidden layer `layer`, counted from 0.
  static func dropout(layer: Int) -> UInt64 { number(.dropout, layer) }

  /// The seed of restart `index`.
  package static func restart(_ index: Int) -> UInt64 { number(.restart, index) }
}
