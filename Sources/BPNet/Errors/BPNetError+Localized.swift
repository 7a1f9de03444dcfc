#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The texts of `localizedDescription` in Foundation.
extension BPNetError: LocalizedError {
  /// One line with the place, the value found and the value expected.
  public var errorDescription: String? { description }

  /// A suggestion, if there is one.
  public var recoverySuggestion: String? { hint }
}
