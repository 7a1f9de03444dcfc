// swift-tools-version: 6.3
import PackageDescription

let warningsAsErrors: [SwiftSetting] = [.treatAllWarnings(as: .error)]
let cWarnings: [CSetting] = [.enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error)]

// Tests are compiled without optimisation in release builds, too: optimising them would take most of the
// build's time. What they test is optimised.
let testSettings: [SwiftSetting] =
  warningsAsErrors + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

let package = Package(
  name: "BPNet",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "BPNet", targets: ["BPNet"]),
    .library(name: "BPNetPictures", targets: ["BPNetPictures"]),
    // Becomes libbpnet by Scripts/install.sh; products have names of their own.
    .library(name: "bpnet-c", type: .dynamic, targets: ["BPNetC"]),
    .executable(name: "bpnet", targets: ["BPNetCLI"]),
    .executable(name: "bpnet-bench", targets: ["BPNetBench"]),
  ],
  targets: [
    .target(name: "CKernels", exclude: ["README.md", "NOTES.md"], cSettings: cWarnings),
    .target(name: "SystemLibrary", swiftSettings: warningsAsErrors),
    .target(
      name: "BPNet", dependencies: ["CKernels", "SystemLibrary"],
      exclude: ["Data", "Models", "Recipes", "Training"].map { "\($0)/README.md" },
      swiftSettings: warningsAsErrors),
    .target(name: "CBPNet", cSettings: cWarnings),
    .target(
      name: "BPNetC", dependencies: ["BPNet", "CBPNet"], exclude: ["README.md"],
      swiftSettings: warningsAsErrors),
    .target(name: "BPNetExamples", dependencies: ["BPNet"], swiftSettings: warningsAsErrors),
    .target(name: "BPNetPictures", dependencies: ["BPNet"], swiftSettings: warningsAsErrors),
    .target(
      name: "CommandSupport", dependencies: ["BPNet", "SystemLibrary"], swiftSettings: warningsAsErrors),
    .executableTarget(
      name: "BPNetCLI", dependencies: ["BPNet", "BPNetExamples", "BPNetPictures", "CommandSupport"],
      swiftSettings: warningsAsErrors),
    .executableTarget(
      name: "BPNetBench", dependencies: ["BPNet", "CKernels", "CommandSupport", "SystemLibrary"],
      path: "Benchmarks/BPNetBench", swiftSettings: warningsAsErrors),
    .target(
      name: "CKernelsChecks", dependencies: ["CKernels"], path: "Tests/CKernelsChecks",
      exclude: ["main.c"], cSettings: cWarnings),
    .target(name: "AllocationCounting", path: "Tests/AllocationCounting", cSettings: cWarnings),
    .testTarget(
      name: "CKernelsTests", dependencies: ["CKernels", "CKernelsChecks", "SystemLibrary"],
      swiftSettings: warningsAsErrors),
    .testTarget(
      name: "BPNetTests",
      dependencies: [
        "BPNet", "BPNetC", "CBPNet", "BPNetExamples", "BPNetPictures", "CKernelsChecks", "AllocationCounting",
      ],
      resources: [.copy("Golden")], swiftSettings: testSettings),
    .testTarget(
      name: "CLITests", dependencies: ["BPNet", "BPNetBench", "CommandSupport"],
      swiftSettings: testSettings),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c11
)

// Scripts/fuzz.sh alone sets this: the readers with libFuzzer, without the targets that have a main function.
if Context.environment["BPNET_FUZZING"] != nil {
  package.products = []
  package.targets.removeAll {
    !["BPNet", "BPNetC", "CBPNet", "CKernels", "SystemLibrary"].contains($0.name)
  }
  package.targets.append(
    .executableTarget(
      name: "Fuzzing", dependencies: ["BPNet", "BPNetC", "CBPNet", "SystemLibrary"], path: "Tests",
      sources: [
        "Fuzzing/LibFuzzer.swift", "BPNetTests/Fuzzing/FuzzTarget.swift",
        "BPNetTests/Fuzzing/FuzzSamples.swift", "BPNetTests/Fuzzing/FuzzScript.swift",
        "BPNetTests/Fuzzing/FuzzMutator.swift", "BPNetTests/Fuzzing/JSONNumbers.swift",
        "BPNetTests/Fuzzing/InterfaceCalls.swift", "BPNetTests/Support/FormatBytes.swift",
        "BPNetTests/Data/TestGenerator.swift",
      ],
      swiftSettings: [.unsafeFlags(["-parse-as-library"])]))
}
