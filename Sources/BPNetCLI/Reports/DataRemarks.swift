import BPNet
import CommandSupport

extension Diagnostics {
  /// Says what the library remarks of data, in the words of the command line.
  func say(_ remark: Table.Remark) {
    let (text, hint) = (remark.text.withOptions(), remark.hint?.withOptions())
    if remark.isWarning { warn(text, hint: hint) } else { note(text) }
  }
}

extension String {
  /// This text with the options of training in place of arguments between backquotes.
  func withOptions() -> String {
    namingOptions(TrainOptions.sections.flatMap(\.options) + DataOptions.section.options)
  }
}
