/// The JSON Schemas of what the commands print with `--format json`.
package enum ResultSchema {
  package static var run: String { text("run") }
  package static var explanation: String { text("explanation") }
  package static var comparison: String { text("comparison") }
  package static var decision: String { text("decision") }
  package static var difference: String { text("difference") }
  package static var calibration: String { text("calibration") }
  package static var backtest: String { text("backtest") }

  private static func text(_ name: String) -> String {
    String(decoding: shippedFile("\(name).schema.json"), as: UTF8.self)
  }
}
