/// The words of a column's name in lower case: parted by what is no letter, and before the capitals of
/// `PassengerId`.
func nameWords(_ name: String) -> [String] {
  var words: [String] = []
  var last: Character?
  for character in name {
    guard character.isLetter else {
      last = nil
      continue
    }
    let continues = last.map { !($0.isLowercase && character.isUppercase) } ?? false
    if continues, let word = words.popLast() {
      words.append(word + character.lowercased())
    } else {
      words.append(character.lowercased())
    }
    last = character
  }
  return words
}
