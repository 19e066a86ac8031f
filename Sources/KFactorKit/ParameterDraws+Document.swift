package import ScenarioFile
package import Simulation

extension ParameterDraws {
  /// The draws of a document's uncertain values; nil when everything in it is certain.
  package init?(_ document: ScenarioDocument) {
    guard !document.uncertain.isEmpty else { return nil }
    let laws = document.uncertain.map { parameter in
      parameter.posteriorColumn.map { Law.joint(column: $0) } ?? .own(parameter.distribution)
    }
    self.init(laws, joint: document.posterior?.rows ?? []) { values in
      do {
        return try document.scenario(drawing: values)
      } catch {
        // Out of range together; the caller draws again and reports how often.
        return nil
      }
    }
  }
}
