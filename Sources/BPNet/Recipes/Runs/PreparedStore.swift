/// A cache of data that were prepared for one run and serve others; each entry is made by the first run that
/// needs it.
///
/// If the entries exceed their memory, the oldest is discarded, and made again when it is needed.
final class PreparedStore: Sendable {
  /// What an entry depends on.
  struct Key: Hashable, Sendable {
    /// The recipe's choices about the data (`TrainingRecipe.dataChoices`), or the whole recipe.
    let choices: TrainingRecipe
    var precision: Precision?
    /// The fold that is held back; the division into folds itself has the index −1.
    var fold: Run.Fold?
    /// Whether the entry is a recipe with the choices that its preset leaves to the rows held back.
    var isDecision = false
  }

  private typealias Entry = Monitor<Result<any Sendable, BPNetError>?>

  private struct State {
    var entries: [Key: Entry] = [:]
    /// The keys, the oldest first, with the sizes of their entries.
    var ages: [(key: Key, byteCount: Int)] = []
  }

  private let state = Monitor(State())
  private let byteCount: Int

  /// - Parameter byteCount: the memory that all entries together may take, in bytes.
  init(byteCount: Int) { self.byteCount = byteCount }

  /// The value of a key, which is made if there is none.
  ///
  /// - Parameters:
  ///   - key: what the value depends on.
  ///   - byteCount: the approximate size of the value.
  ///   - isWorthKeeping: whether a value serves others, too.
  ///   - make: a closure that makes the value.
  func value<Value: Sendable>(
    of key: Key, byteCount: Int, isWorthKeeping: (Value) -> Bool = { _ in true },
    make: () throws(BPNetError) -> Value
  ) throws(BPNetError) -> Value {
    let entry = entry(key, byteCount: byteCount)
    let result: Result<any Sendable, BPNetError> = entry.update { result in
      if let result { return result }
      let made: Result<any Sendable, BPNetError>
      var isKept = true
      do throws(BPNetError) {
        let value = try make()
        isKept = isWorthKeeping(value)
        made = .success(value)
      } catch {
        made = .failure(error)
      }
      if isKept { result = made }
      return made
    }
    guard let value = try result.get() as? Value else { preconditionFailure("a key has values of one type") }
    return value
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
