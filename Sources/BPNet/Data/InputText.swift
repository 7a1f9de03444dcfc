/// The text of a file, or of standard input for "-"; what is no UTF-8 is replaced.
///
/// - Throws: as readers of data do for a file that is missing, empty or not to be read.
package func inputText(path: String) throws(BPNetError) -> String {
  try InputBytes(path: path).withBytes { String(decoding: $0, as: UTF8.self) }
}
