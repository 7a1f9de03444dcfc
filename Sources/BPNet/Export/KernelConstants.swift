/// A constant of the kernels' functions, a number or several, in both precisions.
///
/// The kernels have them as macros of C, which Swift cannot read: a change there is to be made here, too, and
/// `Scripts/check-exports.py` notices, since exports then predict other bits.
struct KernelConstant: Sendable {
  let name: String
  let form: Form
  private let values: [Precision: [Double]]

  enum Form {
    case number, array, degree, words
  }

  /// The numbers in a precision.
  func numbers(_ precision: Precision) -> [Double] { values[precision] ?? [] }

  /// The numbers of the constant called `name`; none if there is no such constant.
  static func numbers(of name: String, _ precision: Precision) -> [Double] {
    all.first { $0.name == name }?.numbers(precision) ?? []
  }

  private init(_ name: String, _ single: Float, _ double: Double) {
    self.init(name, .number, [.f32: [Double(single)], .f64: [double]])
  }

  private init(_ name: String, _ form: Form, _ numbers: [Precision: [Double]]) {
    (self.name, self.form, values) = (name, form, numbers)
  }

  private static func array(_ name: String, _ single: [Float], _ double: [Double]) -> KernelConstant {
    KernelConstant(name, .array, [.f32: single.map { Double($0) }, .f64: double])
  }

  private static func degree(_ name: String, _ single: Int, _ double: Int) -> KernelConstant {
    KernelConstant(name, .degree, [.f32: [Double(single)], .f64: [Double(double)]])
  }
}

extension KernelConstant {
  /// The kernels' constants, under their names there.
  static let all: [KernelConstant] = [
    degree("fraction_bits", 23, 52),
    KernelConstant("half", 0.5, 0.5),
    KernelConstant("rounder", 0x1.8p23, 0x1.8p52),
    KernelConstant("exp_limit", 88, 709),
    KernelConstant("exp_rounder", 0x1.8p23 + 127, 0x1.8p52 + 1023),
    KernelConstant("log2_e", 0x1.715476p0, 0x1.71547652b82fep0),
    KernelConstant("ln2_high", 0x1.62e4p-1, 0x1.62e42fefa38p-1),
    KernelConstant("ln2_low", 0x1.7f7d1cp-20, 0x1.ef35793c7673p-45),
    degree("exp_degree", 5, 9),
    array(
      "exp_coefficients",
      [0x1p-1, 0x1.555554p-3, 0x1.5554eap-5, 0x1.1113acp-7, 0x1.6d4c5ep-10, 0x1.9c5598p-13],
      [
        0x1p-1, 0x1.555555555553ep-3, 0x1.5555555553b00p-5, 0x1.1111111118cdcp-7, 0x1.6c16c17a023c9p-10,
        0x1.a01a0171a7349p-13, 0x1.a019b3943c8ffp-16, 0x1.71de97c8b35a5p-19, 0x1.28976c566191dp-22,
        0x1.ae480f469f1b6p-26,
      ]),
    KernelConstant("sigmoid_limit", 87.33654, 708.3964185322641),
    KernelConstant("sigmoid_least", -40, -40),
    KernelConstant("eighths_per_unit", 0x1.715476p3, 0),
    KernelConstant("eighth_high", 0x1.62ep-4, 0),
    KernelConstant("eighth_low", 0x1.0bfbe8p-18, 0),
    array("eighth_coefficients", [0x1p-1, 0x1.555c76p-3, 0x1.554842p-5], []),
    KernelConstant("eighths", .words, [.f32: eighths]),
    degree("softplus_degree", 4, 9),
    array(
      "softplus_coefficients",
      [0x1.555556p-1, 0x1.9998d4p-2, 0x1.24c926p-2, 0x1.bc8cf8p-3, 0x1.dba26p-3],
      [
        0x1.5555555555555p-1, 0x1.999999999a3ddp-2, 0x1.24924923d44c6p-2, 0x1.c71c727143318p-3,
        0x1.745cf0b0e03bdp-3, 0x1.3b18b294bebf9p-3, 0x1.10ac75dc602b1p-3, 0x1.eb905e8575054p-4,
        0x1.687a6e7c95176p-4, 0x1.4b0a26c5f2aefp-3,
      ]),
    KernelConstant("gelu_limit", 13.26, 37.655),
    KernelConstant("gelu_pole", 4, 5),
    KernelConstant("gelu_stretch", 0x1.4d3988p3, 0x1.6a7db49a99719p3),
    KernelConstant("gelu_shift", 0x1.9a731p0, 0x1.43fc542a8f1c2p0),
    degree("gelu_degree", 10, 22),
    array(
      "gelu_coefficients",
      [
        0x1.d6c326p-1, 0x1.42bbecp-1, 0x1.44935ep-2, 0x1.c804f2p-4, 0x1.76c9fp-6, 0x1.22d1eep-12,
        -0x1.3339eap-10, -0x1.3fb18cp-13, 0x1.15c3ep-14, 0x1.724918p-17, -0x1.22847cp-18,
      ],
      [
        0x1.b58542ec0319bp-1, 0x1.67942519d6eb7p-1, 0x1.ef08d482bc379p-2, 0x1.1a8e2b2ff9eeep-2,
        0x1.0528ade99b09fp-3, 0x1.733756d7453a3p-5, 0x1.62a831e2af76bp-7, 0x1.aefb98d94cep-11,
        -0x1.0db634cfdb6d3p-11, -0x1.865288628f1fp-13, 0x1.534d80f71aaa2p-18, 0x1.1f30d7ac25733p-16,
        0x1.c5548856c6d8dp-20, -0x1.97a5feae41ddfp-20, -0x1.21b3229f0a82dp-22, 0x1.4887ab1ceb3d3p-23,
        0x1.0fe445af2ededp-25, -0x1.30f82e1a9bd86p-26, -0x1.bfbfc79ed644cp-29, 0x1.1aeaacb5877dcp-29,
        0x1.4cf903bc8f2ecp-32, -0x1.618ed9197f8f3p-33, -0x1.8800d004cedfap-36,
      ]),
    KernelConstant("gelu_tanh_limit", 10.1, 21.2),
    KernelConstant("gelu_tanh_c1", 0x1.988454p0, 0x1.9884533d43651p0),
    KernelConstant("gelu_tanh_c1_low", -0x1.857936p-25, -0x1.cbc0d30ebfd15p-54),
    KernelConstant("gelu_tanh_c2", 0x1.2444f2p-4, 0x1.2444f2a4d8b4bp-4),
    KernelConstant("gelu_tanh_c2_low", 0x1.49b16ap-29, -0x1.6c843a29d1c7p-61),
  ]

  /// The bits of 2^(i / 8) minus i · 2^20, as in `BPK_EIGHTHS`.
  private static let eighths: [Double] = [
    0x3F80_0000, 0x3F8B_95C2, 0x3F98_37F0, 0x3FA5_FED7, 0x3FB5_04F3, 0x3FC5_672A, 0x3FD7_44FD, 0x3FEA_C0C7,
  ].enumerated().map { Double(UInt32($1) - UInt32($0) << 20) }
}
