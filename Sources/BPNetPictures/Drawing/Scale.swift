import BPNet

/// The mapping of values to places along an axis, with round ticks.
struct Scale: Sendable {
  /// A tick and its label.
  struct Tick: Sendable {
    let value: Double
    let label: String
  }

  let isLogarithmic: Bool
  /// The least value.
  let low: Double
  /// The greatest value, above `low`.
  let high: Double
  let ticks: [Tick]

  /// The place of a value: 0 at `low`, 1 at `high`; nil for one that has none.
  func fraction(_ value: Double) -> Double? {
    guard value.isFinite else { return nil }
    guard isLogarithmic else { return (value / 2 - low / 2) / (high / 2 - low / 2) }
    guard value > 0 else { return nil }
    let (low, high) = (ReproducibleMath.log(low), ReproducibleMath.log(high))
    return (ReproducibleMath.log(value) - low) / (high - low)
  }

  /// The value at a place from 0 to 1 of a linear scale.
  func value(at fraction: Double) -> Double {
    let size = high - low
    // The halves of numbers whose difference is infinite are not so far apart.
    return size.isFinite ? low + size * fraction : (low / 2 + (high / 2 - low / 2) * fraction) * 2
  }
}

extension Scale {
  /// A linear scale from a round number to a round number, with some `tickCount` ticks.
  ///
  /// - Parameters:
  ///   - values: what it covers; those that are not finite do not count.
  ///   - isRounded: whether the ends are ticks; otherwise there is a little room beyond the values.
  static func linear(_ values: some Sequence<Double>, tickCount: Int = 5, isRounded: Bool = true) -> Scale {
    var (low, high) = range(of: values)
    let count = Double(max(tickCount, 1))
    let step = roundStep(high / count - low / count)
    if isRounded {
      low = (low / step + 1e-9).rounded(.down) * step
      high = (high / step - 1e-9).rounded(.up) * step
    } else {
      let room = high * 0.04 - low * 0.04
      (low, high) = (low - room, high + room)
    }
    (low, high) = (max(low, -.greatestFiniteMagnitude), min(high, .greatestFiniteMagnitude))
    let (first, last) = ((low / step - 1e-9).rounded(.up), (high / step + 1e-9).rounded(.down))
    let values = stride(from: first, through: last, by: 1).prefix(40).map { $0 * step }
    return Scale(isLogarithmic: false, low: low, high: high, ticks: labelled(values, step: step))
  }

  /// A linear scale from 0 to 1.
  static let unit = linear([0, 1])

  /// A scale of whole numbers from `low` to `high`, as epochs are counted.
  static func counting(from low: Int, through high: Int, tickCount: Int = 6) -> Scale {
    let end = max(high, low + 1)
    let step = max(roundStep(Double(end - low) / Double(tickCount)).rounded(), 1)
    let first = (Double(low) / step).rounded(.up)
    let last = (Double(end) / step).rounded(.down)
    let values = stride(from: first, through: last, by: 1).map { $0 * step }
    return Scale(
      isLogarithmic: false, low: Double(low), high: Double(end), ticks: labelled(values, step: step))
  }

