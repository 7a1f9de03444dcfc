/// The suggestion for a mistyped name.
package enum NearestMatch {
  /// The most characters of names that are compared.
  private static let longestName = 100

  /// The candidate most similar to `text`, or nil if none is similar.
  ///
  /// Similar means an edit distance of at most a third of the longer name (at least 1), ignoring case; a name
  /// that begins with `text` is similar too. Of equally similar candidates the first is returned.
  ///
  /// - Complexity: O(c·n·m) for c candidates and lengths n and m.
  package static func suggestion(for text: String, among candidates: [String]) -> String? {
    // A longer text may be no name at all, and the time grows with the product of both lengths.
    guard text.utf8.count <= 4 * longestName else { return nil }
    let typed = Array(text.lowercased())
    guard !typed.isEmpty else { return nil }
    var best: (candidate: String, distance: Int)?
    for candidate in candidates where candidate.utf8.count <= 4 * longestName {
      let name = Array(candidate.lowercased())
      let distance = editDistance(typed, name)
      let isNear = distance <= max(1, max(typed.count, name.count) / 3) && distance < name.count
      if isNear, distance < best?.distance ?? Int.max {
        best = (candidate, distance)
      }
    }
    if let best { return best.candidate }
    return typed.count < 2 ? nil : candidates.first { $0.lowercased().hasPrefix(text.lowercased()) }
  }

  /// Up to three of `names`, the most similar to `text` first, similar or not.
  ///
  /// - Complexity: as `suggestion(for:among:)`.
  static func closest(to text: String, among names: [String]) -> [String] {
    let typed = Array(text.prefix(longestName).lowercased())
    let ranked = names.enumerated().map { index, name in
      (distance: editDistance(typed, Array(name.prefix(longestName).lowercased())), index: index)
    }
    return ranked.sorted { ($0.distance, $0.index) < ($1.distance, $1.index) }.prefix(3).map {
      names[$0.index]
    }
  }

  /// The optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours,
  /// each counted as 1.
  static func editDistance(_ first: [Character], _ second: [Character]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...second.count)
    for i in first.indices {
      var current = [i + 1]
      for j in second.indices {
        let substitution = previous[j] + (first[i] == second[j] ? 0 : 1)
        var distance = min(substitution, previous[j + 1] + 1, current[j] + 1)
        if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
          distance = min(distance, beforePrevious[j - 1] + 1)
        }
        current.append(distance)
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[second.count]
  }
}
