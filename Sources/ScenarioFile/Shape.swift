/// What may stand at a place of a scenario: what the table is made of.
indirect enum Shape: Sendable {
  case text
  /// Three capital letters.
  case currency
  /// One of some words.
  case choice([String])
  /// `yes` or `no`.
  case toggle
  /// `2008-09-01`
  case date
  /// `2008-09-01` or `day 45`
  case day
  case quantity(Quantity)
  /// A quantity, or a share of `at_zero`.
  case relative(Quantity)
  /// A whole number of 64 bits.
  case seed
  /// `1% of signups_total`
  case precision
  case file
  case object(ObjectShape)
  /// Any names, each with the same shape.
  case named(Shape)
  case list(Shape, count: ClosedRange<Int>)
  /// A list of the shape, or one alone.
  case oneOrMore(Shape)
  /// A list with a shape for every place.
  case row([Shape])
  /// A word, or else the shape.
  case word(String, or: Shape)
  /// Paths of the scenario, each with a distribution.
  case uncertain
  /// Days, and paths with their values from then: `from` alone, or a window that
  /// ends with `until` or after `over`.
  case change(window: Bool)
  /// Names, each with changes by path.
  case strategies
  /// Paths, each with a range or a list of choices.
  case vary
  /// `npv`
  case metric
  /// `incremental_cac <= cac`
  case limit
  /// `1% of npv` or `$20_000`
  case indifference
  /// Keys of the shape without defaults, none of them required: what a segment overrides.
  case partial(Shape)
}

extension Shape {
  /// What stands inside a shape that adds no key of its own; nil for any other.
  var wrapped: Shape? {
    switch self {
    case .word(_, let inner), .partial(let inner): inner
    default: nil
    }
  }
}

/// A mapping with known keys.
struct ObjectShape: Sendable {
  var fields: [Field]
  /// The key that a plain value in place of the mapping stands for.
  var shorthand: String?
  /// Which keys go together; empty where all do.
  ///
  /// Keys named in no form may always stand.
  var forms: [Form]
  /// The key whose value names the form; nil where the keys present tell it.
  var discriminator: String?

  init(
    _ fields: [Field], shorthand: String? = nil, discriminator: String? = nil, forms: [Form] = []
  ) {
    self.fields = fields
    self.shorthand = shorthand
    self.forms = forms
    self.discriminator = discriminator
  }

  subscript(name: String) -> Field? { fields.first { $0.name == name } }

  /// The keys that belong to some form.
  var formKeys: Set<String> {
    Set(forms.flatMap { $0.needs.joined() + $0.optional + $0.signature })
  }
}

/// Keys that make sense together: the parameters of one distribution.
struct Form: Sendable {
  /// The value of the discriminator, or what an error calls the form.
  var name: String
  /// Any of these sets of keys is enough, and no more than one set may be given.
  var needs: [[String]]
  var optional: [String]
  /// Without a discriminator: any of these keys picks the form.
  var signature: [String]

  init(_ name: String, needs: [[String]], optional: [String] = [], signature: [String] = []) {
    self.name = name
    self.needs = needs
    self.optional = optional
    self.signature = signature
  }

  func allows(_ key: String) -> Bool {
    optional.contains(key) || signature.contains(key) || needs.contains { $0.contains(key) }
  }
}

/// A key, what it holds, and what holds without it.
struct Field: Sendable {
  enum Presence: Sendable {
    case required
    case optional
    case defaults(Default)
  }

  /// A value as it would be written.
  indirect enum Default: Sendable {
    case text(String)
    case list
    case mapping([(String, Default)])
    /// The value of a top-level key.
    case sameAs(String)
  }

  var name: String
  var shape: Shape
  var presence: Presence
  /// One line for the schema's hover text and the reference.
  var doc: String

  init(_ name: String, _ shape: Shape, _ presence: Presence, _ doc: String) {
    self.name = name
    self.shape = shape
    self.presence = presence
    self.doc = doc
  }

  init(_ name: String, _ shape: Shape, _ doc: String) {
    self.init(name, shape, .optional, doc)
  }
}

extension Field.Presence {
  static func text(_ text: String) -> Field.Presence { .defaults(.text(text)) }
  static let empty = Field.Presence.defaults(.mapping([]))
  static let emptyList = Field.Presence.defaults(.list)
}
