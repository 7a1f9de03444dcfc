import Foundation
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
    let count = [.model, .description, .checkpoint, .sequential].contains(target) ? 150 : 500
    for index in 0..<count {
      let input = inputs[index % inputs.count]
      target.run(mutator.mutated(input, inputs[(index + 1) % inputs.count]))
    }
  }

  /// The inputs that are changed are whole: what is read is not refused at the first byte.
  @Test(arguments: FuzzTarget.allCases) func inputsAreWhole(target: FuzzTarget) throws {
    for input in try FuzzSamples.inputs(of: target) { #expect(!input.isEmpty) }
    guard target == .checkpoint else { return }
    let input = try FuzzSamples.inputs(of: target)[0]
    _ = try CheckpointFile<Float>(
      decoding: input, file: "f", for: FuzzSamples.prepared().checkpointIdentity)
  }

  /// Headers that claim more than any file has are refused before memory is taken for it.
  @Test(arguments: [
    (FuzzTarget.npy, FormatBytes.npy("<f8", shape: "(1152921504606846976, 3)", [0, 0, 0, 0])),
    (.npy, FormatBytes.npy("|u1", shape: "(4611686018427387904, 4)", [0, 0, 0, 0])),
    (.idx, FormatBytes.idx(8, sizes: [0xFFFF_FFFF, 0xFFFF_FFFF], [0])),
    (.model, [0, 0, 0, 0, 0, 0, 0, 1] + [UInt8](repeating: 32, count: 1000)),
    (.npz, FormatBytes.zip([(name: "x.npy", bytes: FormatBytes.npy("<f4", shape: "(99999999999, 9)", []))])),
  ]) func sizesInHeadersAreNotBelieved(target: FuzzTarget, bytes: [UInt8]) {
    // It would trap for want of memory.
    target.run(bytes)
  }
}
