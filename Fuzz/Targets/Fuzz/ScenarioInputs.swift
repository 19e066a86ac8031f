internal import ReferralModel
@testable internal import ScenarioFile

/// Inputs of the target `ScenarioFile`.
enum ScenarioInputs {
  private static func document(
    _ text: String, overrides: [PathOverride] = []
  ) throws(ScenarioErrors) -> ScenarioDocument {
    try ScenarioDocument.parse(
      text: text, file: "fuzzed.yaml", folder: Scratch.folder, overrides: overrides)
  }

  static func scenario(_ bytes: [UInt8]) {
    _ = beside
    do throws(ScenarioErrors) {
      let source = try ScenarioSource(bytes: bytes, file: "fuzzed.yaml")
      let read = try document(source.text)
      for strategy in read.strategies {
        do throws(ScenarioErrors) {
          _ = try read.applying(strategy.changes)
        } catch {
          requireSentence(error)
        }
      }
      // What is spelled out must read as the same.
      let resolved = read.resolvedYAML
      do throws(ScenarioErrors) {
        let again = try document(resolved)
        require(
          again.resolvedYAML == resolved, "a resolved scenario resolves to itself: \(resolved)")
      } catch {
        require(false, "a resolved scenario is read again: \(error)\n\(resolved)")
      }
    } catch {
      requireSentence(error)
    }
  }

  /// Files that a scenario may name.
  private static let beside: Void = {
    _ = Scratch.write("people.txt", Array("0\n1\n2\n".utf8))
    _ = Scratch.write("edges.txt", Array("0 1\n1 2\n2 3\n".utf8))
    _ = Scratch.write(
      "posterior.csv", Array("loops.referral.conversion.base\n0.03\n0.04\n".utf8))
  }()

  static func quantities(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    for kind in QuantityKind.allCases {
      for relative in [false, true] {
        do throws(QuantityFault) {
          _ = try Quantity(kind).read(text, currency: "USD", relative: relative)
        } catch {
          if case .missingUnit(let suggestion?) = error { requirePrintable(suggestion) }
        }
      }
      do throws(RangeText.Fault) {
        let range = try RangeText(text, of: Quantity(kind).unbounded, currency: "USD")
        require(
          range.low.value < range.high.value, "a range rises: \(range.low) \(range.high)")
      } catch {
        // A fault is a value; the checker makes the sentence.
      }
    }
    if let path = ScenarioPath(text) { _ = path.expanded.map { $0.rest(1) } }
  }

  static func overrides(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    do throws(ScenarioErrors) {
      var overrides: [PathOverride] = []
      for line in text.split(separator: "\n").prefix(8) {
        overrides.append(try PathOverride(parsing: String(line)))
      }
      _ = try document(base, overrides: overrides)
    } catch {
      requireSentence(error)
    }
  }

  private static let base = """
    name: Small
    horizon: 12 months
    market: {size: 1 million}
    customers: {initial: 10_000, churn: 3% per month, margin: $8 per month}
    acquisition: {cac: $60, organic: 40 per day}
    loops:
      referral:
        participation: {at_zero: 6%, at_large: 20%, half_at: 10% of CAC}
        invites: 3
        conversion: {base: 3%, uplift: 4x}
    program: {reward: {referrer: 15% of CAC, referee: 10% of CAC}}
    """

  static func people(_ bytes: [UInt8]) {
    let path = Scratch.write("people.csv", bytes)
    do throws(ScenarioErrors) {
      _ = try ScenarioFiles.people(inFile: path)
    } catch {
      requireSentence(error)
    }
  }

  static func posterior(_ bytes: [UInt8]) {
    _ = Scratch.write("draws.csv", bytes)
    do throws(ScenarioErrors) {
      let table = try PosteriorTable(
        "draws.csv", in: ScenarioFiles(folder: Scratch.folder), at: SourceLocation(file: "x"))
      require(
        table.rows.allSatisfy { $0.count == table.paths.count && $0.allSatisfy(\.isFinite) },
        "a number per path")
      let read = try document(base + "\nuncertain: {posterior: draws.csv}\n")
      _ = try read.scenario(drawing: read.uncertain.map { table.rows[0][$0.posteriorColumn ?? 0] })
    } catch {
      requireSentence(error)
    }
  }
}
