import BPNet

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A model, with the texts that C asks for.
final class ModelHandle: Handle {
  let model: Model
  /// The numbers of values of a row, and of predicted numbers.
  let inputCount: Int
  let outputCount: Int
  let predictsClasses: Bool
  let columnNames: [CText]
  let outputNames: [CText]
  /// The two labels of each target of several; empty for other models.
  let labelPairs: [[CText]]
  let task: CText
  let precision: CText
  let activations: [CText]
  /// Texts that are made when they are asked for.
  private let record = Monitor<CText?>(nil)
  private let digest = Monitor<CText?>(nil)

  init(_ model: Model) {
    self.model = model
    let predictor = model.makePredictor()
    (inputCount, outputCount) = (predictor.inputCount, predictor.outputCount)
    predictsClasses = predictor.predictsClasses
    let program = model.program
    columnNames = program.columns.map { CText($0) }
    if case .secondLabels(let pairs, _, _) = program.decision {
      labelPairs = pairs.map { $0.map { CText($0) } }
    } else {
      labelPairs = []
    }
    outputNames = predictor.outputNames.map { CText($0) }
    task = CText(model.task.rawValue)
    precision = CText(model.precision.rawValue)
    activations = model.topology.layers.map { CText($0.activation.description) }
  }

  /// The facts of the training as JSON; nil if there is a number among them that JSON does not have.
  func recordText() -> CText? {
    record.update { text in
      if text == nil {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        text = (try? encoder.encode(model.record)).map { CText(String(decoding: $0, as: UTF8.self)) }
      }
      return text
    }
  }

  /// The digest of the weights.
  func digestText() -> CText {
    digest.update { text in
      let made = text ?? CText(model.weightsSHA256)
      text = made
      return made
    }
  }
}
