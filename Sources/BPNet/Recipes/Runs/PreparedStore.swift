/// What was prepared for one run and serves others: each piece is made once, by whoever needs it first.
///
/// When the pieces take more memory than they may, the oldest is forgotten, and made again when it is needed.
final class PreparedStore: Sendable {
  /// What a piece depends on.
  struct Key: Hashable, Sendable {
    /// What its recipe says of the data, or all of it.
    let choices: TrainingRecipe
    var precision: Precision?
    /// The fold that is left out; of the division into folds the index is −1.
    var fold: Run.Fold?
    /// Whether the piece is the recipe that its preset leads to.
    var isDecision = false
  }

  private typealias Entry = Monitor<Result<any Sendable, BPNetError>?>

  private struct State {
    var entries: [Key: Entry] = [:]
    /// The keys by age, with what their pieces take.
    var ages: [(key: Key, byteCount: Int)] = []
  }

  private let state = Monitor(State())
  private let byteCount: Int

  /// - Parameter byteCount: the most bytes that all pieces may take.
  init(byteCount: Int) { self.byteCount = byteCount }

  /// The piece of a key, made if there is none.
  ///
  /// - Parameter byteCount: what the piece takes, about.
  func piece<Piece: Sendable>(
    _ key: Key, byteCount: Int, make: () throws(BPNetError) -> Piece
  ) throws(BPNetError) -> Piece {
    let entry = entry(key, byteCount: byteCount)
    let result: Result<any Sendable, BPNetError> = entry.update { result in
      if let result { return result }
      let made: Result<any Sendable, BPNetError>
      do throws(BPNetError) { made = .success(try make()) } catch { made = .failure(error) }
      result = made
      return made
    }
    guard let piece = try result.get() as? Piece else { preconditionFailure("a key has one kind of piece") }
    return piece
  }

  private func entry(_ key: Key, byteCount: Int) -> Entry {
    state.update { state in
      if let entry = state.entries[key] { return entry }
      state.ages.append((key, byteCount))
      while state.ages.count > 1, MemoryBudget.sum(state.ages.map(\.byteCount)) > self.byteCount {
        state.entries[state.ages.removeFirst().key] = nil
      }
      let entry = Entry(nil)
      state.entries[key] = entry
      return entry
    }
  }
}
