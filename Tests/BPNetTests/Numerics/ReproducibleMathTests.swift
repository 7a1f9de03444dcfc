import Foundation
import Testing

@testable import BPNet

/// A function of one number, its reference in the C library, and where to compare them.
private struct ComparedFunction: CustomTestStringConvertible, Sendable {
  let name: String
  let function: @Sendable (Double) -> Double
  let reference: @Sendable (Double) -> Double
  /// Maps a uniform number in [0, 1) to an argument.
  let argument: @Sendable (Double) -> Double

  var testDescription: String { name }

  static let all: [ComparedFunction] = [
    .init(name: "exp, all", function: { ReproducibleMath.exp($0) }, reference: { exp($0) }) {
      $0 * 1460 - 748
    },
    .init(name: "exp, near 0", function: { ReproducibleMath.exp($0) }, reference: { exp($0) }) { $0 * 4 - 2 },
    .init(name: "log, all", function: ReproducibleMath.log, reference: { log($0) }) {
      Double(bitPattern: UInt64($0 * 0x1p63 * (2047.0 / 2048)))
    },
    .init(name: "log, near 1", function: ReproducibleMath.log, reference: { log($0) }) { $0 * 2 },
    .init(name: "log1p, near 0", function: ReproducibleMath.log1p, reference: { log1p($0) }) { $0 * 4 - 1 },
    .init(name: "log1p, tiny", function: ReproducibleMath.log1p, reference: { log1p($0) }) {
      ($0 - 0.5) * exp2(-60 * $0)
    },
    .init(name: "log1p, large", function: ReproducibleMath.log1p, reference: { log1p($0) }) {
      exp2($0 * 1000)
    },
    .init(name: "sin, near 0", function: ReproducibleMath.sin, reference: { sin($0) }) { $0 * 14 - 7 },
    .init(name: "cos, near 0", function: ReproducibleMath.cos, reference: { cos($0) }) { $0 * 14 - 7 },
    .init(name: "sin, far", function: ReproducibleMath.sin, reference: { sin($0) }) { $0 * 2e5 - 1e5 },
    .init(name: "cos, far", function: ReproducibleMath.cos, reference: { cos($0) }) { $0 * 2e5 - 1e5 },
    .init(name: "sin, next to zeros", function: ReproducibleMath.sin, reference: { sin($0) }) {
      ($0 * 60_000).rounded() * (.pi / 2)
    },
    .init(name: "cos, next to zeros", function: ReproducibleMath.cos, reference: { cos($0) }) {
      ($0 * 60_000).rounded() * (.pi / 2)
    },
  ]
}

/// The distance of two results in units of the reference's last place; 0 for equal ones and for two NaNs.
private func unitsInLastPlace(_ result: Double, _ reference: Double) -> Double {
  if result == reference || (result.isNaN && reference.isNaN) { return 0 }
  guard result.isFinite && reference.isFinite else { return .infinity }
  return (result - reference).magnitude / reference.ulp
}

@Suite struct ReproducibleMathTests {
  @Test(arguments: ComparedFunction.all)
  fileprivate func agreesWithTheCLibrary(_ compared: ComparedFunction) {
    var generator = RandomGenerator(seed: 1, stream: 0)
    var worst = (units: 0.0, x: 0.0)
    for _ in 0..<200_000 {
      let x = compared.argument(generator.uniform())
      let units = unitsInLastPlace(compared.function(x), compared.reference(x))
      if units > worst.units { worst = (units, x) }
    }
    #expect(worst.units <= 1.5, "at \(worst.x)")
  }

  @Test func powersAgreeWithTheCLibrary() {
    var generator = RandomGenerator(seed: 2, stream: 0)
    var worst = (units: 0.0, x: 0.0, y: 0.0)
    for _ in 0..<200_000 {
      let x = exp((generator.uniform() - 0.5) * (generator.uniform() < 0.5 ? 4 : 1400))
      let y = (generator.uniform() - 0.5) * exp((generator.uniform() - 0.3) * 30)
      let units = unitsInLastPlace(ReproducibleMath.pow(x, y), pow(x, y))
      if units > worst.units { worst = (units, x, y) }
    }
    #expect(worst.units <= 1.5, "at \(worst.x), \(worst.y)")
  }

  @Test func powersThatAreNumbersAreExact() {
    for base in 2...30 {
      var power = 1.0
      for exponent in 1... {
        power *= Double(base)
        if power > 0x1p53 { break }
        #expect(ReproducibleMath.pow(Double(base), Double(exponent)) == power, "\(base), \(exponent)")
        if exponent % 2 == 0 {
          let root = ReproducibleMath.pow(Double(base), Double(exponent) / 2)
          #expect(ReproducibleMath.pow(power, 0.5) == root)
        }
      }
    }
    for exponent in -1074...1023 {
      #expect(ReproducibleMath.pow(2, Double(exponent)) == exp2(Double(exponent)))
    }
  }

