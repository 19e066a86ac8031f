import ReferralModel

extension ScenarioSchema {
  static let market = ObjectShape(
    [
      Field(
        "size", .quantity(Quantity(.count, min: 1, max: 4_294_967_295)), .required,
        "Persons in the addressable market."),
      Field("network", .object(network), .empty, "Who knows whom."),
      Field(
        "segments",
        .named(
          .object(
            ObjectShape([
              Field("share", .quantity(.probability), .required, "Of the market."),
              Field(
                "customers", .partial(.object(customers)), .empty,
                "What is other than for the whole market."),
              Field(
                "loops", .partial(.named(.object(loop))), .empty,
                "What is other than for the whole market."),
            ]))), .empty, "Parts of the market; their shares sum to 100%."),
    ])

  static let network = ObjectShape(
    [
      Field(
        "model", .choice(["configuration", "communities", "small_world", "edges", "blocks"]),
        .text("configuration"), "The kind of network."),
      Field(
        "contacts", .object(contacts),
        .defaults(
          .mapping([
            ("distribution", .text("negative_binomial")), ("mean", .text("15")),
            ("dispersion", .text("1")),
          ])), "How many contacts a person has."),
      Field(
        "communities",
        .object(
          ObjectShape([
            Field(
              "size", .quantity(Quantity(.count, min: 1, max: 1_000_000)), .required,
              "Persons in a group who all know each other."),
            Field("outside", .object(contacts), .text("0"), "Contacts outside the group."),
          ])), "Teams or households, plus contacts outside."),
      Field(
        "small_world",
        .object(
          ObjectShape([
            Field(
              "contacts", .quantity(Quantity(.count, min: 2, max: 1_000_000)), .required,
              "Neighbours on the ring: an even number."),
            Field(
              "rewiring", .quantity(.probability), .text("0%"),
              "Share of links that lead anywhere instead."),
          ])), "A ring of neighbours with some links rewired."),
      Field(
        "edges",
        .object(
          ObjectShape(
            [
              Field("file", .file, .required, "One pair of ids a line."),
              Field(
                "directed", .toggle, .text("no"),
                "Whether the first of a pair can invite the second only."),
            ], shorthand: "file")), "A real network."),
      Field(
        "blocks",
        .object(
          ObjectShape(
            [
              Field(
                "mixing",
                .list(.list(.quantity(.probability), count: 1...64), count: 1...64),
                "A row for every segment: the share of its contacts in each segment."),
              Field(
                "inside", .quantity(.probability),
                "Share of contacts reserved for one's own segment; the rest are anybody."),
            ],
            forms: [
              Form("mixing", needs: [["mixing"]], signature: ["mixing"]),
              Form("inside", needs: [["inside"]], signature: ["inside"]),
            ])), "Which segments know each other."),
    ], discriminator: "model",
    forms: [
      Form("configuration", needs: [[]], optional: ["contacts"]),
      Form("communities", needs: [["communities"]], signature: ["communities"]),
      Form("small_world", needs: [["small_world"]], signature: ["small_world"]),
      Form("edges", needs: [["edges"]], signature: ["edges"]),
      Form("blocks", needs: [["blocks"]], optional: ["contacts"], signature: ["blocks"]),
    ])

