extension SwiftFile {
  /// Adds the functions that predict.
  mutating func writePredict() {
    let width = program.width(of: layers)
    write("\n/// The most numbers that a layer reads or writes.\nprivate static let width = \(width)\n")
    write("private static func predict(")
    write("  _ inputs: UnsafePointer<Double>, _ outputs: UnsafeMutablePointer<Double>,")
    write("  _ a: UnsafeMutablePointer<REAL>, _ b: UnsafeMutablePointer<REAL>\n) -> Int? {")
    writeScaling()
    var (source, destination) = ("a", "b")
    for (index, layer) in layers.enumerated() {
      for run in layer.groupRuns(precision) { write(call(run, layer, index, source, destination)) }
      switch layer.function {
      case .none: break
      case .softmax: write("  softmax(\(layer.outputCount), \(destination))")
      case .elements(let expression):
        write("  for i in 0..<\(layer.outputCount) {\n    let x = \(destination)[i]")
        write("    \(destination)[i] = \(expression)\n  }")
      }
      (source, destination) = (destination, source)
    }
    writeOutputs(from: source, count: layers.last?.outputCount ?? 0)
    let widths = Set(layers.flatMap { SourceLayer.groups(of: $0.outputCount, precision) })
    if widths.contains(1) { write(Self.productOfOne) }
    if widths != [1] { write(Self.productOfMany) }
  }

  private mutating func writeScaling() {
    let value = program.inputScaling == nil ? "value" : "(value - inputOffsets[i]) / inputScales[i]"
    let read = program.replacements == nil ? "inputs[i]" : "inputs[i].isNaN ? replacements[i] : inputs[i]"
    write(
      """
        for i in 0..<inputCount {
          let value = \(read)
          a[i] = REAL(\(value))
          if !a[i].isFinite { return i }
        }
      """)
  }

  /// The products of some groups of outputs.
  private func call(
    _ run: SourceLayer.GroupRun, _ layer: SourceLayer, _ index: Int, _ source: String, _ destination: String
  ) -> String {
    let vector = run.width == 1 ? "" : "SIMD\(run.width)<REAL>.self, "
    func call(_ output: String) -> String {
      func place(_ name: String, _ factor: Int = 1) -> String {
        output == "0" ? name : "\(name) + \(output)\(factor == 1 ? "" : " * \(factor)")"
      }
      return
        "product(\(vector)\(layer.inputCount), \(source), \(place("weights\(index)", layer.inputCount)), "
        + "\(place("biases\(index)")), \(place(destination)))"
    }
    guard run.count > 1 else { return "  \(call("\(run.first)"))" }
    let end = run.first + run.count * run.width
    return
      "  for output in stride(from: \(run.first), to: \(end), by: \(run.width)) {\n    \(call("output"))\n  }"
  }

  private mutating func writeOutputs(from source: String, count: Int) {
    write("  for i in 0..<\(count) { outputs[i] = Double(\(source)[i]) }")
    for operation in program.outputOperations {
      switch operation {
      case .exp: write("  for i in 0..<\(count) { outputs[i] = response(outputs[i]) }")
      case .complement: write("  outputs[1] = outputs[0]\n  outputs[0] = 1 - outputs[1]")
      case .unscale:
        write("  for i in 0..<\(count) { outputs[i] = outputs[i] * outputScales[i] + outputOffsets[i] }")
      case .scale, .dense, .activation, .softmax: break
      }
    }
    write("  return nil\n}")
  }

  private static let productOfOne = """

    // y = x w + b for one output: a chain of multiply-adds.
    @inline(__always) private static func product(
      _ count: Int, _ x: UnsafePointer<REAL>, _ w: UnsafePointer<REAL>, _ b: UnsafePointer<REAL>,
      _ y: UnsafeMutablePointer<REAL>
    ) {
      var sum = b[0]
      for i in 0..<count { sum = FMA(x[i], w[i], sum) }
      y[0] = sum
    }
    """

  private static let productOfMany = """

    // y = x w + b for as many outputs as a vector has numbers: one chain of multiply-adds for each.
    @inline(__always) private static func product<Vector: SIMD & BitwiseCopyable>(
      _: Vector.Type, _ count: Int, _ x: UnsafePointer<REAL>, _ w: UnsafePointer<REAL>,
      _ b: UnsafePointer<REAL>, _ y: UnsafeMutablePointer<REAL>
    ) where Vector.Scalar == REAL {
      var sums = UnsafeRawPointer(b).loadUnaligned(as: Vector.self)
      var weights = UnsafeRawPointer(w)
      for i in 0..<count {
        sums.addProduct(Vector(repeating: x[i]), weights.loadUnaligned(as: Vector.self))
        weights += MemoryLayout<Vector>.size
      }
      UnsafeMutableRawPointer(y).storeBytes(of: sums, as: Vector.self)
    }
    """

  /// Adds the functions that layers call.
  mutating func writeFunctions() {
    let parts = program.parts(of: layers, .swift)
    if !parts.isEmpty { write("") }
    for part in parts { write((part.text.hasPrefix("private static let") ? "" : "\n") + part.text) }
    let fma = layers.contains { SourceLayer.groups(of: $0.outputCount, precision).contains(1) }
    guard fma || parts.contains(where: { $0.text.contains("FMA(") }) else { return }
    write(
      """

      // a b + c, rounded once
      @inline(__always) private static func @fma(_ a: REAL, _ b: REAL, _ c: REAL) -> REAL {
        c.addingProduct(a, b)
      }
      """)
  }

  /// Adds weights, biases and scalings.
  mutating func writeNumbers() {
    write(Self.numbers)
    for (index, layer) in layers.enumerated() {
      write("\n// Layer \(index + 1): \(layer.inputCount) inputs, \(layer.outputCount) outputs.")
      write(numbers: layer.groupedWeights(precision), name: "weights\(index)", precision: precision)
      write(numbers: layer.biases, name: "biases\(index)", precision: precision)
    }
    if let scaling = program.inputScaling {
      write("")
      write(numbers: scaling.offsets, name: "inputOffsets", precision: .f64)
      write(numbers: scaling.scales, name: "inputScales", precision: .f64)
    }
    if let replacements = program.replacements {
      write("\n// What replaces missing values.")
      write(numbers: replacements.map { $0 ?? .nan }, name: "replacements", precision: .f64)
    }
    for case .unscale(let offsets, let scales) in program.outputOperations {
      write("")
      write(numbers: offsets, name: "outputOffsets", precision: .f64)
      write(numbers: scales, name: "outputScales", precision: .f64)
    }
  }

  private static let numbers = """

    // Numbers from the hexadecimal digits of their bits; they are kept as long as the program runs.
    private static func numbers<Number>(
      bits text: StaticString, count: Int, _ number: (UInt64) -> Number
    ) -> UnsafePointer<Number> {
      let memory = UnsafeMutablePointer<Number>.allocate(capacity: count)
      let digits = 2 * MemoryLayout<Number>.size
      var bits: UInt64 = 0
      var found = 0
      for byte in UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount) where byte >= 48 {
        bits = bits << 4 | UInt64(byte < 97 ? byte - 48 : byte - 87)
        found += 1
        guard found % digits == 0 else { continue }
        (memory + (found / digits - 1)).initialize(to: number(bits))
        bits = 0
      }
      return UnsafePointer(memory)
    }
    """
}
