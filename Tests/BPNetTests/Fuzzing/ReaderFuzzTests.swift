import Foundation
import CBPNet
import Testing

@testable import BPNet

/// Every reader of what comes from outside, with inputs that are changed at random, always in the same way.
///
/// `Scripts/fuzz.sh` tries the same targets for as long as one likes, guided by what the code does.
@Suite struct ReaderFuzzTests {
  @Test(arguments: FuzzTarget.allCases) func changedInputsAreReadOrRefused(target: FuzzTarget) throws {
    let inputs = try FuzzSamples.inputs(of: target)
    var mutator = FuzzMutator(seed: UInt64(target.rawValue.utf8.reduce(7) { 31 * $0 + Int($1) }))
    // Models and checkpoints are trained with, so each costs more.
    let areTrained: [FuzzTarget] = [
      .model, .description, .checkpoint, .progress, .sequential, .interface,
    ]
    let count = areTrained.contains(target) ? 150 : 500
    for index in 0..<count {
      let input = inputs[index % inputs.count]
      target.run(mutator.mutated(input, inputs[(index + 1) % inputs.count]))
    }
  }

  /// The inputs that are changed are whole, so that changes get beyond the first checks.
  @Test(arguments: FuzzTarget.allCases) func inputsAreWhole(target: FuzzTarget) throws {
    for input in try FuzzSamples.inputs(of: target) {
      #expect(throws: Never.self) { try target.read(input) }
    }
  }

  /// What bytes may say of the C interface is all of it: right uses and wrong ones.
  @Test func everyFunctionIsCalledInEveryWay() {
    var generator = TestGenerator(state: 17)
    var statuses: [InterfaceCalls.Function: Set<UInt32>] = [:]
    for _ in 0..<200 {
      var calls = InterfaceCalls((0..<300).map { _ in UInt8.random(in: 0...255, using: &generator) })
      calls.run(model: FuzzSamples.encodedModel)
      statuses.merge(calls.statuses) { $0.union($1) }
    }
    // The others have no status.
    let silent: Set<InterfaceCalls.Function> = [
      .tableFacts, .freeTable, .modelFacts, .freeModel, .freePredictor, .library,
    ]
    for function in InterfaceCalls.Function.allCases where !silent.contains(function) {
      #expect(statuses[function]?.contains(BPNET_ERROR_ARGUMENT.rawValue) == true, "\(function)")
      let canSucceed = ![.readTable, .load, .save].contains(function)
      #expect(statuses[function]?.contains(BPNET_OK.rawValue) == canSucceed, "\(function)")
    }
    #expect(statuses[.decode]?.contains(BPNET_ERROR_MODEL.rawValue) == true)
    #expect(statuses[.load]?.contains(BPNET_ERROR_FILE.rawValue) == true)
    let training = [BPNET_STOPPED, BPNET_ERROR_DATA].map(\.rawValue)
    #expect(statuses[.train]?.isSuperset(of: training) == true)
  }

  /// Headers that claim more than any file has are refused before memory is taken for it.
  @Test(arguments: [
    (FuzzTarget.npy, FormatBytes.npy("<f8", shape: "(1152921504606846976, 3)", [0, 0, 0, 0])),
    (.npy, FormatBytes.npy("|u1", shape: "(4611686018427387904, 4)", [0, 0, 0, 0])),
    (.idx, FormatBytes.idx(8, sizes: [0xFFFF_FFFF, 0xFFFF_FFFF], [0])),
    (.model, [0, 0, 0, 0, 0, 0, 0, 1] + [UInt8](repeating: 32, count: 1000)),
    (.fann, Array("FANN_FLO_2.1\nnetwork_type=0\nlayer_sizes=2147483647 2147483647 2\n".utf8)),
    (.npz, FormatBytes.zip([(name: "x.npy", bytes: FormatBytes.npy("<f4", shape: "(99999999999, 9)", []))])),
  ]) func sizesInHeadersAreNotBelieved(target: FuzzTarget, bytes: [UInt8]) {
    // It would trap for want of memory.
    target.run(bytes)
  }
}
