extension CFile {
  /// Adds the comment at the beginning of the file, and what the source needs.
  mutating func writeBeginning() {
    write(
      """
      /* Written by bpnet \(libraryVersion).

         A network of \(program.sizeText) neurons in \(precision == .f32 ? "single" : "double") precision.
         The numbers that @predict writes are those of `bpnet predict`, bit for bit.

         Compile this file alone, as C99 or C++17. To declare its names in another one:

             #define @@DECLARATIONS
             #include "THIS FILE"

         It needs \(precision == .f32 ? "fmaf" : "fma") of the C library, and no other function. With an \
      instruction for it, which optimising
         compilers find by themselves on x86-64 (gcc and clang) and aarch64, and with -mfpu=vfpv4 on 32-bit
         ARM, it is many times faster. For a processor without one, @@NO_FMA has products and sums rounded one
         by one, which needs no library at all and changes the last digits. So do -ffast-math, which also
         loses missing values, and the x87 of 32-bit x86 (-msse2 -mfpmath=sse is exact).

         It uses no memory besides \(stackText) on the stack, and any number of threads may call it. */
      """)
    writeGuard()
  }

  /// Adds the beginning of what other files see.
  mutating func writeGuard() {
    write(
      """
      #ifndef @@H
      #define @@H
      #include <stddef.h>\(cell.type == "double" ? "" : "\n#include <stdint.h>")
      #ifdef __cplusplus
      extern "C" {
      #endif

      enum {
      """)
    write("  @input_count = \(program.inputCount),")
    if program.window > 1 {
      write("  @column_count = \(program.columns.count), /* inputs are the rows of a window */")
      write("  @window = \(program.window),")
    }
    write("  @output_count = \(program.outputNames.count)\n};\n")
  }

  private var stackText: String {
    let bytes = 2 * width * (precision == .f32 ? 4 : 8) + 256
    return bytes < 4096 ? "\(bytes) bytes" : "\((bytes + 1023) / 1024) kB"
  }

  /// Adds what other files see.
  mutating func writeDeclarations() {
    write(
      """
      /* The columns of the data, in the order of the inputs\
      \(program.window > 1 ? "; a row has one value for each" : ""). */
      extern const char *const @input_names[\(program.columns.count)];
      """)
    switch program.decision {
    case .largest(let labels):
      write(
        """
        /* The labels of the classes; output i is the probability of class i. */
        extern const char *const @labels[\(labels.count)];
        """)
    case .secondLabels(let pairs, _, let threshold):
      write(
        """
        /* The columns of labels; output i is the probability of the second label of column i. */
        extern const char *const @output_names[\(pairs.count)];
        /* The two labels of each column: the prediction is
           @labels[i][outputs[i] > \(thresholdText ?? "\(threshold)")]. */
        extern const char *const @labels[\(pairs.count)][2];
        """)
    case .values(let names):
      write(
        """
        /* What the outputs are, in the units of the data. */
        extern const char *const @output_names[\(names.count)];
        """)
    }
    writeDeclarationsOfFunctions()
    write(
      """

      #ifdef __cplusplus
      }
      #endif
      #endif

      #ifndef @@DECLARATIONS
      """)
  }

  private mutating func writeDeclarationsOfFunctions() {
    let result =
      switch program.decision {
      case .largest: "the class, an index into @labels"
      case .secondLabels, .values: "0"
      }
    let invalid = cell.type == "double" ? ", infinite or too large" : ""
    let rows = program.window > 1 ? ": \(program.window) rows, the oldest first" : ""
    write(
      """

      /* Predicts from @input_count numbers in the units of the data\(rows), and writes @output_count numbers.
         MISSING is a missing value. Returns \(result); or -1 - i if input i is
         missing\(program.replacements == nil ? "" : " and nothing replaces it")\(invalid),
         in which case nothing is written. */
      int @predict(const CELL *inputs, CELL *outputs);

      /* Predicts for `count` rows, one after the other. Returns the number of rows before the first one that
         cannot be predicted, so `count` if there is none. */
      size_t @predict_rows(size_t count, const CELL *inputs, CELL *outputs);
      """)
    guard program.hasWords else { return }
    write(
      """

      /* The columns of the data before words become inputs. */
      enum { @source_count = \(program.sources.count) };
      extern const char *const @source_names[\(program.sources.count)];

      /* Sets the inputs that are made of column `source`, an index into @source_names, to those of a number,
         or of a missing value. Returns 0; or -1 for a number in a column of words, which is then a missing
         value: words of digits are words, too. */
      int @set_number(CELL *inputs, int source, CELL value);

      /* Sets the inputs that are made of column `source` to those of a word in UTF-8. Returns 0; or
         -1 for a word that the column cannot have, which is then a missing value. */
      int @set_word(CELL *inputs, int source, const char *word);
      """)
  }

  /// Adds what floating point needs.
  mutating func writeIncludes() {
    write(
      """
      #include <math.h>
      #include <stdint.h>
      #include <string.h>

      /* Products and sums are rounded one by one, unless they are said to be one operation. */
      #if defined(__clang__)
      #pragma STDC FP_CONTRACT OFF
      #elif defined(__GNUC__) && defined(__OPTIMIZE__) && !defined(__OPTIMIZE_SIZE__)
      #pragma GCC optimize("O3", "fp-contract=off")
      #elif defined(__GNUC__)
      #pragma GCC optimize("fp-contract=off")
      #elif defined(_MSC_VER)
      #pragma fp_contract(off)
      #endif

      /* If the compiler may not use the instruction for multiply-adds on x86-64, there is a second version
         that uses it where the processor has it. */
      #if defined(__GNUC__) && defined(__x86_64__) && defined(__OPTIMIZE__) && \\
          !defined(__OPTIMIZE_SIZE__) && !defined(__FMA__) && !defined(@@NO_FMA)
      #define @@TWO_VERSIONS
      #define @@INLINE static __inline__ __attribute__((always_inline))
      #else
      #define @@INLINE static
      #endif

      #ifdef @@NO_FMA
      #define @fma(a, b, c) ((a) * (b) + (c))
      #else
      #define @fma(a, b, c) \(precision == .f32 ? "fmaf" : "fma")(a, b, c)
      #endif

      """)
  }

  /// Adds names and labels.
  mutating func writeTexts() {
    write(texts: program.columns, name: "input_names")
    switch program.decision {
    case .largest(let labels): write(texts: labels, name: "labels")
    case .values(let names): write(texts: names, name: "output_names")
    case .secondLabels(let pairs, let names, _):
      write(texts: names, name: "output_names")
      write("const char *const @labels[\(pairs.count)][2] = {")
      for pair in pairs { writeLine("    {\(pair.map(CText.string).joined(separator: ", "))},") }
      writeLine("};")
    }
    writeWords()
  }

  /// Adds the functions that layers call.
  mutating func writeFunctions() {
    writeLine()
    for part in program.parts(of: layers, .c) {
      // A blank line before functions, none between constants.
      write((part.text.hasPrefix("static const REAL") ? "" : "\n") + part.text)
    }
  }
}
