// swift-tools-version:6.2
import PackageDescription

// A package of its own, so that users of kfactor never build it. `Sources` is a link to kfactor's,
// for what is read is not public.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .strictMemorySafety(),
]
// These read little, and take minutes to optimise.
let unoptimised = strict + [.unsafeFlags(["-Onone"])]

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
  name: "Fuzz",
  platforms: [.macOS(.v15)],
  dependencies: [.package(url: "https://github.com/jpsim/Yams", from: "6.2.2")],
  targets: [
    .systemLibrary(name: "CGSL", pkgConfig: "gsl"),
    .target(name: "GSL", dependencies: ["CGSL"], swiftSettings: unoptimised),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
    .target(name: "ReferralModel", swiftSettings: strict),
    .target(name: "JSON", swiftSettings: strict),
    .target(
      name: "ProgramData", dependencies: ["CSQLite", "CZlib", "ReferralModel"],
      swiftSettings: strict),
    .target(
      name: "Randomness", dependencies: ["GSL", "ReferralModel"], swiftSettings: unoptimised),
    .target(name: "ScenarioFile", dependencies: ["ReferralModel", yams], swiftSettings: strict),
    .target(
      name: "Simulation", dependencies: ["GSL", "ReferralModel", "Randomness"],
      swiftSettings: unoptimised),
    .target(
      name: "RewardTuning", dependencies: ["GSL", "ReferralModel", "Randomness", "Simulation"],
      swiftSettings: unoptimised),
    .target(
      name: "Calibration",
      dependencies: ["GSL", "ReferralModel", "ProgramData", "Randomness", "Simulation"],
      swiftSettings: unoptimised),
    .target(
      name: "Reporting",
      dependencies: [
        "JSON", "ProgramData", "ReferralModel", "ScenarioFile", "Simulation", "RewardTuning",
        "Calibration",
      ],
      swiftSettings: unoptimised),
    .target(name: "Charts", dependencies: ["JSON"], swiftSettings: strict),
    .target(name: "ReportPage", dependencies: ["Charts", "JSON"], swiftSettings: strict),
    .systemLibrary(name: "CFuzzer", path: "Targets/CFuzzer"),
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "CFuzzer", "Charts", "JSON", "ProgramData", "ReferralModel", "ReportPage", "Reporting",
        "ScenarioFile", "Simulation",
      ],
      path: "Targets/Fuzz", swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6])
