import ProgramData
import Testing

@Suite struct CSVLineTests {
  @Test func `quotes as RFC 4180 does`() {
    #expect(csvLine(["a\"\u{301}b"]).utf8.elementsEqual("\"a\"\"\u{301}b\"\n".utf8))
    #expect(
      csvLine(["a,b", "say \"x\"", "line\r\nbreak", "plain"])
        == "\"a,b\",\"say \"\"x\"\"\",\"line\r\nbreak\",plain\n")
  }

  // What OWASP lists under "CSV Injection"; the last two would be formulas where ; or a tab divides.
  @Test func `text that a spreadsheet would run has an apostrophe in front`() {
    #expect(
      csvLine(["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\tx", "\rx", "＝1", "'=1"])
        == "'=1+1,'+cmd|' /C calc'!A0,'-2+3,'@SUM(1),\"'\tx\",\"'\rx\",'＝1,''=1\n")
    #expect(csvLine(["a;=1", "a\t=1"]) == "\"a;=1\",\"a\t=1\"\n")
  }

  @Test func `numbers and words stay as they are`() {
    #expect(
      csvLine(["-1.5", "+2", "-3e-05", "-0", "'tis", "a-b", "1=2"])
        == "-1.5,+2,-3e-05,-0,'tis,a-b,1=2\n")
  }
}