  /// A logarithmic scale; nil unless all finite values are above 0 and there is one.
  static func logarithmic(_ values: some Sequence<Double>) -> Scale? {
    let values = values.filter(\.isFinite)
    guard let low = values.min(), let high = values.max(), low > 1e-300, high < 1e308 else { return nil }
    let (first, last) = (exponent(of: low), exponent(of: high))
    var bottom = first
    var top = powerOfTen(last) >= high * (1 - 1e-12) ? last : last + 1
    if bottom == top { (bottom, top) = (bottom - 1, top + 1) }
    var ends = (low: powerOfTen(bottom), high: powerOfTen(top))
    let stride = max((top - bottom + 5) / 6, 1)
    var ticks = (bottom...top).filter { ($0 - bottom).isMultiple(of: stride) }.map {
      Tick(value: powerOfTen($0), label: PictureText.power(ofTen: $0))
    }
    if top - bottom <= 2 {
      // Of few decades 2 and 5 are ticks too, and the scale ends at the next one.
      let steps = (bottom..<top).flatMap { exponent in [1, 2, 5].map { $0 * powerOfTen(exponent) } }
      let all = steps + [powerOfTen(top)]
      ends.low = all.last { $0 <= low * (1 + 1e-12) } ?? ends.low
      ends.high = all.first { $0 >= high * (1 - 1e-12) } ?? ends.high
      if ends.low == ends.high { ends = (powerOfTen(bottom), powerOfTen(top)) }
      ticks = all.filter { $0 >= ends.low && $0 <= ends.high }.map {
        Tick(value: $0, label: PictureText.number($0, digits: 1))
      }
    }
    return Scale(isLogarithmic: true, low: ends.low, high: ends.high, ticks: ticks)
  }

  /// A logarithmic scale for positive values over more than a decade and a half, else a linear one.
  static func fitting(_ values: [Double]) -> Scale {
    let finite = values.filter(\.isFinite)
    if let low = finite.min(), let high = finite.max(), low > 0, high / low > 30,
      let scale = logarithmic(finite)
    {
      return scale
    }
    return linear(finite + (finite.allSatisfy { $0 >= 0 } ? [0] : []))
  }

  /// The finite values' range, wide enough to be divided.
  private static func range(of values: some Sequence<Double>) -> (low: Double, high: Double) {
    var (low, high) = (Double.infinity, -Double.infinity)
    for value in values where value.isFinite { (low, high) = (min(low, value), max(high, value)) }
    guard low <= high else { return (0, 1) }
    let size = max(low.magnitude, high.magnitude)
    // Numbers that are one in single precision are one here, too.
    guard high - low <= size * 1e-7 else { return (low, high) }
    let room = size == 0 ? 1 : max(size * 0.1, 1e-300)
    return (low - room, high + room)
  }

  /// The least of 1, 2 and 5 times a power of ten that is about `step` or more.
  private static func roundStep(_ step: Double) -> Double {
    guard step > 0, step.isFinite else { return 1 }
    let power = powerOfTen(exponent(of: step))
    return ([1, 2, 5].first { $0 * power >= step * 0.75 } ?? 10) * power
  }

  /// e with 10^e ≤ value < 10^(e + 1).
  private static func exponent(of value: Double) -> Int {
    var exponent = Int((ReproducibleMath.log(value) / ReproducibleMath.log(10)).rounded(.down))
    if powerOfTen(exponent + 1) <= value { exponent += 1 }
    if powerOfTen(exponent) > value { exponent -= 1 }
    return exponent
  }

  /// The nearest number to a power of ten.
  static func powerOfTen(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? 0 }

  private static func labelled(_ values: [Double], step: Double) -> [Tick] {
    let largest = values.map(\.magnitude).max() ?? 0
    let exponent = exponent(of: step)
    let unit = largest > 0 ? self.exponent(of: largest) : 0
    // A power of ten makes no number shorter that has many digits.
    let isLong = unit - exponent > 5 && (1e-3..<1e13).contains(largest)
    if largest >= 1e6 || step < 1e-5, !isLong {
      return values.map { value in
        let mantissa = NumberText.fixed(value / powerOfTen(unit), digits: min(max(unit - exponent, 0), 15))
        let power = value == 0 ? "" : "×10" + PictureText.superscript(unit)
        return Tick(
          value: value,
          label: PictureText.typographic(value == 0 ? "0" : PictureText.trimmed(mantissa)) + power)
      }
    }
    return values.map { value in
      // Four digits have no comma: they may be years.
      let text =
        exponent >= 0 && largest >= 10_000
        ? NumberText.grouped(value) : NumberText.fixed(value, digits: max(0, -exponent))
      return Tick(value: value, label: PictureText.typographic(text == "-0" ? "0" : text))
    }
  }
}
