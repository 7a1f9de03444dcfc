#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What Foundation's users see as `localizedDescription`.
extension BPNetError: LocalizedError {
  /// The error's line: the place, what was found, what was expected.
  public var errorDescription: String? { description }

  /// What to try, where that is known.
  public var recoverySuggestion: String? { hint }
}
