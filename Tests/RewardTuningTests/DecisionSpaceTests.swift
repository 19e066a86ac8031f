import RewardTuning
import Testing

@Suite struct DecisionSpaceTests {
  @Test func `levels of a number run from end to end`() {
    let variable = DecisionVariable(name: "reward", kind: .number(low: 0, high: 0.5, levels: 51))
    #expect(variable.value(atLevel: 0) == 0)
    #expect(variable.value(atLevel: 50) == 0.5)
    #expect(abs(variable.value(atLevel: 12) - 0.12) < 1e-15)
    #expect(DecisionSpace([variable, .init(name: "kind", kind: .choice(count: 2))]).count == 102)
  }
}
