/// Prints every speed that kfactor promises, as ratios measured in one run.
///
/// usage: Benchmark DATA PYTHON [PART...]
/// DATA holds the C programs and the networks (run.sh makes them); PYTHON is an
/// interpreter that may have cynetdiff; a PART is reference, program, cascade, scale or expected.
import Foundation

let arguments = CommandLine.arguments
if arguments.count == 3, arguments[1] == "--scale" {
  // The child of ScaleBenchmark: one replication, alone in its process.
  try ScaleBenchmark.runOne(scenarioFile: arguments[2])
} else if arguments.count >= 3 {
  let bench = Workbench(data: arguments[1], python: arguments[2])
  let parts = arguments.dropFirst(3)
  func wanted(_ part: String) -> Bool { parts.isEmpty || parts.contains(part) }
  if wanted("reference") { try ReferenceBenchmark(bench).run() }
  if wanted("program") { try ProgramBenchmark(bench).run() }
  if wanted("cascade") { try CascadeBenchmark(bench).run() }
  if wanted("scale") { try ScaleBenchmark(bench).run() }
  if wanted("expected") { try ExpectedBenchmark(bench).run() }
} else {
  FileHandle.standardError.write(Data("usage: Benchmark DATA PYTHON [PART...]\n".utf8))
  exit(64)
}
