extension CFile {

  /// Adds weights, biases and scalings.
  mutating func writeNumbers() {
    for (index, layer) in layers.enumerated() {
      writeLine()
      write("/* Layer \(index + 1): \(layer.inputCount) inputs, \(layer.outputCount) outputs. */")
      write(numbers: layer.groupedWeights, name: "weights_\(index)", precision: precision)
      write(numbers: layer.biases, name: "biases_\(index)", precision: precision)
    }
    for operation in program.operations {
      switch operation {
      case .scale(let offsets, let scales, _) where !isIdentity(offsets, scales):
        writeLine()
        write(numbers: offsets, name: "input_offsets", precision: .f64)
        write(numbers: scales, name: "input_scales", precision: .f64)
      case .unscale(let offsets, let scales):
        writeLine()
        write(numbers: offsets, name: "output_offsets", precision: .f64)
        write(numbers: scales, name: "output_scales", precision: .f64)
      default: break
      }
    }
    if let replacements {
      write("\n/* What replaces missing values. */")
      write(numbers: replacements.map { $0 ?? .nan }, name: "replacements", precision: .f64)
    }
  }

  private func isIdentity(_ offsets: [Double], _ scales: [Double]) -> Bool {
    offsets.allSatisfy { $0 == 0 } && scales.allSatisfy { $0 == 1 }
  }

  /// Adds the functions that predict.
  mutating func writePredict() {
    let widths = Set(layers.flatMap { CLayer.groups(of: $0.outputCount) })
    for width in widths.sorted(by: >) { write(Self.product(width: width)) }
    write("\nint @predict(const double *inputs, double *outputs) {")
    write("  REAL a[\(width)], b[\(width)];\n  size_t i;")
    writeScaling()
    var (source, destination) = ("a", "b")
    for (index, layer) in layers.enumerated() {
      writeProducts(layer, index: index, from: source, to: destination)
      switch layer.function {
      case .none: break
      case .softmax: write("  @softmax(\(layer.outputCount), \(destination));")
      case .elements(let expression):
        write(
          """
            for (i = 0; i < \(layer.outputCount); ++i) {
              const REAL x = \(destination)[i];
              \(destination)[i] = \(expression);
            }
          """)
      }
      (source, destination) = (destination, source)
    }
    writeOutputs(from: source, count: layers.last?.outputCount ?? 0)
    write(Self.rows)
  }

  private mutating func writeScaling() {
    guard case .scale(let offsets, let scales, _) = program.operations.first else { return }
    let value =
      isIdentity(offsets, scales) ? "value" : "(value - @input_offsets[i]) / @input_scales[i]"
    write("  for (i = 0; i < @input_count; ++i) {")
    if replacements == nil {
      write("    const double value = inputs[i];")
    } else {
      write("    const double value = inputs[i] != inputs[i] ? @replacements[i] : inputs[i];")
    }
    write(
      """
          a[i] = (REAL)(\(value));
          if (!(a[i] - a[i] == 0)) return -1 - (int)i;
        }
      """)
  }

  /// Adds the products of a layer: whole groups of outputs, and what is left.
  private mutating func writeProducts(
    _ layer: CLayer, index: Int, from source: String, to destination: String
  ) {
    func call(_ width: Int, _ first: String, _ firstWeight: String) -> String {
      "@product_\(width)(\(layer.inputCount), \(source), @weights_\(index)\(firstWeight), "
        + "@biases_\(index)\(first), \(destination)\(first));"
    }
    let groups = CLayer.groups(of: layer.outputCount)
    let wide = groups.filter { $0 == CLayer.groupWidth }
    var first = wide.count > 1 ? wide.count * CLayer.groupWidth : 0
    if wide.count > 1 {
      write(
        """
          for (i = 0; i < \(first); i += \(CLayer.groupWidth)) {
            \(call(CLayer.groupWidth, " + i", " + i * \(layer.inputCount)"))
          }
        """)
    }
    for width in groups.dropFirst(wide.count > 1 ? wide.count : 0) {
      write(
        "  "
          + (first == 0 ? call(width, "", "") : call(width, " + \(first)", " + \(first * layer.inputCount)")))
      first += width
    }
  }

  private mutating func writeOutputs(from source: String, count: Int) {
    write("  for (i = 0; i < \(count); ++i) outputs[i] = (double)\(source)[i];")
    for operation in program.outputOperations {
      switch operation {
      case .exp: write("  for (i = 0; i < \(count); ++i) outputs[i] = @response(outputs[i]);")
      case .complement: write("  outputs[1] = outputs[0];\n  outputs[0] = 1 - outputs[1];")
      case .unscale:
        write(
          """
            for (i = 0; i < \(count); ++i) {
              /* gcc 12 may make one rounding of two, contraction or not; not of a volatile number. */
              const volatile double product = outputs[i] * @output_scales[i];
              outputs[i] = product + @output_offsets[i];
            }
          """)
      case .scale, .dense, .activation, .softmax: break
      }
    }
    guard case .largest = program.decision else { return write("  return 0;\n}") }
    write(
      """
        {
          int largest = 0, k;
          for (k = 1; k < @output_count; ++k) {
            if (outputs[k] > outputs[largest]) largest = k;
          }
          return largest;
        }
      }
      """)
  }

  mutating func writeEnd() { writeLine("\n#endif") }

  /// The function that computes `width` neurons.
  private static func product(width: Int) -> String {
    """

    /* y = x w + b for \(width) outputs: one chain of multiply-adds for each. */
    static void @product_\(width)(size_t count, const REAL *x, const REAL *w, const REAL *b, REAL *y) {
      REAL sums[\(width)];
      size_t i, k;
      for (k = 0; k < \(width); ++k) sums[k] = b[k];
      for (i = 0; i < count; ++i, w += \(width)) {
        for (k = 0; k < \(width); ++k) sums[k] = FMA(x[i], w[k], sums[k]);
      }
      for (k = 0; k < \(width); ++k) y[k] = sums[k];
    }
    """
  }

  private static let rows = """

    size_t @predict_rows(size_t count, const double *inputs, double *outputs) {
      size_t i;
      for (i = 0; i < count; ++i) {
        if (@predict(inputs + i * @input_count, outputs + i * @output_count) < 0) break;
      }
      return i;
    }
    """
}

extension CLayer {
  /// The most outputs that are computed side by side.
  static let groupWidth = 16

  /// The sizes of groups of outputs that are computed side by side: as wide as possible, in falling order.
  static func groups(of outputCount: Int) -> [Int] {
    var groups = [Int](repeating: groupWidth, count: outputCount / groupWidth)
    for width in [8, 4, 2, 1] where outputCount & width != 0 { groups.append(width) }
    return groups
  }

  /// The weights, group after group `[in][width]`.
  var groupedWeights: some Sequence<Double> {
    var start = 0
    var order: [Range<Int>] = []
    for width in Self.groups(of: outputCount) {
      order.append(start..<start + width)
      start += width
    }
    return order.lazy.flatMap { outputs in
      (0..<inputCount).lazy.flatMap { input in
        outputs.lazy.map { weights[$0 * inputCount + input] }
      }
    }
  }
}
