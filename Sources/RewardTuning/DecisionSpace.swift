/// What can be decided, and on which lattice of values.
package struct DecisionSpace: Equatable, Sendable {
  package var variables: [DecisionVariable]

  package init(_ variables: [DecisionVariable]) { self.variables = variables }

  /// Points of the lattice.
  package var count: Int { variables.reduce(1) { $0 * $1.levels } }
}

/// One thing to decide: the levels of a number, or one of some choices.
package struct DecisionVariable: Equatable, Sendable {
  /// As written in the scenario.
  package var name: String
  package var kind: Kind

  package enum Kind: Equatable, Sendable {
    /// `levels` values from `low` to `high`, evenly spaced, ends included.
    case number(low: Double, high: Double, levels: Int)
    /// Choices without an order.
    case choice(count: Int)
  }

  package init(name: String, kind: Kind) {
    self.name = name
    self.kind = kind
  }

  /// How many values it may take, at least 1.
  package var levels: Int {
    switch kind {
    case .number(_, _, let levels): levels
    case .choice(let count): count
    }
  }

  /// The value of a level; of a choice, its position.
  package func value(atLevel level: Int) -> Double {
    switch kind {
    case .number(let low, let high, let levels):
      levels == 1 ? low : low + (high - low) * Double(level) / Double(levels - 1)
    case .choice: Double(level)
    }
  }
}

/// A point of the lattice: a level of every variable.
package struct DecisionPoint: Hashable, Sendable {
  package var levels: [Int]

  package init(_ levels: [Int]) { self.levels = levels }
}
