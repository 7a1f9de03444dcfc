/// A C file that predicts in whole numbers.
struct QuantizedCFile {
  private let program: InferenceProgram
  private let network: QuantizedNetwork
  private var file: CFile

  var bytes: [UInt8] { file.text.bytes }

  /// - Precondition: the options have a quantization.
  init(_ program: InferenceProgram, _ options: ExportOptions) throws(BPNetError) {
    self.program = program
    file = try CFile(program, options)
    guard let quantization = options.quantization else { preconditionFailure("the export is quantized") }
    network = try QuantizedNetwork(
      program, quantization.calibration, weightBits: quantization.weightBits, options)
    file.cell = ("int32_t", "@@MISSING")
    if case .secondLabels(_, _, let threshold) = program.decision {
      let bits = network.outputBits.first ?? 0
      file.thresholdText = "\((threshold * .powerOfTwo(bits)).rounded(to: 2e9))"
    }
    writeHead()
    file.writeTexts()
    writeNumbers()
    writeFunctions()
    writePredict()
    file.writeEnd()
  }

  private mutating func writeHead() {
    file.write(
      """
      /* Written by bpnet \(libraryVersion).

         A network of \(program.sizeText) neurons in whole numbers, without floating point: weights of
         \(network.weightBits) bits, values between layers of 16 bits, \(network.byteCount) bytes.

         Input i is a number in the units of the data times 2^@input_bits[i], rounded to a whole number;
         output i is one times 2^@output_bits[i]. Numbers beyond those of the data that the ranges were
         taken from are cut off at about twice these.

         Compile this file alone, as C99 or C++17. To declare its names in another one:

             #define @@DECLARATIONS
             #include "THIS FILE"

         It needs no library but what the compiler brings for 64-bit numbers. Any number of threads may
         call it. */
      """)
    file.writeGuard()
    file.write(
      """
      /* A missing value. */
      #define MISSING INT32_MIN
      /* The bits of each number's fraction; below 0 the number is a multiple of a power of two. */
      extern const int8_t @input_bits[\(network.inputs.count)];
      extern const int8_t @output_bits[\(network.outputBits.count)];
      """)
    file.writeDeclarations()
  }

  private mutating func write(
    _ name: String, _ type: String, _ numbers: some Sequence<Int>, isPublic: Bool = false
  ) {
    file.write("\(isPublic ? "" : "static ")const \(type) @\(name)[] = {")
    file.text.list(numbers.map { "\($0)" })
    file.write("};")
  }

  /// Adds a factor for each of some numbers.
  private mutating func write(_ name: String, _ factors: [FixedPointFactor]) {
    write("\(name)_factors", "int32_t", factors.map { Int($0.factor) })
    write("\(name)_shifts", "int8_t", factors.map(\.shift))
  }

  private mutating func writeNumbers() {
    write("input_bits", "int8_t", network.inputs.map(\.bits), isPublic: true)
    write("output_bits", "int8_t", network.outputBits, isPublic: true)
    file.write("")
    write("input_offsets", "int32_t", network.inputs.map { Int($0.offset) })
    write("input", network.inputs.map(\.factor))
    if program.replacements != nil {
      file.write("/* What replaces missing values. */")
      let numbers = network.inputs.map { $0.replacement ?? .min }
      // The least number cannot be written as such.
      file.write("static const int16_t @replacements[] = {")
      file.text.list(numbers.map { $0 == .min ? "INT16_MIN" : "\($0)" })
      file.write("};")
    }
    for (index, layer) in network.layers.enumerated() {
      file.write("\n/* Layer \(index + 1): \(layer.inputCount) inputs, \(layer.outputCount) outputs. */")
      write("weights_\(index)", weightType, layer.weights.map(Int.init))
      write("biases_\(index)", "int32_t", layer.biases.map(Int.init))
      write("layer_\(index)", layer.factors)
      if let table = layer.function.table { write("table_\(index)", "int16_t", table.values.map(Int.init)) }
    }
    guard !network.outputs.isEmpty else { return }
    file.write("")
    write("output_offsets", "int32_t", network.outputs.map { Int($0.offset) })
    write("output", network.outputs.map(\.factor))
  }

  private var weightType: String { network.weightBits == 8 ? "int8_t" : "int16_t" }

  private mutating func writeFunctions() {
    file.write(Self.arithmetic)
    for isShort in Set(network.layers.map(\.hasShortSums)).sorted(by: { $0 && !$1 }) {
      file.write(Self.product(isShort: isShort, weightType: weightType))
    }
    if network.layers.contains(where: { $0.function.table != nil }) { file.write(Self.tableValue) }
  }

  private static let arithmetic = """

    /* value factor / 2^shift, rounded to the nearest number, halves away from 0 */
    static int64_t @scaled(int64_t value, int32_t factor, int shift) {
      const int64_t product = value * factor, half = (int64_t)1 << (shift - 1);
      return product < 0 ? -((half - product) >> shift) : (product + half) >> shift;
    }

    static int32_t @clamped(int64_t value, int32_t limit) {
      return value > limit ? limit : value < -limit ? -limit : (int32_t)value;
    }
    """

  private static func product(isShort: Bool, weightType: String) -> String {
    let sum = isShort ? "int32_t" : "int64_t"
    return """

      /* z = w x + b in the units of net inputs; sums are exact. */
      static void @product_\(isShort ? 32 : 64)(int inputs, int outputs, const \(weightType) *w,
                             const int32_t *b, const int32_t *factors, const int8_t *shifts,
                             const int16_t *x, int32_t *z) {
        int i, k;
        for (k = 0; k < outputs; ++k, w += inputs) {
          \(sum) sum = b[k];
          for (i = 0; i < inputs; ++i) sum += \(isShort ? "w[i]" : "(int64_t)w[i]") * x[i];
          z[k] = @clamped(@scaled(sum, factors[k], shifts[k]), \(QuantizedNetwork.netInputLimit));
        }
      }
      """
  }

