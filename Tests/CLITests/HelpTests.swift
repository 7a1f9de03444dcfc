import CommandSupport
import Testing

@Suite struct HelpTests {
  @Test func commandHelpListsEverything() {
    let expected = """
      Train a network.

      Usage: bpnet train DATA [KIND] [options]

      Arguments:
        DATA               the data file
        KIND               what to do

      Training:
        --epochs N         how many epochs to train for [default: 100]
        --folds K          folds [default: 5]
        --seed N           the seed [default: 0]
        --learning-rate X  the learning rate [default: auto]
        --momentum X       the momentum [default: 0.9]
        --dropout P        the share of outputs dropped [default: 0]
        --hidden SIZES     sizes of the hidden layers [default: auto]
        --ignore COL       a column to ignore [may be repeated]
        --normalize, --normalise NAME
                           the normalisation [default: zscore]
        -n, --no-shuffle   keep the order of the rows

      Output:
        -o FILE            where to write
        --progress MODE    how progress is shown [default: auto]
        --json             print the results as JSON, one object on one line, with all
                           digits
        -q, --quiet        print neither progress nor notes; warnings and errors
                           remain

      Help:
        -h, --help         print this help

      Examples:
        bpnet train iris.csv
        bpnet train iris.csv --epochs 10

      """
    let text = SampleCommand.command.helpText(program: "bpnet", width: 80)
    #expect(text == expected)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 && $0.last != " " })
  }

  /// In a narrow window explanations stand below what they explain.
  @Test func narrowWindowsCutNoWord() {
    for width in [40, 50] {
      let text = SampleCommand.command.helpText(program: "bpnet", width: width)
      let lines = text.split(separator: "\n")
      // Examples are to be typed as they are.
      #expect(lines.allSatisfy { $0.count <= width || $0.hasPrefix("  bpnet") }, "\(text)")
      #expect(text.contains("  --momentum X\n      the momentum [default: 0.9]\n"), "\(text)")
    }
  }

  @Test(arguments: [80, 100]) func explanationsBeginInOneColumn(width: Int) {
    let text = SampleCommand.command.helpText(program: "bpnet", width: width)
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("  -") && $0.contains("  ") }
    let columns = Set(
      lines.compactMap { line -> Int? in
        guard let gap = line.dropFirst(2).firstRange(of: "  ") else { return nil }
        return line[gap.lowerBound...].firstIndex { $0 != " " }.map {
          line.distance(from: line.startIndex, to: $0)
        }
      })
    #expect(columns.count == 1)
    #expect(lines.count > 10)
  }
}