  static let contacts = ObjectShape(
    [
      Field(
        "distribution",
        .choice([
          "constant", "poisson", "negative_binomial", "geometric", "lognormal", "gamma",
          "power_law", "table",
        ]), .text("constant"), "The law of the counts."),
      Field("value", .quantity(Quantity(.count, max: 10_000_000)), "The same count for everyone."),
      Field("mean", .quantity(Quantity(.number, max: 10_000_000)), "The mean count."),
      Field("dispersion", .quantity(dispersion), "Variance = mean + mean²/dispersion."),
      Field("sd", .quantity(Quantity(.number, above: 0)), "Standard deviation."),
      Field("median", .quantity(Quantity(.number, above: 0)), "The median."),
      Field("sigma", .quantity(sigma), "Standard deviation of the logarithm."),
      Field("exponent", .quantity(Quantity(.number, max: 20)), "Share of count k ~ k^-exponent."),
      Field("min", .quantity(Quantity(.count, min: 1, max: 10_000_000)), "The smallest count."),
      Field("max", .quantity(Quantity(.count, min: 1, max: 10_000_000)), "The largest count."),
      Field(
        "table",
        .list(
          .row([.quantity(Quantity(.count, max: 10_000_000)), .quantity(.probability)]),
          count: 1...10_000), "Pairs of a count and its share; the shares sum to 100%."),
    ], shorthand: "value", discriminator: "distribution",
    forms: [
      Form("constant", needs: [["value"]], signature: ["value"]),
      Form("poisson", needs: [["mean"]]),
      Form("negative_binomial", needs: [["mean", "dispersion"]]),
      Form("geometric", needs: [["mean"]]),
      Form("lognormal", needs: [["mean", "sd"], ["median", "sigma"]]),
      Form("gamma", needs: [["mean", "sd"]]),
      Form("power_law", needs: [["exponent", "min", "max"]]),
      Form("table", needs: [["table"]], signature: ["table"]),
    ])

  static let dispersion = Quantity(.number, min: 1e-6, max: 1e9)
  static let sigma = Quantity(.number, above: 0, max: 10)
  static let weibullShape = Quantity(.number, min: 0.05, max: 50)

  /// A waiting time.
  static let delay = ObjectShape(
    [
      Field(
        "distribution",
        .choice(["constant", "exponential", "geometric", "gamma", "lognormal", "weibull", "table"]),
        .text("constant"), "The law of the delay."),
      Field("value", .quantity(days), "The same delay every time."),
      Field("mean", .quantity(positiveDays), "The mean delay."),
      Field("sd", .quantity(positiveDays), "Standard deviation."),
      Field("median", .quantity(positiveDays), "The median delay."),
      Field("sigma", .quantity(sigma), "Standard deviation of the logarithm."),
      Field("shape", .quantity(weibullShape), "Weibull shape; 1 is exponential."),
      Field("scale", .quantity(positiveDays), "The delay that 63% do not exceed."),
      Field(
        "table",
        .list(.row([.quantity(days), .quantity(.probability)]), count: 1...10_000),
        "Pairs of a delay and its share; the shares sum to 100%."),
    ], shorthand: "value", discriminator: "distribution",
    forms: [
      Form("constant", needs: [["value"]], signature: ["value"]),
      Form("exponential", needs: [["mean"]]),
      Form("geometric", needs: [["mean"]]),
      Form("gamma", needs: [["mean", "sd"]]),
      Form("lognormal", needs: [["median", "sigma"], ["mean", "sd"]]),
      Form("weibull", needs: [["shape", "scale"]]),
      Form("table", needs: [["table"]], signature: ["table"]),
    ])

  static let days = Quantity(.duration, max: 1_000_000)
  static let positiveDays = Quantity(.duration, above: 0, max: 1_000_000)

