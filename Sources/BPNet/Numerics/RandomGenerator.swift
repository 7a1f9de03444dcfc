/// The library's only source of random numbers: SplitMix64, used as a counter-based generator.
///
/// Output n is a bijective mix of `key + n · γ`, where the key is a mix of a seed and a stream. Streams of
/// one seed are independent of each other. Each purpose (the weights of a layer, the shuffle of an epoch) has
/// its own stream, so none depends on how many numbers another has drawn.
///
/// The sequence of every function here is part of the file format's promise: the same seed and stream
/// give the same numbers in every version and on every platform. That excludes the standard library's
/// `shuffle(using:)`, `random(in:using:)` and the like, whose algorithms may change.
///
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, with the
/// mixing constants of Stafford's variant 13.
public struct RandomGenerator: RandomNumberGenerator, Sendable {
  /// The odd number nearest to 2⁶⁴ divided by the golden ratio: the step between two counters.
  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// The value `key + n · γ` after n draws; a generator with this state continues the sequence.
  private(set) var state: UInt64

  /// The beginning of stream number `stream` of `seed`.
  public init(seed: UInt64, stream: UInt64) {
    state = Self.mix(Self.mix(seed &+ Self.increment) ^ stream)
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= Self.increment
    return Self.mix(state)
  }

  /// A uniformly distributed number in 0 ..< `bound`.
  ///
  /// One draw, and another with a probability below `bound` / 2⁶⁴. Source: Lemire, "Fast Random Integer
  /// Generation in an Interval", 2019.
  ///
  /// - Precondition: `bound` is positive.
  public mutating func uniform(below bound: Int) -> Int {
    precondition(bound > 0, "an empty range has no random element")
    let range = UInt64(bound)
    var product = next().multipliedFullWidth(by: range)
    if product.low < range {
      let threshold = (0 &- range) % range
      while product.low < threshold {
        product = next().multipliedFullWidth(by: range)
      }
    }
    return Int(product.high)
  }

  /// A uniformly distributed number in [0, 1), a multiple of 2⁻⁵³.
  ///
  /// One draw.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number of the normal distribution with mean 0 and standard deviation 1.
  ///
  /// Marsaglia's polar method: pairs (u, v), u first, are drawn uniformly from the square [−1, 1)² until one
  /// is inside the unit circle and not its centre. The second normal number that a pair gives is discarded,
  /// so that a call depends on earlier ones only by its position in the stream. Two draws for each pair, 8/π
  /// on average.
  ///
  /// Source: Marsaglia and Bray, "A Convenient Method for Generating Normal Variables", 1964.
  public mutating func gaussian() -> Double {
    while true {
      let u = 2 * uniform() - 1
      let v = 2 * uniform() - 1
      let square = u * u + v * v
      if square < 1 && square > 0 {
        return u * (-2 * ReproducibleMath.log(square) / square).squareRoot()
      }
    }
  }

  /// Shuffles `indices`; all permutations are equally likely.
  ///
  /// Fisher–Yates from the end: for i = count − 1 down to 1, element i is swapped with element
  /// `uniform(below: i + 1)`. O(count).
  public mutating func shuffle(_ indices: inout [Int]) {
    indices.withUnsafeMutableBufferPointer { shuffle($0) }
  }

  /// Shuffles `indices`, by the same permutation as an array of as many elements.
  @inline(__always)
  mutating func shuffle<Index: FixedWidthInteger>(_ indices: UnsafeMutableBufferPointer<Index>) {
    var last = indices.count - 1
    while last > 0 {
      indices.swapAt(last, uniform(below: last + 1))
      last -= 1
    }
  }
}
