extension CFile {
  /// Adds the functions that turn words into inputs, if the model has such columns.
  mutating func writeWords() {
    guard program.hasWords else { return }
    write(texts: program.sources.map(\.name), name: "source_names")
    var words: [(source: Int, word: String, input: Int)] = []
    var inputs: [(source: Int, input: Int)] = []
    for (index, source) in program.sources.enumerated() {
      inputs += source.inputs.map { (index, $0) }
      if case .words(let all) = source.content {
        words += zip(all, source.inputs).map { (index, $0, $1) }
      }
    }
    write(
      """

      /* The inputs that are made of each column. */
      static const struct {
        int source, input;
      } @made_inputs[] = {
      """)
    text.list(inputs.map { "{\($0.source), \($0.input)}" })
    write("};\n")
    writeContents()
    if !words.isEmpty {
      write("static const struct {\n  int source, input;\n  const char *word;\n} @words[] = {")
      text.list(words.map { "{\($0.source), \($0.input), \(CText.string($0.word))}" })
      write("};\n")
    }
    write(setNumber)
    write(Self.wordValues)
    write(setWord(hasCategories: !words.isEmpty))
  }

  /// Adds for each column whether it has numbers (0), truth values (1) or words (2).
  private mutating func writeContents() {
    let kinds = program.sources.map { source in
      switch source.content {
      case .number: "0"
      case .truth: "1"
      case .words: "2"
      }
    }
    write("/* 1 for columns of truth values, 2 for those of words. */\nstatic const char @contents[] = {")
    text.list(kinds)
    write("};\n")
  }

  private var setNumber: String {
    // NaN is the only number that differs from itself.
    let isMissing = cell.missing == "NAN" ? "value != value" : "value == MISSING"
    return """
      static void @set_inputs(CELL *inputs, int source, CELL value) {
        size_t i;
        for (i = 0; i < sizeof @made_inputs / sizeof @made_inputs[0]; ++i) {
          if (@made_inputs[i].source == source) inputs[@made_inputs[i].input] = value;
        }
      }

      int @set_number(CELL *inputs, int source, CELL value) {
        if (source < 0 || source >= @source_count) return -1;
        if (@contents[source] == 2) {
          @set_inputs(inputs, source, MISSING);
          return \(isMissing) ? 0 : -1;
        }
        @set_inputs(inputs, source, value);
        return 0;
      }
      """
  }

  private static let wordValues = """

    /* Whether a word is another one; capitals that the first has and the other has not do not matter if
       `folds`. */
    static int @is_word(const char *word, const char *other, int folds) {
      for (; *word && *other; ++word, ++other) {
        const char small = folds && 'A' <= *word && *word <= 'Z' ? (char)(*word - 'A' + 'a') : *word;
        if (small != *other) break;
      }
      return *word == *other;
    }

    """

  private func setWord(hasCategories: Bool) -> String {
    let unknown =
      program.allowsUnknownWords ? "return 0;" : "@set_inputs(inputs, source, MISSING);\n    return -1;"
    let categories = """
        if (@contents[source] == 2) {
          int found = 0;
          @set_inputs(inputs, source, 0);
          for (i = 0; i < sizeof @words / sizeof @words[0]; ++i) {
            if (@words[i].source != source || !@is_word(word, @words[i].word, 0)) continue;
            inputs[@words[i].input] = 1;
            found = 1;
          }
          if (found) return 0;
          \(unknown)
        }

      """
    return """
      int @set_word(CELL *inputs, int source, const char *word) {
        static const char *const truths[] = {
            "false", "true", "no", "yes", "f", "t", "n", "y", "off", "on", "0", "1",
        };
        size_t i;
        if (source < 0 || source >= @source_count) return -1;
      \(hasCategories ? categories : "")\
        for (i = 0; @contents[source] == 1 && i < sizeof truths / sizeof truths[0]; ++i) {
          if (!@is_word(word, truths[i], 1)) continue;
          @set_inputs(inputs, source, (CELL)(i % 2));
          return 0;
        }
        @set_inputs(inputs, source, MISSING);
        return -1;
      }
      """
  }
}
