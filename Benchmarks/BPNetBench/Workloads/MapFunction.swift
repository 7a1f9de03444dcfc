import BPNet
import CKernels

/// An element-wise or row-wise function to measure, with its name.
struct MapFunction: Sendable {
  /// The operation.
  enum Operation: Sendable {
    case function(bpk_function)
    case derivative(bpk_function)
    case softmax
    case softmaxDerivative
  }

  let name: String
  let operation: Operation

  /// The kernels' functions, by name.
  private static let kernelFunctions: [(name: String, function: bpk_function)] = [
    ("linear", .linear),
    ("sigmoid", .sigmoid),
    ("tanh", .tanh),
    ("relu", .relu),
    ("leaky-relu", .leaky_relu),
    ("elu", .elu),
    ("softplus", .softplus),
    ("hard-limit", .hard_limit),
    ("gelu", .gelu),
    ("gelu-tanh", .gelu_tanh),
    ("silu", .silu),
    ("prelu", .prelu),
  ]

  /// All functions, each before its derivative.
  static let all =
    kernelFunctions.flatMap { name, function in
      [
        MapFunction(name: name, operation: .function(function)),
        MapFunction(name: "\(name)-derivative", operation: .derivative(function)),
      ]
    } + [
      MapFunction(name: "softmax", operation: .softmax),
      MapFunction(name: "softmax-derivative", operation: .softmaxDerivative),
    ]

  /// Whether it is a function of rows instead of elements.
  var isRowWise: Bool {
    switch operation {
    case .function, .derivative: false
    case .softmax, .softmaxDerivative: true
    }
  }
}

/// A function with its inputs, which are uniform in [−8, 8).
final class MapWorkload<Element: KernelElement> {
  private let operation: MapFunction.Operation
  private let kernels: KernelTable
  private let rows: Int
  private let columns: Int
  private let inputs: KernelBuffer<Element>
  private let upstream: KernelBuffer<Element>
  private let results: KernelBuffer<Element>

  /// A workload of `count` elements; for a row-wise function whole rows of `columns`, at least one.
  ///
  /// - Throws: `BPNetError.invalidArgument` if they do not fit into memory.
  init(_ function: MapFunction, kernels: KernelTable, count: Int, columns: Int) throws(BPNetError) {
    self.operation = function.operation
    self.kernels = kernels
    self.columns = columns
    self.rows = max(1, count / columns)
    self.count = function.isRowWise ? rows * columns : count
    try MemoryBudget.checkAvailable(
      3 * self.count * MemoryLayout<Element>.stride, name: "count",
      subject: "\(self.count) elements, whose inputs, results and factors take")
    inputs = KernelBuffer(count: self.count, uniformIn: -8..<8, stream: 1)
    upstream = KernelBuffer(count: self.count, uniformIn: -1..<1, stream: 2)
    results = KernelBuffer(count: self.count)
    replaceInputsOfDerivative()
  }

  /// The number of elements of each call.
  let count: Int

  /// Replaces the inputs of a derivative by the function's outputs, unless it is computed from net inputs.
  private func replaceInputsOfDerivative() {
    switch operation {
    case .function, .softmax: break
    case .derivative(let function):
      guard !bpk_derivative_takes_net_inputs(function) else { return }
      Element.map(kernels, function, count: count, from: inputs.base, to: inputs.base)
    case .softmaxDerivative:
      Element.softmax(kernels, rows: rows, columns: columns, from: inputs.base, to: inputs.base)
    }
  }

  /// Measures the function over all elements.
  ///
  /// - Throws: `MeasurementStopped`.
  func measure() throws -> Measurement {
    try MeasurementPlan().measure { calls in
      for _ in 0..<calls { run() }
    }
  }

  private func run() {
    switch operation {
    case .function(let function):
      Element.map(kernels, function, count: count, from: inputs.base, to: results.base)
    case .derivative(let function):
      Element.mapDerivative(
        kernels, function, count: count, outputs: inputs.base, upstream: upstream.base, to: results.base)
    case .softmax:
      Element.softmax(kernels, rows: rows, columns: columns, from: inputs.base, to: results.base)
    case .softmaxDerivative:
      Element.softmaxDerivative(
        kernels, rows: rows, columns: columns, outputs: inputs.base, upstream: upstream.base,
        to: results.base)
    }
  }
}
