extension CFile {
  /// Adds weights, biases and scalings.
  mutating func writeNumbers() {
    for (index, layer) in layers.enumerated() {
      writeLine()
      write("/* Layer \(index + 1): \(layer.inputCount) inputs, \(layer.outputCount) outputs. */")
      write(numbers: layer.groupedWeights(precision), name: "weights_\(index)", precision: precision)
      write(numbers: layer.biases, name: "biases_\(index)", precision: precision)
    }
    if let scaling = program.inputScaling {
      writeLine()
      write(numbers: scaling.offsets, name: "input_offsets", precision: .f64)
      write(numbers: scaling.scales, name: "input_scales", precision: .f64)
    }
    for case .unscale(let offsets, let scales) in program.outputOperations {
      writeLine()
      write(numbers: offsets, name: "output_offsets", precision: .f64)
      write(numbers: scales, name: "output_scales", precision: .f64)
    }
    if let replacements = program.replacements {
      write("\n/* What replaces missing values. */")
      write(numbers: replacements.map { $0 ?? .nan }, name: "replacements", precision: .f64)
    }
  }

  /// Adds the functions that predict.
  mutating func writePredict() {
    let widths = Set(layers.flatMap { SourceLayer.groups(of: $0.outputCount, precision) })
    for width in widths.sorted(by: >) { write(Self.product(width: width)) }
    write("\n@@INLINE int @predict_row(const double *inputs, double *outputs) {")
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
    write(Self.versions)
    write(Self.rows)
  }

  private mutating func writeScaling() {
    let value = program.inputScaling == nil ? "value" : "(value - @input_offsets[i]) / @input_scales[i]"
    write("  for (i = 0; i < @input_count; ++i) {")
    if program.replacements == nil {
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
    _ layer: SourceLayer, index: Int, from source: String, to destination: String
  ) {
    for run in layer.groupRuns(precision) {
      func place(_ name: String, _ factor: Int = 1) -> String {
        let first = run.first == 0 ? "" : " + \(run.first * factor)"
        return name + first + (run.count == 1 ? "" : factor == 1 ? " + i" : " + i * \(factor)")
      }
      let call =
        "@product_\(run.width)(\(layer.inputCount), \(source), "
        + "\(place("@weights_\(index)", layer.inputCount)), \(place("@biases_\(index)")), "
        + "\(place(destination)));"
      if run.count > 1 {
        write("  for (i = 0; i < \(run.count * run.width); i += \(run.width)) {\n    \(call)\n  }")
      } else {
        write("  \(call)")
      }
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
    write(Self.decision(program))
  }

  /// The end of a function that predicts: what it returns.
  static func decision(_ program: InferenceProgram) -> String {
    guard case .largest = program.decision else { return "  return 0;\n}" }
    return """
        {
          int largest = 0, k;
          for (k = 1; k < @output_count; ++k) {
            if (outputs[k] > outputs[largest]) largest = k;
          }
          return largest;
        }
      }
      """
  }

  mutating func writeEnd() { writeLine("\n#endif") }

  /// The function that computes `width` neurons.
  private static func product(width: Int) -> String {
    """

    /* y = x w + b for \(width) outputs: one chain of multiply-adds for each. */
    @@INLINE void @product_\(width)(size_t count, const REAL *x, const REAL *w, const REAL *b, REAL *y) {
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

  private static let versions = """

    #ifdef @@TWO_VERSIONS
    __attribute__((target("avx2,fma"))) static int @predict_fast(const double *inputs, double *outputs) {
      return @predict_row(inputs, outputs);
    }
    #endif

    int @predict(const double *inputs, double *outputs) {
    #ifdef @@TWO_VERSIONS
      if (__builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2")) {
        return @predict_fast(inputs, outputs);
      }
    #endif
      return @predict_row(inputs, outputs);
    }
    """

  /// The function for many rows.
  static let rows = """

    size_t @predict_rows(size_t count, const CELL *inputs, CELL *outputs) {
      size_t i;
      for (i = 0; i < count; ++i) {
        if (@predict(inputs + i * @input_count, outputs + i * @output_count) < 0) break;
      }
      return i;
    }
    """
}
