/// FANN's format 2.1, for `fann_create_from_file` of libfann 2.1 and 2.2, in single and double precision.
///
/// Scaling is part of the network, so `fann_run` takes and gives numbers in the units of the data.
struct FANNExporter: ModelExporter {
  let name = "fann"
  let summary = "FANN's network file"
  let endings = [".net"]

  func export(_ program: InferenceProgram, _ options: ExportOptions) throws(BPNetError) -> [UInt8] {
    let layers = try FANNLayer.all(of: program, options)
    let sizes = [program.inputCount] + layers.map(\.outputCount)
    var text = SourceText()
    text.line(Self.head(layerCount: sizes.count))
    // Each layer has one more neuron, whose value is 1.
    text.line("layer_sizes=" + sizes.map { "\($0 + 1) " }.joined())
    text.line("scale_included=0")
    text.append("neurons (num_inputs, activation_function, activation_steepness)=")
    for _ in 0...program.inputCount { text.append("(0, 0, 0) ") }
    for layer in layers {
      let neuron = "(\(layer.inputCount + 1), \(layer.function.rawValue), \(layer.steepness)) "
      for _ in 0..<layer.outputCount { text.append(neuron) }
      text.append("(0, 0, 0) ")
    }
    text.line()
    text.append("connections (connected_to_neuron, weight)=")
    var firstInput = 0
    for layer in layers {
      for output in 0..<layer.outputCount {
        let row = layer.weights[output * layer.inputCount..<(output + 1) * layer.inputCount]
        for (index, weight) in row.enumerated() { text.append("(\(firstInput + index), \(weight)) ") }
        text.append("(\(firstInput + layer.inputCount), \(layer.biases[output])) ")
      }
      firstInput += layer.inputCount + 1
    }
    text.line()
    return text.bytes
  }

  /// The lines before the layers; all but the first and the number of layers are for further training by
  /// FANN, and as FANN has them by default.
  private static func head(layerCount: Int) -> String {
    """
    FANN_FLO_2.1
    num_layers=\(layerCount)
    learning_rate=0.7
    connection_rate=1
    network_type=0
    learning_momentum=0
    training_algorithm=2
    train_error_function=1
    train_stop_function=0
    cascade_output_change_fraction=0.01
    quickprop_decay=-0.0001
    quickprop_mu=1.75
    rprop_increase_factor=1.2
    rprop_decrease_factor=0.5
    rprop_delta_min=0
    rprop_delta_max=50
    rprop_delta_zero=0.1
    cascade_output_stagnation_epochs=12
    cascade_candidate_change_fraction=0.01
    cascade_candidate_stagnation_epochs=12
    cascade_max_out_epochs=150
    cascade_min_out_epochs=50
    cascade_max_cand_epochs=150
    cascade_min_cand_epochs=50
    cascade_num_candidate_groups=2
    bit_fail_limit=0.35
    cascade_candidate_limit=1000
    cascade_weight_multiplier=0.4
    cascade_activation_functions_count=10
    cascade_activation_functions=3 5 7 8 10 11 14 15 16 17\u{20}
    cascade_activation_steepnesses_count=4
    cascade_activation_steepnesses=0.25 0.5 0.75 1\u{20}
    """
  }
}
