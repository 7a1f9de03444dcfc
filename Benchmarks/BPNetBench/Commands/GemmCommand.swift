import BPNet
import CommandSupport

private let shape = Option<[ProductShape]?>(
  "shape", placeholder: "MxKxN[,...]", help: "results of M rows and N columns, summed over K",
  defaultText: "the standard table", parse: shapeParser.list())
private let transpose = Option<Transpose?>(
  "transpose", placeholder: "NAME",
  help: "nn: forward, x·W; nt: the error passed back, δ·Wᵀ; tn: the weight gradient, xᵀ·δ",
  defaultText: "nn; all three for the standard table", parse: .caseName)

private let shapeParser = ValueParser<ProductShape>(
  expected: "three sizes such as 128x784x30, operands of at most \(ProductShape.maximumElementCount) elements"
) { (text) throws(ValueMismatch) in
  guard let shape = ProductShape(parsing: text) else { throw ValueMismatch(expected: shapeParser.expected) }
  return shape
}

let gemmCommand = Command(
  measuring: "gemm", summary: "Measure matrix products; the result is overwritten, and packing counts",
  synopsis:
    "[--shape MxKxN[,...]] [--transpose nn|nt|tn] [--dtype f32|f64] [--threads N] [--isa NAME] [--json]",
  options: [shape, transpose, BenchOptions.dtype, BenchOptions.threads, BenchOptions.isa],
  notes: "A product that is too small to gain from more threads runs on fewer; \"threads\" says on how many."
) { arguments in
  switch arguments[BenchOptions.dtype] {
  case .f32: try GemmRun<Float>(arguments).run()
  case .f64: try GemmRun<Double>(arguments).run()
  }
}

/// One call of `bpnet-bench gemm`.
private struct GemmRun<Element: KernelElement> {
  private let shapes: [ProductShape]
  private let transposes: [Transpose]
  private let threadCount: Int
  private let kernels: [KernelTable]
  private let printer: ResultPrinter
  private let meter = PeakMeter()

  init(_ arguments: ParsedArguments) throws {
    let given = arguments[shape]
    shapes = given ?? ProductShape.standard
    transposes = arguments[transpose].map { [$0] } ?? (given == nil ? Transpose.allCases : [.nn])
    threadCount = arguments[BenchOptions.threads]
    kernels = try BenchOptions.kernels(named: arguments[BenchOptions.isa])
    printer = ResultPrinter(
      [.text("shape", width: 14), .text("transpose", width: 9), .text("isa", width: 8), .number("threads")]
        + ResultPrinter.Column.rate("GFLOP/s") + [.number("of peak")],
      asJSON: arguments[CommonOptions.json])
  }

  func run() throws {
    for shape in shapes {
      try MemoryBudget.checkAvailable(
        Product<Element>.byteCount(shape: shape, threadCount: threadCount), name: "shape",
        subject: "\(shape), which takes")
    }
    StopSignal.shared.install()
    for shape in shapes {
      for transpose in transposes {
        for kernels in kernels { try measure(shape, transpose, kernels) }
      }
    }
  }

  private func measure(_ shape: ProductShape, _ transpose: Transpose, _ kernels: KernelTable) throws {
    let product = Product<Element>(
      shape: shape, transpose: transpose, kernels: kernels, threadCount: threadCount)
    let rate = try product.measure().rate(of: shape.operations / 1e9)
    let fraction = try meter.fraction(rate.best, of: kernels, Element.self, threadCount: product.threadCount)
    let members: [(key: String, value: JSONValue)] = [
      ("m", .int(shape.rows)), ("k", .int(shape.inner)), ("n", .int(shape.columns)),
      ("transpose", .string(transpose.rawValue)), ("dtype", .string(Element.precision.rawValue)),
      ("threads", .int(product.threadCount)), ("isa", .string(kernels.name)),
    ]
    try printer.print(
      members + rate.members("gflops") + [("peak_fraction", .double(fraction))],
      cells: ["\(shape)", transpose.rawValue, kernels.name, "\(product.threadCount)"] + rate.cells
        + [percentText(fraction)])
  }
}
