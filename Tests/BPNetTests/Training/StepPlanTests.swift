import Testing

@testable import BPNet

/// Each row of the table in the documentation of `StepPlan`.
@Suite struct StepPlanTests {
  private func problem(
    _ sizes: [Int], batch: Int, threads: Int = 1, bias: Topology.BiasMode = .each,
    _ change: (inout StepProblem) -> Void = { _ in }
  ) throws -> StepProblem {
    let topology = try Topology(
      inputCount: sizes[0],
      layers: sizes.dropFirst().map { Layer(outputCount: $0, activation: .tanh, bias: bias) })
    var problem = StepProblem(
      layout: ParameterLayout(topology, elementSize: 4), batchSize: batch, elementSize: 4,
      threadCount: threads,
      gradientIsUnchanged: true, kernelsTakeSingleSamples: true, ruleTakesOuterProducts: true)
    change(&problem)
    return problem
  }

  @Test func theFormFollowsFromTheProblem() throws {
    func form(_ problem: StepProblem) -> StepForm { StepPlan(problem).form }
    #expect(form(try problem([2, 5, 1], batch: 1)) == .singleSamples)
    #expect(form(try problem([2, 5, 1], batch: 2)) == .wholeGradient)
    #expect(form(try problem([2, 5, 1], batch: 1, threads: 2)) == .wholeGradient)
    #expect(form(try problem([2, 5, 1], batch: 1, bias: .shared)) == .wholeGradient)
    #expect(form(try problem([2, 5, 1], batch: 1) { $0.gradientIsUnchanged = false }) == .wholeGradient)
    #expect(form(try problem([2, 5, 1], batch: 1) { $0.kernelsTakeSingleSamples = false }) == .wholeGradient)
    #expect(form(try problem([2, 5, 1], batch: 1) { $0.needsWholeGradient = true }) == .wholeGradient)
    // Up to 2,048 parameters a layer, three layers at least; for threads 4,096 in all.
    #expect(form(try problem([70, 70, 8], batch: 32)) == .wholeGradient)
    #expect(form(try problem([70, 70, 8], batch: 32, threads: 2)) == .panels)
    #expect(form(try problem([40, 40, 40, 40, 40, 5], batch: 32)) == .wholeGradient)
    #expect(form(try problem([60, 60, 60, 60, 60, 5], batch: 32)) == .panels)
    #expect(form(try problem([80, 80, 8], batch: 1)) == .panels)
    #expect(form(try problem([80, 80, 8], batch: 32)) == .panels)
    #expect(form(try problem([80, 80, 8], batch: 32) { $0.needsWholeGradient = true }) == .wholeGradient)
    #expect(form(try problem([80, 80, 8], batch: 5000)) == .wholeGradient)
  }

  /// A form that is wanted is taken if the step can have it.
  @Test func aFormCanBeWanted() throws {
    func form(
      _ wanted: StepForm, _ sizes: [Int], batch: Int, needsWholeGradient: Bool = false
    ) throws -> StepForm {
      let problem = try problem(sizes, batch: batch) {
        $0.wantedForm = wanted
        $0.needsWholeGradient = needsWholeGradient
      }
      return StepPlan(problem).form
    }
    for wanted in StepForm.allCases { #expect(try form(wanted, [80, 80, 8], batch: 1) == wanted) }
    #expect(try form(.wholeGradient, [2, 5, 1], batch: 1) == .wholeGradient)
    #expect(try form(.panels, [2, 5, 1], batch: 2) == .panels)
    #expect(try form(.singleSamples, [80, 80, 8], batch: 2) == .panels)
    #expect(try form(.singleSamples, [2, 5, 1], batch: 2) == .wholeGradient)
    #expect(try form(.panels, [80, 80, 8], batch: 5000) == .wholeGradient)
    #expect(try form(.panels, [80, 80, 8], batch: 32, needsWholeGradient: true) == .wholeGradient)
  }

  @Test func theUpdateIsSharedWhereItIsLarge() throws {
    #expect(!StepPlan(try problem([2, 5, 1], batch: 64, threads: 2)).sharesUpdate)
    #expect(
      StepPlan(try problem([80, 80, 8], batch: 64, threads: 2) { $0.needsWholeGradient = true }).sharesUpdate)
  }

  @Test(arguments: [1, 2, 3, 7]) func panelsCoverEveryTrainedWeightOnce(threads: Int) throws {
    for frozen in [[], [0], [1]] as [Set<Int>] {
      let problem = try problem([90, 70, 65, 3], batch: 40, threads: threads) { $0.frozenLayers = frozen }
      let plan = StepPlan(problem)
      #expect(plan.threadCount == threads)
      var counts = [Int](repeating: 0, count: problem.layout.count)
      for panel in plan.panels.joined() {
        for part in 0..<panel.partCount { for place in panel.weights(ofPart: part) { counts[place] += 1 } }
      }
      for (index, layer) in problem.layout.layers.enumerated() {
        let weights = counts[layer.weightRange]
        #expect(weights.allSatisfy { $0 == (frozen.contains(index) ? 0 : 1) })
      }
      #expect(plan.panels.joined().count(where: \.bringsBiases) == 3 - frozen.count)
    }
  }

