import Testing

@testable import Charts

@Suite struct NumberFormatTests {
  @Test(arguments: [
    (1_500_000.0, "1.5 million"), (4_123_456, "4.12 million"), (12_345, "12,345"),
    (0.0905, "0.0905"),
    (0, "0"), (-3.14159, "−3.14"), (999_999.9, "1.00 million"), (2e9, "2 billion"), (1, "1"),
    (1e-9, "1.00e-9"), (.nan, "–"),
  ])
  func `numbers have three digits and words for scales`(value: Double, text: String) {
    #expect(NumberFormat.number.text(value) == text)
  }

  @Test(arguments: [
    ("USD", 12_000.0, "$12,000"), ("USD", 12.3, "$12.30"), ("EUR", -40, "−€40.00"),
    ("JPY", 12.3, "¥12.3"), ("points", 12_000, "points 12,000"), ("USD", -0.0000001, "−$1.00e-7"),
  ])
  func `money has a symbol and cents below a thousand`(
    currency: String, value: Double, text: String
  ) {
    #expect(NumberFormat.money(currency).text(value) == text)
  }

  @Test func `other formats say their unit`() {
    #expect(NumberFormat.share.text(0.15) == "15%")
    #expect(NumberFormat.multiple.text(3.234) == "3.23x")
    #expect(NumberFormat.days.text(1) == "1 day")
    #expect(NumberFormat.days.text(41) == "41 days")
    #expect(NumberFormat.affixed("", "% of CAC").text(27) == "27% of CAC")
    #expect(NumberFormat.money("USD").tickText(50) == "$50")
  }

  @Test func `a range says a shared word once`() {
    #expect(NumberFormat.number.range(2_900_000, 5_400_000) == "2.9 to 5.4 million")
    #expect(NumberFormat.number.range(900_000, 1_200_000) == "900,000 to 1.2 million")
    #expect(NumberFormat.share.range(0.0818, 0.174) == "8.18 to 17.4%")
    #expect(NumberFormat.number.range(.nan, 1) == "–")
  }
}
