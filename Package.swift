// swift-tools-version:6.2
import PackageDescription

// An existential, a leaked import, or an unsafe line shows where it is written.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
]

// What only reads results and says them to people: it takes milliseconds either way, and two minutes
// of the first build to optimise. A target that KFactorKit needs may not be one of these.
let unoptimised = settings + [.unsafeFlags(["-Onone"], .when(configuration: .release))]

// Of tests that compute nothing for long: half of the time their build took was their optimisation.
let light: [SwiftSetting] = [.unsafeFlags(["-Onone"], .when(configuration: .release))]

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "kfactor",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "kfactor", targets: ["kfactor"]),
    .library(name: "KFactorKit", targets: ["KFactorKit"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  // A target imports only targets on lines above its own.
  targets: [
    .systemLibrary(
      name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
    .target(name: "GSL", dependencies: ["CGSL"], swiftSettings: settings),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "ReferralModel", swiftSettings: settings),
    .target(name: "JSON", swiftSettings: settings),
    .target(
      name: "ProgramData", dependencies: ["CSQLite", "CZlib", "ReferralModel"],
      swiftSettings: settings),
    .target(
      name: "Randomness", dependencies: ["GSL", "ReferralModel"], swiftSettings: settings),
    .target(name: "ScenarioFile", dependencies: ["ReferralModel", yams], swiftSettings: settings),
    .target(
      name: "Simulation", dependencies: ["GSL", "ReferralModel", "Randomness"],
      swiftSettings: settings),
    .target(
      name: "RewardTuning", dependencies: ["GSL", "ReferralModel", "Randomness", "Simulation"],
      swiftSettings: settings),
    .target(
      name: "Calibration",
      dependencies: ["GSL", "ReferralModel", "ProgramData", "Randomness", "Simulation"],
      swiftSettings: settings),
    .target(
      name: "Reporting",
      dependencies: [
        "JSON", "ProgramData", "ReferralModel", "ScenarioFile", "Simulation", "RewardTuning",
        "Calibration",
      ],
      swiftSettings: unoptimised),
    .target(name: "Charts", dependencies: ["JSON"], swiftSettings: unoptimised),
    .target(name: "ReportPage", dependencies: ["Charts", "JSON"], swiftSettings: unoptimised),
    .target(
      name: "StoredResults",
      dependencies: [
        "CSQLite", "GSL", "JSON", "ProgramData", "Reporting", "ScenarioFile", "Simulation",
      ],
      swiftSettings: unoptimised),
    .target(
      name: "KFactorKit",
      dependencies: ["ReferralModel", "Randomness", "ScenarioFile", "Simulation"],
      swiftSettings: settings),
    .target(name: "CShippedFiles"),
    .target(
      name: "ShippedFiles", dependencies: ["CShippedFiles"], exclude: ["Schemas"],
      swiftSettings: unoptimised),
    .executableTarget(
      name: "kfactor",
      dependencies: [
        "GSL", "JSON", "KFactorKit", "ReferralModel", "ScenarioFile", "Simulation", "RewardTuning",
        "ProgramData", "Randomness", "Calibration", "Reporting", "Charts", "ReportPage",
        "ShippedFiles", "StoredResults",
        argumentParser,
      ],
      swiftSettings: unoptimised),
    // Here and not in Benchmarks/Package.swift, since what it measures is not public.
    .executableTarget(
      name: "DecisionBenchmark",
      dependencies: [
        "GSL", "KFactorKit", "ReferralModel", "RewardTuning", "ScenarioFile", "Simulation",
      ],
      path: "Benchmarks/Sources/DecisionBenchmark"),
    .executableTarget(
      name: "CalibrationBenchmark",
      dependencies: [
        "Calibration", "GSL", "ProgramData", "Randomness", "ReferralModel", "ScenarioFile",
        "Simulation",
      ],
      path: "Benchmarks/Sources/CalibrationBenchmark"),
    .testTarget(
      name: "ProgramDataTests", dependencies: ["ProgramData", "ReferralModel"],
      exclude: ["tree_statistics.py"], swiftSettings: light),
    .testTarget(
      name: "RandomnessTests", dependencies: ["GSL", "Randomness", "ReferralModel"]),
    .testTarget(
      name: "ScenarioFileTests", dependencies: ["ScenarioFile", "ReferralModel"],
      exclude: ["Fixtures", "schema_check.py"], swiftSettings: light),
    .testTarget(
      name: "SimulationTests", dependencies: ["Simulation", "GSL", "Randomness", "ReferralModel"]),
    .testTarget(
      name: "RewardTuningTests",
      dependencies: ["RewardTuning", "Simulation", "GSL", "ReferralModel", "ScenarioFile"]),
    .testTarget(
      name: "CalibrationTests",
      dependencies: [
        "Calibration", "GSL", "ProgramData", "Randomness", "ReferralModel", "ScenarioFile",
        "Simulation",
      ],
      exclude: ["Likelihood/reference.py", "Likelihood/Fixtures"]),
    .testTarget(
      name: "ReportingTests", dependencies: ["JSON", "Reporting", "Simulation", "ReferralModel"],
      swiftSettings: light),
    .testTarget(
      name: "ChartsTests", dependencies: ["Charts", "JSON"], swiftSettings: light),
    .testTarget(
      name: "ReportPageTests", dependencies: ["Charts", "JSON", "ReportPage", "ScenarioFile"],
      exclude: ["Fixtures", "browser_check.py"], swiftSettings: light),
    .testTarget(
      name: "StoredResultsTests", dependencies: ["ScenarioFile", "StoredResults"],
      swiftSettings: light),
    .testTarget(name: "GuideTests", dependencies: ["kfactor"], swiftSettings: light),
    .testTarget(
      name: "CommandLineTests", dependencies: ["kfactor", "KFactorKit", "Simulation"],
      exclude: [
        "database_check.py", "difference_check.py", "recompute.py", "result_check.py",
        "spread_check.py",
      ], swiftSettings: light),
  ],
  swiftLanguageModes: [.v6])
