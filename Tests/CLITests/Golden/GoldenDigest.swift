import Foundation

@testable import BPNet

/// What must not change of a case's results.
struct GoldenDigest: Codable, Equatable, CustomStringConvertible {
  /// `weights_sha256` of `bpnet train`.
  let weights: String
  /// The SHA-256 of what the case's commands print.
  let outputs: String
  let epochs: Int
  let bestEpoch: Int
  let stopReason: String
  let trainLoss: Double?
  let validationLoss: Double?

  enum CodingKeys: String, CodingKey {
    case weights = "weights_sha256"
    case outputs = "outputs_sha256"
    case epochs
    case bestEpoch = "best_epoch"
    case stopReason = "stop_reason"
    case trainLoss = "train_loss"
    case validationLoss = "validation_loss"
  }
}

/// The file of the digests.
enum GoldenFile {
  private static let url = URL(filePath: #filePath)
    .appending(path: "../../../BPNetTests/Golden/digests.json").standardizedFileURL

  /// The digests by the names of their cases.
  static func read() throws -> [String: GoldenDigest] {
    try JSONDecoder().decode([String: GoldenDigest].self, from: Data(contentsOf: url))
  }

  /// Writes the digests, a case a line in the order of names, so that a change of one is a change of a line.
  static func write(_ digests: [String: GoldenDigest]) throws {
    let lines = try digests.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \(try $0.value.json())" }
    let text = "{\n" + lines.joined(separator: ",\n") + "\n}\n"
    try text.write(to: url, atomically: true, encoding: .utf8)
  }
}

extension GoldenDigest {
  /// The digest of the case's `training`, the object that `bpnet train --json` prints, and of `outputs`.
  init(training: [String: Any], outputs: String) throws {
    func value<Value>(_ key: CodingKeys, as type: Value.Type = Value.self) throws -> Value {
      guard let value = training[key.rawValue] as? Value else { throw Missing(key: key.rawValue) }
      return value
    }
    self.init(
      weights: try value(.weights), outputs: Self.sha256(outputs), epochs: try value(.epochs),
      bestEpoch: try value(.bestEpoch), stopReason: try value(.stopReason),
      trainLoss: training[CodingKeys.trainLoss.rawValue] as? Double,
      validationLoss: training[CodingKeys.validationLoss.rawValue] as? Double)
  }

  /// The digest as it stands in the file.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  var description: String { (try? json()) ?? "no JSON" }

  /// A field that the results lack.
  struct Missing: Error {
    let key: String
  }

  private static func sha256(_ text: String) -> String {
    var digest = SHA256()
    Array(text.utf8).withUnsafeBytes { digest.update($0) }
    return digest.finalized()
  }
}