  private static let tableValue = """

    /* The value of a function at a place in a table, between whose values it is a line. */
    static int32_t @table_value(const int16_t *table, int32_t place) {
      const int32_t low = table[place >> \(FunctionTable.fractionBits)];
      const int32_t high = table[(place >> \(FunctionTable.fractionBits)) + 1];
      const int32_t part = place & \(1 << FunctionTable.fractionBits - 1);
      return low + (int32_t)@scaled((int64_t)(high - low) * part, 1, \(FunctionTable.fractionBits));
    }
    """
}

extension QuantizedCFile {
  private mutating func writePredict() {
    let width = max(program.inputCount, network.layers.map(\.outputCount).max() ?? 0)
    file.write("\nint @predict(const int32_t *inputs, int32_t *outputs) {")
    file.write(
      "  int16_t x[\(width)];\n  int32_t z[\(network.layers.map(\.outputCount).max() ?? 0)];\n  int i;")
    writeInputs()
    for (index, layer) in network.layers.enumerated() {
      let isLast = index == network.layers.count - 1
      file.write(
        "  @product_\(layer.hasShortSums ? 32 : 64)(\(layer.inputCount), \(layer.outputCount), "
          + "@weights_\(index), @biases_\(index), @layer_\(index)_factors,\n"
          + "             @layer_\(index)_shifts, x, z);")
      writeFunction(layer, index, target: isLast ? "z" : "x")
    }
    writeOutputs(count: network.layers.last?.outputCount ?? 0)
    file.write(CFile.rows)
  }

  private mutating func writeInputs() {
    let missing =
      program.replacements == nil
      ? "    if (inputs[i] == MISSING) return -1 - i;"
      : """
          if (inputs[i] == MISSING) {
            if (@replacements[i] == INT16_MIN) return -1 - i;
            x[i] = @replacements[i];
            continue;
          }
      """
    file.write(
      """
        for (i = 0; i < @input_count; ++i) {
      \(missing)
          x[i] = (int16_t)@clamped(@scaled((int64_t)inputs[i] - @input_offsets[i], @input_factors[i],
                                           @input_shifts[i]), \(QuantizedNetwork.valueLimit));
        }
      """)
  }

  /// Adds what makes a layer's values of its net inputs.
  private mutating func writeFunction(_ layer: QuantizedNetwork.Layer, _ index: Int, target: String) {
    let limit = target == "z" ? QuantizedNetwork.netInputLimit : QuantizedNetwork.valueLimit
    let loop = "  for (i = 0; i < \(layer.outputCount); ++i)"
    let cast = target == "z" ? "" : "(int16_t)"
    switch layer.function {
    case .none:
      if target == "x" { file.write("\(loop) x[i] = (int16_t)@clamped(z[i], \(limit));") }
    case .rectifier(let slope):
      let below = slope.factor == 0 ? "0" : "@scaled(z[i], \(slope.factor), \(slope.shift))"
      file.write("\(loop) \(target)[i] = \(cast)@clamped(z[i] < 0 ? \(below) : z[i], \(limit));")
    case .hardLimit: file.write("\(loop) \(target)[i] = z[i] < 0 ? 0 : \(QuantizedNetwork.valueLimit);")
    case .table(let table):
      let last = table.values.count - 1
      let tail =
        table.tail.map {
          "@clamped(@scaled(z[i], \($0.factor), \($0.shift)), \(QuantizedNetwork.valueLimit))"
        }
        ?? "@table_\(index)[\(last)]"
      file.write(
        """
          for (i = 0; i < \(layer.outputCount); ++i) {
            \(target)[i] = \(cast)(z[i] <= \(table.first) ? @table_\(index)[0]
                : z[i] >= \(table.last) ? \(tail)
                : @table_value(@table_\(index), z[i] - (\(table.first))));
          }
        """)
    case .softmax(let table):
      let bits = QuantizedNetwork.probabilityBits
      file.write(
        """
          {
            int32_t largest = z[0];
            int64_t sum = 0;
            for (i = 1; i < \(layer.outputCount); ++i) largest = z[i] > largest ? z[i] : largest;
            for (i = 0; i < \(layer.outputCount); ++i) {
              const int64_t below = (int64_t)z[i] - largest;
              z[i] = below <= \(table.first) ? @table_\(index)[0]
                  : below >= 0 ? @table_\(index)[\(table.values.count - 1)]
                  : @table_value(@table_\(index), (int32_t)(below - (\(table.first))));
              sum += z[i];
            }
            for (i = 0; i < \(layer.outputCount); ++i) {
              z[i] = (int32_t)((((int64_t)z[i] << \(bits)) + sum / 2) / sum);
            }
          }
        """)
    }
  }

  private mutating func writeOutputs(count: Int) {
    if network.hasComplement {
      file.write("  outputs[0] = \(1 << QuantizedNetwork.probabilityBits) - z[0];\n  outputs[1] = z[0];")
    } else if network.outputs.isEmpty {
      file.write("  for (i = 0; i < \(count); ++i) outputs[i] = z[i];")
    } else {
      file.write(
        """
          for (i = 0; i < \(count); ++i) {
            outputs[i] = @clamped(@scaled(z[i], @output_factors[i], @output_shifts[i]) + @output_offsets[i],
                                  INT32_MAX);
          }
        """)
    }
    file.write(CFile.decision(program))
  }
}
