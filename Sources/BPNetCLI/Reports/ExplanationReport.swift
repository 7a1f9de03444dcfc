import BPNet
import CommandSupport

/// What `bpnet explain` says to people: each number with the formula that it comes from.
struct ExplanationReport {
  let explanation: Explanation

  var text: String {
    ([header] + explanation.layers.indices.map(forward) + [loss]
      + explanation.layers.indices.reversed().map(backward) + explanation.layers.indices.map(update))
      .joined(separator: "\n\n")
  }

  private func number(_ value: Double) -> String { "\(value)" }

  private func list(_ values: [Double]) -> String { "[" + values.map(number).joined(separator: ", ") + "]" }

  private var header: String {
    "input x = \(list(explanation.input))\ntarget y = \(list(explanation.target))"
  }

  private func forward(_ index: Int) -> String {
    let layer = explanation.layers[index]
    let slope = layer.slope.map { ", slope a = \(number($0.value))" } ?? ""
    var lines = ["forward, layer \(index + 1): z = W n + b, n = \(layer.activation)(z)\(slope)"]
    for neuron in layer.z.indices {
      let terms = zip(layer.weights[neuron], layer.inputs).map { "\(number($0))·\(number($1))" }
      lines.append(
        "  z\(neuron + 1) = \(terms.joined(separator: " + ")) + \(number(layer.biases[neuron])) = "
          + number(layer.z[neuron]))
      lines.append(
        "  n\(neuron + 1) = \(layer.activation)(z\(neuron + 1)) = \(number(layer.outputs[neuron]))")
    }
    return lines.joined(separator: "\n")
  }

  private var loss: String {
    "loss, by output: \(list(explanation.perOutputLoss))\nloss L = \(number(explanation.loss))"
  }

  private func backward(_ index: Int) -> String {
    let layer = explanation.layers[index]
    let isOutput = index == explanation.layers.count - 1
    let formula = isOutput ? "∂L/∂n · f′(z)" : "Σ w δ of layer \(index + 2) · f′(z)"
    var lines = ["backward, layer \(index + 1): δ = ∂L/∂z" + (layer.upstream == nil ? "" : " = \(formula)")]
    for neuron in layer.delta.indices {
      var factors = ""
      if let upstream = layer.upstream?[neuron], let derivative = layer.derivative?[neuron] {
        factors = "\(number(upstream)) · \(number(derivative)) = "
      }
      lines.append("  δ\(neuron + 1) = \(factors)\(number(layer.delta[neuron]))")
      lines.append("  ∂L/∂w\(neuron + 1) = δ\(neuron + 1) n = \(list(layer.weightGradient[neuron]))")
      lines.append("  ∂L/∂b\(neuron + 1) = δ\(neuron + 1) = \(number(layer.biasGradient[neuron]))")
    }
    if let slope = layer.slope {
      lines.append("  ∂L/∂a = Σ ∂L/∂n · min(z, 0) = \(number(slope.gradient))")
    }
    return lines.joined(separator: "\n")
  }

  private func update(_ index: Int) -> String {
    let layer = explanation.layers[index]
    var lines = ["update, layer \(index + 1)"]
    for neuron in layer.biases.indices {
      lines.append(
        "  w\(neuron + 1): \(list(layer.weights[neuron])) → \(list(layer.weightsAfter[neuron]))")
      lines.append("  b\(neuron + 1): \(number(layer.biases[neuron])) → \(number(layer.biasesAfter[neuron]))")
    }
    if let slope = layer.slope {
      lines.append("  slope a: \(number(slope.value)) → \(number(slope.after))")
    }
    return lines.joined(separator: "\n")
  }
}
