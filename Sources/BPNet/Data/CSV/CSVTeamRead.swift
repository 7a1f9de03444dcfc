/// How the parsing of a text is shared among threads.
struct CSVSharing: Sendable {
  /// The most threads; nil means one for each available processor.
  var threads: Int?
  /// The least bytes of a part: so few that the numbers of a part stay in a processor's own cache, and so
  /// many that handing a part over costs next to nothing.
  var partByteCount = 1 << 18
  /// About the least rows of a part.
  var partRowCount = 8
}

/// The rows of a text, read by a team of threads.
///
/// The text is divided into parts of equal size. A part begins with the first record that starts in it, where
/// that is guessed from line feeds. Whoever has no part takes the next one and reads its rows into memory of
/// its own. The parts are then put together in their order: only here is it known where the rows of a part
/// begin, namely behind those of the part before. A part that was guessed to begin elsewhere (a line feed in
/// quotes), or in which something is wrong, is read again, from the right place and by the builder that has
/// all rows before. So the table, or the error, is always the one that a single thread finds.
///
/// Invariant that makes it `Sendable`: `builder` is used by the thread that has set `State.isJoining` alone,
/// a part by the thread that took it.
final class CSVTeamRead: TeamWork, @unchecked Sendable {
  /// A part of the text.
  private final class Part {
    var builder: CSVTableBuilder
    /// Where its rows begin; nil if that is not known or something in it is wrong.
    var start: UnsafePointer<UInt8>?

    init(_ builder: CSVTableBuilder) { self.builder = builder }
  }

  private struct State {
    /// The parts that were taken.
    var takenCount = 0
    /// The parts at the start of the text that are joined.
    var joinedCount = 0
    /// Parts that were read and not yet joined, by their numbers.
    var read: [Int: Part] = [:]
    /// Parts that can be used again: their number bounds the memory that parts take.
    var spare: [Part] = []
    /// Whether a thread puts parts together.
    var isJoining = false
    var error: BPNetError?
  }

  private var builder: CSVTableBuilder
  /// The parts that were joined as they had been read.
  private var apartCount = 0
  private let input: InputBytes
  private let start: UnsafePointer<UInt8>
  private let end: UnsafePointer<UInt8>
  private let partByteCount: Int
  private let partCount: Int
  private let state = Monitor(State())

  /// Reads all rows of a text into `builder`.
  ///
  /// - Parameter input: what holds the text.
  /// - Returns: the number of parts that threads read apart from each other; 0 if one thread reads all.
  /// - Throws: as `CSVTableBuilder.readRows`.
  @discardableResult
  static func readRows(
    into builder: inout CSVTableBuilder, from input: InputBytes, sharing: CSVSharing
  ) throws(BPNetError) -> Int {
    let partByteCount = max(
      sharing.partByteCount, sharing.partRowCount * builder.estimatedRowByteCount)
    let partCount = (builder.end - builder.cursor + partByteCount - 1) / partByteCount
    let threads = min(sharing.threads ?? availableProcessorCount, partCount / 2)
    guard threads > 1, let parts = parts(of: builder, count: 3 * threads, byteCount: partByteCount) else {
      try readRows(into: &builder, from: input)
      return 0
    }
    let read = CSVTeamRead(
      builder, parts: parts, input: input, partByteCount: partByteCount, partCount: partCount)
    input.readAhead(from: builder.cursor, byteCount: readAheadByteCount)
    ThreadTeam(count: threads).run(read)
    builder = read.builder
    if let error = read.state.update({ $0.error }) { throw error }
    return read.apartCount
  }

  /// Reads all rows of a text into `builder` by this thread alone.
  private static func readRows(
    into builder: inout CSVTableBuilder, from input: InputBytes
  ) throws(BPNetError) {
    let step = 1 << 20
    input.readAhead(from: builder.cursor, byteCount: readAheadByteCount)
    var limit = builder.cursor
    while limit < builder.end {
      limit += min(step, builder.end - limit)
      input.readAhead(from: limit + (readAheadByteCount - step), byteCount: step)
      try builder.readRows(before: limit)
    }
  }

  /// Empty parts; nil if there is no memory for them.
  private static func parts(of builder: CSVTableBuilder, count: Int, byteCount: Int) -> [Part]? {
    var parts: [Part] = []
    for _ in 0..<count {
      guard let part = try? builder.part(ofByteCount: byteCount) else { return nil }
      parts.append(Part(part))
    }
    return parts
  }

  private init(
    _ builder: CSVTableBuilder, parts: [Part], input: InputBytes, partByteCount: Int, partCount: Int
  ) {
    self.builder = builder
    self.input = input
    self.partByteCount = partByteCount
    self.partCount = partCount
    (start, end) = (builder.cursor, builder.end)
    state.update { $0.spare = parts }
  }

  func run(member: Int) {
    while let (index, part) = take() {
      read(part, index)
      join(part, index)
    }
  }

  /// The next part to read; nil when there is none.
  private func take() -> (Int, Part)? {
    state.wait { state -> (Int, Part)?? in
      if state.error != nil || state.takenCount == partCount { return .some(nil) }
      guard let part = state.spare.popLast() else { return nil }
      state.takenCount += 1
      return (state.takenCount - 1, part)
    }
  }

  /// The place behind a part of the text.
  private func limit(ofPart index: Int) -> UnsafePointer<UInt8> {
    index + 1 == partCount ? end : start + (index + 1) * partByteCount
  }

  private func read(_ part: Part, _ index: Int) {
    let (from, limit) = (start + index * partByteCount, limit(ofPart: index))
    input.readAhead(from: limit + (CSVTeamRead.readAheadByteCount - partByteCount), byteCount: partByteCount)
    part.start = index == 0 ? from : part.builder.recordStart(from: from, before: limit)
    guard let first = part.start else { return }
    part.builder.restart(at: first)
    do {
      try part.builder.readRows(before: limit)
    } catch {
      part.start = nil
    }
  }

  /// The bytes that the system is asked for ahead of their use.
  private static let readAheadByteCount = 8 << 20

  /// Hands in a part, and joins all that follow each other, unless another thread does.
  private func join(_ part: Part, _ index: Int) {
    var next = state.update { state -> Part? in
      state.read[index] = part
      guard !state.isJoining, let next = state.read.removeValue(forKey: state.joinedCount) else { return nil }
      state.isJoining = true
      return next
    }
    // No other thread changes the number of those joined.
    var joinedCount = state.update { $0.joinedCount }
    while let part = next {
      do throws(BPNetError) {
        try add(part, before: limit(ofPart: joinedCount))
      } catch {
        return state.update { $0.error = error }
      }
      joinedCount += 1
      next = state.update { state in
        state.joinedCount = joinedCount
        state.spare.append(part)
        let next = state.read.removeValue(forKey: joinedCount)
        state.isJoining = next != nil
        return next
      }
    }
  }

  /// Adds the rows that start before `limit`: those of `part`, if they begin where the rows so far end.
  private func add(_ part: Part, before limit: UnsafePointer<UInt8>) throws(BPNetError) {
    guard builder.cursor < limit else { return }
    if part.start == builder.cursor {
      try builder.append(&part.builder)
      apartCount += 1
    } else {
      try builder.readRows(before: limit)
    }
  }
}
