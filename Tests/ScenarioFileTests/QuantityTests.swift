import Foundation
import Testing

@testable import ScenarioFile

@Suite struct QuantityTests {
  private func reads(_ kind: QuantityKind, _ text: String, _ currency: String) -> Bool {
    do {
      _ = try Quantity(kind).read(text, currency: currency)
      return true
    } catch {
      return false
    }
  }

  /// Expected values worked out by hand; a month is 365.25/12 = 30.4375 days.
  static let readings: [(QuantityKind, String, Double)] = [
    (.share, "15%", 0.15), (.share, "7%", 0.07), (.share, "0", 0), (.share, "0.07%", 0.0007),
    (.share, "1e1%", 0.1),
    (.reward, "15% of CAC", 0.15), (.reward, "0", 0),
    (.money, "$60", 60), (.money, "60 USD", 60), (.money, "$2 million", 2e6),
    (.money, "$0.25", 0.25), (.money, "$1_000.50", 1000.5), (.money, "$1.5 thousand", 1500),
    (.moneyPerMonth, "$8 per month", 8), (.moneyPerMonth, "$24 per year", 2),
    (.moneyPerMonth, "$1 per day", 30.4375), (.moneyPerMonth, "$20_000 per month", 20_000),
    (.ratePerMonth, "3% per month", 0.03), (.ratePerMonth, "12% per year", 0.01),
    (.growth, "2% per month", 0.02), (.loss, "3% per month", 0.03),
    (.discount, "12% per year", 0.12),
    (.duration, "3 days", 3), (.duration, "1 day", 1), (.duration, "2 weeks", 14),
    (.duration, "15 months", 456.5625), (.duration, "1 year", 365.25), (.duration, "12 hours", 0.5),
    (.arrivals, "40 per day", 40), (.arrivals, "70 per week", 10),
    (.arrivals, "1217.5 per month", 40), (.arrivals, "1.5 thousand per day", 1500),
    (.frequency, "0.5 per month", 0.5), (.frequency, "6 per year", 0.5),
    (.multiplier, "4x", 4), (.multiplier, "0.82x", 0.82),
    (.number, "0.4", 0.4), (.number, "-1.5e-3", -0.0015), (.count, "10_000", 10_000),
    (.count, "1.5 million", 1_500_000), (.count, "30 million", 3e7),
  ]

  @Test(arguments: readings)
  func `a quantity is read in its base unit`(kind: QuantityKind, text: String, value: Double)
    throws
  {
    #expect(try Quantity(kind).unbounded.read(text, currency: "USD") == Amount(value: value))
  }

  // Compounding: 1 − (1 − 0.36)^(1/2) = 0.2 over half the time, and the like.
  @Test func `losses and growth compound`() throws {
    func read(_ kind: QuantityKind, _ text: String) throws -> Double {
      try Quantity(kind).read(text, currency: "USD").value
    }
    let yearly =
      1 - 0.97 * 0.97 * 0.97 * 0.97 * 0.97 * 0.97 * 0.97 * 0.97 * 0.97 * 0.97 * 0.97 * 0.97
    #expect(abs(try read(.loss, "\(yearly * 100)% per year") - 0.03) < 1e-12)
    // Half a month at 10% each: two of them lose 19%.
    let halfMonth = try read(.loss, "10% per day")
    #expect(abs(1 - halfMonth - pow(0.9, 30.4375)) < 1e-12)
    #expect(abs(try read(.growth, "60.10322% per year") - 0.04) < 1e-7)
    #expect(abs(try read(.discount, "1% per month") - 0.12682503) < 1e-8)
  }

  @Test(arguments: [
    "", "%", "$", "1,000", "1__0", "_1", "1_", "1.2.3", ".5", "5.", "1e", "1e1000", "0x10", "1 2",
    "15 %", "15% of", "15% of cac", "3 per", "3 per fortnight", "3 months ago", "4 x", "++1", "nan",
    ".nan", ".inf", "inf", "1e999x", "３", "12:30", "$ 60", "60 usd", "--1", "1 million million",
  ])
  func `nothing is guessed`(text: String) {
    for kind in QuantityKind.allCases {
      #expect(throws: QuantityFault.self) {
        try Quantity(kind).unbounded.read(text, currency: "USD")
      }
    }
  }

  /// A unit of another kind is never accepted: 14 examples, each by its own kind alone.
  @Test func `a unit belongs to one kind`() {
    let examples: [(String, Set<QuantityKind>)] = [
      ("15%", [.share]), ("15% of CAC", [.reward]), ("$60", [.money, .reward]),
      ("$8 per month", [.moneyPerMonth]),
      ("3% per month", [.ratePerMonth, .growth, .loss, .discount]), ("3 days", [.duration]),
      ("40 per day", [.arrivals, .frequency]), ("4x", [.multiplier]), ("7", [.number, .count]),
      ("15% of at_zero", []), ("$60 of CAC", []), ("15% days", []), ("4x per month", []),
      ("$60 per month per day", []), ("3 days per month", []), ("$15%", []),
    ]
    for (text, kinds) in examples {
      for kind in QuantityKind.allCases {
        let isRead = reads(kind, text, "USD")
        #expect(isRead == kinds.contains(kind), "\(text) as \(kind)")
      }
    }
  }

  @Test func `amounts are in the scenario's currency`() {
    func accepts(_ text: String, _ currency: String) -> Bool {
      reads(.money, text, currency)
    }
    #expect(accepts("€5", "EUR") && accepts("5 EUR", "EUR") && accepts("$5", "CAD"))
    #expect(!accepts("€5", "USD") && !accepts("$5", "EUR") && !accepts("5 USD", "EUR"))
    #expect(accepts("£5", "GBP") && accepts("¥5", "JPY") && accepts("₹5", "INR"))
  }

  /// Written and read back: the same bits, for numbers of every size.
  @Test func `what is written is read back exactly`() throws {
    var state: UInt64 = 1
    for _ in 0..<1000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let exponent = Int(state >> 33) % 60 - 40
      let value =
        Double(state >> 11) * 0x1p-53 * Double(sign: .plus, exponent: exponent, significand: 1)
      for kind in QuantityKind.allCases where kind != .count {
        let text = kind.text(value, currency: "EUR")
        #expect(try Quantity(kind).read(text, currency: "EUR").value == value, "\(text)")
      }
    }
  }

  @Test(arguments: [
    (0.0, 0, "0"), (0.15, 2, "15"), (1.5e6, 0, "1500000"), (0.07, 2, "7"), (1e-5, 2, "0.001"),
    (-2.5, 0, "-2.5"), (1e22, 0, "1e22"), (1.25e-9, 0, "1.25e-9"), (100, 0, "100"),
  ])
  func `decimals are shifted, not multiplied`(value: Double, shift: Int, text: String) {
    #expect(decimalText(value, shift: shift) == text)
  }
}