  /// Layers whose weights lie in panels of 32 columns, the last narrower, for blocks of inputs, with tiles as
  /// wide as a panel and as two.
  @Test(arguments: [1, 2, 3], [1, 40, 3000])
  func panelsFollowThoseOfTheWeights(threads: Int, batch: Int) throws {
    for kernels in KernelSet.supported {
      let problem = try problem([20, 2060, 102], batch: batch, threads: threads) { $0.kernels = kernels }
      let layer = problem.layout.layers[1]
      #expect(!problem.layout.layers[0].hasPanels && layer.hasPanels)
      let plan = StepPlan(problem)
      let isWide = batch > 1 && problem.gradientTile(samples: batch, columns: 64).columns == 64
      let columns = isWide ? [0..<64, 64..<96, 96..<102] : [0..<32, 32..<64, 64..<96, 96..<102]
      var counts = [Int](repeating: 0, count: problem.layout.count)
      for panel in plan.panels.joined() where panel.layer == 1 {
        #expect(columns.contains(panel.outputs))
        #expect(panel.elementCount == panel.inputs.count * panel.outputs.count)
        #expect(panel.partCount == max(1, panel.outputs.count / 32))
        for part in 0..<panel.partCount {
          let parameters = try #require(UnsafeMutablePointer<Float>(bitPattern: 64))
          let first = panel.outputs.lowerBound + part * 32
          let outputs = first..<min(first + 32, panel.outputs.upperBound)
          let matrix = layer.weights(parameters, ofPanel: outputs)
          let start = matrix.row(panel.inputs.lowerBound) - parameters
          #expect(panel.weights(ofPart: part) == start..<start + panel.inputs.count * outputs.count)
          for place in panel.weights(ofPart: part) { counts[place] += 1 }
        }
      }
      #expect(counts.indices.allSatisfy { counts[$0] == (layer.weightRange.contains($0) ? 1 : 0) })
      #expect(plan.panels.joined().count(where: \.bringsBiases) == 2)
    }
  }

  /// Rows come in whole tiles of the kernel set where there are enough samples for it to pay.
  @Test func rowsAreWholeTiles() throws {
    for kernels in KernelSet.supported {
      for (sizes, batch) in [([784, 128, 10], 64), ([784, 30, 10], 200), ([256, 256, 10], 512)] {
        let problem = try problem(sizes, batch: batch) { $0.kernels = kernels }
        let tile = problem.gradientTile(samples: batch, columns: sizes[1])
        let panels = StepPlan(problem).panels.joined().filter { $0.layer == 0 }
        #expect(panels.count > 1)
        #expect(panels.dropLast().allSatisfy { $0.inputs.count.isMultiple(of: tile.rows) })
      }
    }
  }

  /// A panel finds the error terms of its columns where they were copied to, once for all of its inputs.
  @Test(arguments: [1, 2, 3], [1, 40, 3000])
  func errorTermsStayWhereTheyAreCopiedTo(threads: Int, batch: Int) throws {
    for kernels in KernelSet.supported {
      let problem = try problem([20, 2060, 2060, 70], batch: batch, threads: threads) {
        $0.kernels = kernels
      }
      let isWide = batch > 1 && problem.gradientTile(samples: batch, columns: 64).columns == 64
      let plan = StepPlan(problem)
      for (member, panels) in plan.panels.enumerated() {
        var buffer: [Int: Int] = [:]
        var copies: [[Int]] = []
        for panel in panels where problem.layout.layers[panel.layer].hasPanels && batch > 1 {
          let key = panel.layer * 10_000
          if panel.copiesErrors {
            copies.append([panel.layer, panel.outputs.lowerBound])
            for (place, column) in panel.outputs.enumerated() {
              buffer[panel.errorColumn + place] = key + column
            }
          }
          for (place, column) in panel.outputs.enumerated() {
            #expect(buffer[panel.errorColumn + place] == key + column)
          }
        }
        #expect(Set(copies).count == copies.count)
        #expect(plan.copiedErrorCount(member: member) == batch * ((buffer.keys.max() ?? -1) + 1))
        // 2,060 and 70 columns: 64 and 2 whole panels, and narrower ones.
        if batch > 1, threads == 1 { #expect(copies.count == (isWide ? 33 + 2 : 65 + 3)) }
        // Inputs of 3,000 samples are taken in blocks: several panels of columns at a time, but not all.
        if batch == 3000, threads == 1 { #expect(buffer.count > 32 && buffer.count < 2060) }
      }
      #expect(plan.panels.joined().allSatisfy { !$0.copiesErrors || batch > 1 })
    }
  }

  @Test func outerProductsAreForSingleSamplesOfWideRows() throws {
    func outer(_ problem: StepProblem) -> [GradientPanel] {
      StepPlan(problem).panels.joined().filter(\.isOuterProduct)
    }
    let panels = outer(try problem([784, 128, 10], batch: 1))
    #expect(!panels.isEmpty)
    // Neither the first panel of a layer, nor rows of 10.
    #expect(panels.allSatisfy { $0.layer == 0 && $0.inputs.lowerBound > 0 })
    #expect(outer(try problem([784, 128, 10], batch: 2)).isEmpty)
    #expect(outer(try problem([784, 128, 10], batch: 1) { $0.gradientIsUnchanged = false }).isEmpty)
    #expect(outer(try problem([784, 128, 10], batch: 1) { $0.ruleTakesOuterProducts = false }).isEmpty)
    #expect(outer(try problem([784, 128, 10], batch: 1) { $0.needsWholeGradient = true }).isEmpty)
  }
}
