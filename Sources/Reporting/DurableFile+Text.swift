internal import JSON
package import Simulation

extension DurableFile {
  /// All of a file of results that is read at once; nil when there is none.
  ///
  /// - Throws: `.cannotRead`; `.damaged` beyond what any command writes there.
  package static func text(of path: String) throws(OutputError) -> [UInt8]? {
    try contents(of: path, atMost: JSONValue.mostBytes)
  }
}
