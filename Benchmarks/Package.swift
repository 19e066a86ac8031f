// swift-tools-version:6.2
import PackageDescription

// A package of its own, so that users of kfactor never resolve what only a benchmark needs.
let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "kfactor", path: "..")],
  targets: [
    .executableTarget(
      name: "Benchmark", dependencies: [.product(name: "KFactorKit", package: "kfactor")])
  ],
  swiftLanguageModes: [.v6])
