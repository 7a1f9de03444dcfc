extension TrainingRecipe {
  /// Prepares a training on a thread of its own: no thread of Swift's concurrency waits for the networks that
  /// the default preset trains to make its choices.
  ///
  /// It comes to what `prepare` comes to. Cancelling the task that waits ends the comparison
  /// of candidates, as `shouldStop` does there, and what is returned has the choices without one.
  ///
  /// - Parameters:
  ///   - table: the data.
  ///   - validationTable: a separate table of validation data; nil means a part of `table`, if the recipe
  ///     holds one back.
  ///   - testTable: a separate table on which the result is evaluated, allowed only without `testFraction`.
  ///   - checkpoints: the folder to which choices are written that a preset makes by comparing candidates,
  ///     and from which they are taken if it resumes; nil for none.
  ///   - type: the element type of the network.
  ///   - onProgress: a closure that is called on that thread about ten times a second while candidates are
  ///     compared.
  /// - Throws: `BPNetError.invalidArgument` if a choice is not allowed or does not fit the data, or if the
  ///   system has no thread to give; `invalidData` if the data cannot be used.
  public func prepareInBackground<Element: Scalar>(
    _ table: Table, validationTable: Table? = nil, testTable: Table? = nil,
    checkpoints: CheckpointFolder? = nil, as type: Element.Type,
    onProgress: @escaping @Sendable (Run.Progress) -> Void = { _ in }
  ) async throws(BPNetError) -> PreparedTraining<Element> {
    let isCancelled = Monitor(false)
    let prepared = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isStarted = SystemThread.start {
          continuation.resume(
            returning: Result { () throws(BPNetError) in
              try prepare(
                table, validationTable: validationTable, testTable: testTable, checkpoints: checkpoints,
                as: type, onProgress: onProgress, shouldStop: { isCancelled.update { $0 } })
            })
        }
        if !isStarted { continuation.resume(returning: .failure(.noThread(for: "prepare"))) }
      }
    } onCancel: {
      isCancelled.update { $0 = true }
    }
    return try prepared.get()
  }
}

extension BPNetError {
  /// The error of work for which the system has no thread to give.
  static func noThread(for work: String) -> BPNetError {
    .invalidArgument(name: "threads", found: "no thread to \(work) on", expected: "one that can start")
  }
}
