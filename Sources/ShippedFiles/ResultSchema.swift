/// The JSON Schemas of what the commands print with `--format json`.
package enum ResultSchema {
  package static let run = text(PackageResources.run_schema_json)
  package static let explanation = text(PackageResources.explanation_schema_json)
  package static let comparison = text(PackageResources.comparison_schema_json)
  package static let decision = text(PackageResources.decision_schema_json)

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
