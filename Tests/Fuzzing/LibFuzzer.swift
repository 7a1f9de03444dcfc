import SystemLibrary

@testable import BPNet

// The entries that libFuzzer calls, built by Scripts/fuzz.sh alone. The environment names the target, since
// the program's arguments are libFuzzer's.

private let target: FuzzTarget = {
  guard let text = getenv("BPNET_FUZZ_TARGET"), let target = FuzzTarget(rawValue: String(cString: text))
  else {
    print("BPNET_FUZZ_TARGET: one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))")
    exit(64)
  }
  return target
}()

/// Writes the inputs that fuzzing begins with to the folder BPNET_FUZZ_SEEDS, and words to insert, as a
/// dictionary of libFuzzer's, to the file BPNET_FUZZ_WORDS, if they are given.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(_ count: UnsafeMutableRawPointer, _ arguments: UnsafeMutableRawPointer) -> Int32 {
  if let path = getenv("BPNET_FUZZ_WORDS"), let file = fopen(path, "w") {
    let text = FuzzSamples.words.map { "\"\($0)\"\n" }.joined()
    fwrite(text, 1, text.utf8.count, file)
    fclose(file)
  }
  guard let folder = getenv("BPNET_FUZZ_SEEDS").map({ String(cString: $0) }) else { return 0 }
  for (index, input) in ((try? FuzzSamples.inputs(of: target)) ?? []).enumerated() {
    guard let file = fopen("\(folder)/seed-\(index)", "w") else { continue }
    fwrite(input, 1, input.count, file)
    fclose(file)
  }
  return 0
}

/// Reads an input as the target does.
@_cdecl("LLVMFuzzerTestOneInput")
public func test(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  target.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}

@_silgen_name("LLVMFuzzerMutate")
private func mutate(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int) -> Int

/// Changes an input as libFuzzer does; one time in four a number in it becomes one at the end of a range,
/// which changes of bytes seldom come to.
@_cdecl("LLVMFuzzerCustomMutator")
public func change(
  _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, _ capacity: Int, _ seed: UInt32
) -> Int {
  guard seed % 4 == 0 else { return mutate(bytes, count, capacity) }
  var mutator = FuzzMutator(seed: UInt64(seed))
  let input = Array(UnsafeBufferPointer(start: bytes, count: count))
  let changed = mutator.withOtherNumber(input).prefix(capacity)
  for (index, byte) in changed.enumerated() { bytes[index] = byte }
  return changed.count
}

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// The entry of the program: SwiftPM links executables with one named after their module as `main`.
@_cdecl("Fuzzing_main")
public func run(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
  var (count, arguments) = (count, arguments)
  return runDriver(&count, &arguments) { test($0, $1) }
}
