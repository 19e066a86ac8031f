extension Decision {
  /// Whether a text can be the name of a metric: `npv`, `signups_referred.email-link`.
  static func isMetric(_ text: String) -> Bool {
    let known = Set("abcdefghijklmnopqrstuvwxyz0123456789_.-")
    guard let first = text.first, first.isASCII, first.isLetter, text.utf8.count <= 120 else {
      return false
    }
    return text.allSatisfy(known.contains) && text.last != "."
  }
}

extension Decision.Limit {
  /// What a text lacks to be a limit.
  enum Fault: Error {
    /// `<=` or `>=` between two sides.
    case comparison
    /// A metric on the left.
    case metric(String)
    /// A value on the right.
    case bound(String)
    case otherCurrency
  }

  /// Reads "metric <= bound".
  init(_ text: String, currency: String) throws(Fault) {
    guard let sign = text.firstRange(of: "<=") ?? text.firstRange(of: ">=") else {
      throw .comparison
    }
    let metric = text[..<sign.lowerBound].trimmed
    let right = text[sign.upperBound...].trimmed
    guard !metric.isEmpty, !right.isEmpty else { throw .comparison }
    guard Decision.isMetric(metric) else { throw .metric(metric) }
    self.text = text
    self.metric = metric
    self.isAtMost = text[sign] == "<="
    if right.lowercased() == "cac" {
      bound = .cac
    } else if Decision.isMetric(right) {
      bound = .metric(right)
    } else {
      for kind in [QuantityKind.share, .money, .duration, .multiplier, .number] {
        do throws(QuantityFault) {
          let quantity = Quantity(kind, min: -Quantity.ceiling)
          // A plain 0 would be read as the first of them.
          if kind != .number, QuantityText(right)?.isPlain == true { continue }
          bound = .value(try quantity.read(right, currency: currency).value)
          unit = kind
          return
        } catch {
          if error == .otherCurrency { throw .otherCurrency }
        }
      }
      throw .bound(right)
    }
  }
}

extension Decision.Indifference {
  /// Reads "1% of npv", "$20_000", or a plain number; nil for anything else.
  package init?(_ text: String, currency: String) {
    if let split = text.firstRange(of: " of ") {
      let metric = text[split.upperBound...].trimmed
      guard let share = QuantityText(text[..<split.lowerBound].trimmed), share.isPercent,
        share.period == nil, share.span == nil, share.reference == nil, !share.hasCurrency,
        let value = share.value, value > 0, value <= 1, Decision.isMetric(metric)
      else { return nil }
      self = .share(value, ofMetric: metric)
      return
    }
    for kind in [QuantityKind.money, .duration, .multiplier, .number] {
      if kind != .number, QuantityText(text)?.isPlain == true { continue }
      do throws(QuantityFault) {
        self = .amount(try Quantity(kind, above: 0).read(text, currency: currency).value, kind)
        return
      } catch {
        // It may be of another kind.
        continue
      }
    }
    return nil
  }
}