  static let customers = ObjectShape(
    [
      Field(
        "initial",
        .object(
          ObjectShape(
            [
              Field(
                "count", .quantity(Quantity(.count, max: 4_294_967_295)),
                "So many persons, uniformly at random."),
              Field(
                "people",
                .list(.quantity(Quantity(.count)), count: 0...100_000),
                "Persons by number, or by the ids of an edges file."),
              Field("file", .file, "One person a line, # starts a comment."),
            ], shorthand: "count",
            forms: [
              Form("a count", needs: [["count"]], signature: ["count"]),
              Form("a list of people", needs: [["people"]], signature: ["people"]),
              Form("a file", needs: [["file"]], signature: ["file"]),
            ])), .text("0"), "Customers on day 0."),
      Field("tenure", .object(delay), .text("0 days"), "Their age on day 0."),
      Field(
        "churn",
        .word(
          "none",
          or: .object(
            ObjectShape(
              [
                Field(
                  "rate", .quantity(Quantity(.loss, below: 1)), .required,
                  "The share of customers lost in month 1."),
                Field(
                  "shape", .quantity(weibullShape), .text("1"),
                  "Weibull shape; below 1, those who stayed long leave less."),
              ], shorthand: "rate"))), .text("none"), "How customers leave."),
      Field(
        "margin", .quantity(Quantity(.moneyPerMonth)), .text("0"),
        "Margin of one active customer per month."),
      Field(
        "orders", .object(orders), "What customers buy, in place of a margin per month."),
      Field(
        "price", .quantity(Quantity(.moneyPerMonth, above: 0)),
        "List price: what a reward of free months is worth."),
      Field(
        "capacity", .quantity(Quantity(.count, min: 1, max: 4_294_967_295)),
        "Most active customers at once; whoever comes while it is full is turned away."),
      Field(
        "referred",
        .object(
          ObjectShape(
            [
              Field(
                "churn", .object(response(Quantity(.multiplier, max: 100))), .text("1x"),
                "Multiplies the hazard of leaving while the referrer stays."),
              Field(
                "margin", .object(response(Quantity(.multiplier, max: 1000))), .text("1x"),
                "Multiplies the margin."),
              Field(
                "order_value", .object(response(Quantity(.multiplier, max: 1000))), .text("1x"),
                "Multiplies the value of orders, and so the margin."),
              Field(
                "causal", .quantity(.probability), .text("100%"),
                "Share of the differences that being referred causes; the rest is who they are."),
            ])), .empty, "How customers who were referred differ."),
      Field(
        "advocates",
        .object(
          ObjectShape(
            [
              Field(
                "churn", .quantity(Quantity(.multiplier, max: 1)), .text("1x"),
                "Multiplies the hazard of leaving after a first successful referral.")
            ])), .empty, "How those who referred somebody differ."),
      Field(
        "qualification",
        .object(
          ObjectShape([
            Field(
              "probability", .quantity(.probability), .text("100%"),
              "Share of referred signups that qualify for rewards."),
            Field("delay", .object(delay), .text("0 days"), "Time from signup to qualification."),
            Field(
              "purchase", .toggle, .text("no"),
              "Whether it takes an order first; the delay runs from there. Needs orders."),
            Field(
              "minimum", .quantity(Quantity(.money)), .text("0"),
              "The least value of the order that qualifies."),
          ])), .empty, "When a referred signup earns the rewards."),
    ])

  static let orders = ObjectShape([
    Field(
      "per_month", .quantity(Quantity(.number, above: 0, max: 10_000)), .required,
      "Orders of an active customer per month."),
    Field(
      "value",
      .object(
        ObjectShape(
          [
            Field(
              "distribution", .choice(["constant", "lognormal", "gamma"]), .text("constant"),
              "The law of the value of an order."),
            Field("value", .quantity(Quantity(.money, above: 0)), "The same value every time."),
            Field("mean", .quantity(Quantity(.money, above: 0)), "The mean value."),
            Field("sd", .quantity(Quantity(.money, above: 0)), "Standard deviation."),
          ], shorthand: "value", discriminator: "distribution",
          forms: [
            Form("constant", needs: [["value"]], signature: ["value"]),
            Form("lognormal", needs: [["mean", "sd"]]),
            Form("gamma", needs: [["mean", "sd"]]),
          ])), .required, "What an order is worth."),
    Field(
      "margin", .quantity(.probability), .required, "Margin as a share of an order's value."),
    Field(
      "returns",
      .object(
        ObjectShape(
          [
            Field("share", .quantity(.probability), .required, "Share of orders that come back."),
            Field(
              "within", .quantity(Quantity(.duration, max: 36_525)), .text("30 days"),
              "A returned order comes back within this time, evenly spread."),
          ], shorthand: "share")), .text("0%"), "Orders that come back and bring no margin."),
  ])
}
