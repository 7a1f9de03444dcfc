// swift-tools-version: 6.3
import PackageDescription

// BPNET_PACKAGE is the folder of BPNet; a package of your own has its path or its URL here.
let path = Context.environment["BPNET_PACKAGE"] ?? "../BPNet"

let package = Package(
  name: "Consumer",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "BPNet", path: path)],
  targets: [
    .executableTarget(name: "Consumer", dependencies: [.product(name: "BPNet", package: "BPNet")])
  ],
  swiftLanguageModes: [.v6]
)

// Scripts/check-linking.py alone sets this: the code of the library's documentation, and a measurement.
if Context.environment["BPNET_ARTICLES"] != nil {
  package.targets += ["Articles", "Timing"].map { name in
    .executableTarget(name: name, dependencies: [.product(name: "BPNet", package: "BPNet")])
  }
}
