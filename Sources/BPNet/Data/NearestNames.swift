/// Up to three of `names`, those that most resemble `name` first.
///
/// - Complexity: O(n·m) in the characters of `name` and of all names together.
func nearestNames(to name: String, among names: [String]) -> [String] {
  let target = Array(name.lowercased().unicodeScalars)
  let ranked = names.enumerated().map { index, candidate in
    (distance: editDistance(target, Array(candidate.lowercased().unicodeScalars)), index: index)
  }
  let nearest = ranked.sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }
  return nearest.prefix(3).map { names[$0.index] }
}

/// The least number of characters to insert, delete or replace that turns one text into the other
/// (Levenshtein).
private func editDistance(_ first: [Unicode.Scalar], _ second: [Unicode.Scalar]) -> Int {
  var distances = Array(0...second.count)
  for (row, scalar) in first.enumerated() {
    var diagonal = distances[0]
    distances[0] = row + 1
    for (column, other) in second.enumerated() {
      let replaced = diagonal + (scalar == other ? 0 : 1)
      diagonal = distances[column + 1]
      distances[column + 1] = min(replaced, diagonal + 1, distances[column] + 1)
    }
  }
  return distances[second.count]
}
