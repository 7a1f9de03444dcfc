/// The first error of a closure that is called again and again by something that takes none.
final class FirstError {
  private(set) var error: (any Error)?

  /// Does something unless it has failed before.
  func catching(_ body: () throws -> Void) {
    guard error == nil else { return }
    do { try body() } catch { self.error = error }
  }
}