  private static let specialCases: [(name: String, result: Double, expected: Double)] = [
    ("exp 0", ReproducibleMath.exp(0), 1),
    ("exp -0", ReproducibleMath.exp(-0.0), 1),
    ("exp largest", ReproducibleMath.exp(709.782712893384), 0x1.fffffffffff2ap1023),
    ("exp overflow", ReproducibleMath.exp(709.7827128933841), .infinity),
    ("exp inf", ReproducibleMath.exp(.infinity), .infinity),
    ("exp smallest", ReproducibleMath.exp(-745.1332191019411), 0x1p-1074),
    ("exp underflow", ReproducibleMath.exp(-745.1332191019412), 0),
    ("exp -inf", ReproducibleMath.exp(-.infinity), 0),
    ("exp nan", ReproducibleMath.exp(.nan), .nan),
    ("log 1", ReproducibleMath.log(1), 0),
    ("log 0", ReproducibleMath.log(0), -.infinity),
    ("log -0", ReproducibleMath.log(-0.0), -.infinity),
    ("log -1", ReproducibleMath.log(-1), .nan),
    ("log -inf", ReproducibleMath.log(-.infinity), .nan),
    ("log inf", ReproducibleMath.log(.infinity), .infinity),
    ("log nan", ReproducibleMath.log(.nan), .nan),
    ("log1p 0", ReproducibleMath.log1p(0), 0),
    ("log1p -1", ReproducibleMath.log1p(-1), -.infinity),
    ("log1p -2", ReproducibleMath.log1p(-2), .nan),
    ("log1p inf", ReproducibleMath.log1p(.infinity), .infinity),
    ("log1p nan", ReproducibleMath.log1p(.nan), .nan),
    ("log1p least", ReproducibleMath.log1p(0x1p-1074), 0x1p-1074),
    ("sin 0", ReproducibleMath.sin(0), 0),
    ("sin inf", ReproducibleMath.sin(.infinity), .nan),
    ("sin nan", ReproducibleMath.sin(.nan), .nan),
    ("sin beyond", ReproducibleMath.sin(1e7), .nan),
    ("cos 0", ReproducibleMath.cos(0), 1),
    ("cos -inf", ReproducibleMath.cos(-.infinity), .nan),
    ("pow nan 0", ReproducibleMath.pow(.nan, 0), 1),
    ("pow 1 nan", ReproducibleMath.pow(1, .nan), 1),
    ("pow nan 1", ReproducibleMath.pow(.nan, 1), .nan),
    ("pow 2 nan", ReproducibleMath.pow(2, .nan), .nan),
    ("pow -2 2", ReproducibleMath.pow(-2, 2), .nan),
    ("pow 0 2", ReproducibleMath.pow(0, 2), 0),
    ("pow 0 -2", ReproducibleMath.pow(0, -2), .infinity),
    ("pow inf 2", ReproducibleMath.pow(.infinity, 2), .infinity),
    ("pow inf -2", ReproducibleMath.pow(.infinity, -2), 0),
    ("pow 2 inf", ReproducibleMath.pow(2, .infinity), .infinity),
    ("pow 0.5 inf", ReproducibleMath.pow(0.5, .infinity), 0),
    ("pow 2 -inf", ReproducibleMath.pow(2, -.infinity), 0),
    ("pow 0.5 -inf", ReproducibleMath.pow(0.5, -.infinity), .infinity),
    ("pow overflow", ReproducibleMath.pow(2, 1024), .infinity),
    ("pow overflow by far", ReproducibleMath.pow(1.5, 1e300), .infinity),
    ("pow underflow", ReproducibleMath.pow(2, -1076), 0),
    ("pow underflow by far", ReproducibleMath.pow(0.999, 1e300), 0),
  ]

  @Test func specialCases() {
    for (name, result, expected) in Self.specialCases {
      #expect(result == expected || (result.isNaN && expected.isNaN), "\(name): \(result)")
    }
    #expect(ReproducibleMath.sin(-0.0).sign == .minus)
    #expect(ReproducibleMath.log1p(-0.0).sign == .minus)
  }

  /// A change of any last bit would change the weights that a seed gives.
  @Test func bitsStayAsTheyAre() {
    var generator = RandomGenerator(seed: 3, stream: 0)
    var digest: UInt64 = 0
    func add(_ value: Double) {
      digest = (digest ^ value.bitPattern) &* 0x0000_0100_0000_01B3
      digest ^= digest >> 29
    }
    for _ in 0..<10_000 {
      let x = generator.uniform()
      add(ReproducibleMath.exp(x * 1400 - 700))
      add(ReproducibleMath.log(x))
      add(ReproducibleMath.log1p(x - 0.5))
      add(ReproducibleMath.sin(x * 100))
      add(ReproducibleMath.cos(x * 100))
      add(ReproducibleMath.pow(x, x * 10))
    }
    #expect(digest == 2_248_227_594_536_213_387)
  }
}
