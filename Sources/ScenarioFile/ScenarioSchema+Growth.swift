import ReferralModel

extension ScenarioSchema {
  static let acquisition = ObjectShape(
    [
      Field(
        "cac", .quantity(Quantity(.money, above: 0)),
        "Cost of one customer through paid channels: the yardstick of every reward."),
      Field(
        "organic",
        .object(
          ObjectShape(
            [
              Field(
                "rate", .quantity(Quantity(.arrivals)), .required,
                "Signups per day at the start, while nobody is a customer yet."),
              Field(
                "growth", .quantity(Quantity(.growth, above: -1, max: 100)), .text("0% per month"),
                "Compound growth of the rate."),
              Field(
                "months", .list(.quantity(Quantity(.number, max: 1e6)), count: 12...12),
                "A factor for every month, January first."),
              Field(
                "weekdays", .list(.quantity(Quantity(.number, max: 1e6)), count: 7...7),
                "A factor for every day of the week, Monday first."),
            ], shorthand: "rate")), .text("0 per day"), "Signups that nobody caused."),
      Field(
        "word_of_mouth", .quantity(Quantity(.ratePerMonth, max: 1000)), .text("0% per month"),
        "Untracked signups per active customer, in the whole market."),
      Field(
        "pulses",
        .list(
          .object(
            ObjectShape([
              Field("date", .day, .required, "First day."),
              Field(
                "signups", .quantity(Quantity(.count)), .required,
                "Signups if nobody were a customer yet, spread evenly."),
              Field(
                "over", .quantity(Quantity(.duration, min: 1, max: 36_525)), .text("1 day"),
                "For how long."),
            ])), count: 0...10_000), .emptyList, "Launches, articles, conferences."),
      Field(
        "paid",
        .object(
          ObjectShape(
            [
              Field(
                "budget", .quantity(Quantity(.moneyPerMonth)), .text("0"),
                "Spent on paid channels.")
            ], shorthand: "budget")), .text("0"), "Paid channels: they bring budget/CAC signups."),
    ])

  static let loop = ObjectShape([
    Field("rewarded", .toggle, .text("yes"), "Whether the program's rewards act on it."),
    Field(
      "participation", .object(response(.probability)), .required,
      "Probability that a customer takes part."),
    Field("invites", .object(invites), .required, "How many invitations an advocate makes."),
    Field("conversion", .object(conversion), .required, "Who accepts an invitation."),
    Field(
      "reinforcement", .quantity(Quantity(.multiplier, above: 0, max: 1000)), .text("1x"),
      "Odds multiplier for every earlier invitation received."),
    Field(
      "channels",
      .named(
        .object(
          ObjectShape([
            Field("share", .quantity(.probability), .required, "Of the loop's invitations."),
            Field(
              "conversion", .quantity(Quantity(.multiplier, max: 1000)), .text("1x"),
              "Multiplies the conversion probability, which stays at most 100%."),
            Field("delay", .object(delay), "From the invitation to the signup, if other."),
            Field(
              "pulses",
              .list(
                .object(
                  ObjectShape([
                    Field("date", .day, .required, "First day."),
                    Field(
                      "over", .quantity(Quantity(.duration, min: 1, max: 36_525)), .text("1 day"),
                      "For how long."),
                    Field(
                      "conversion", .quantity(Quantity(.multiplier, max: 1000)), .required,
                      "Multiplies the channel's conversion in these days."),
                  ])), count: 0...10_000), .emptyList, "Days on which it converts otherwise."),
          ]))), .empty, "Ways by which invitations go; their shares sum to 100%."),
    Field("ties", .object(ties), "Close contacts, and their own response to the reward."),
  ])

  private static let ties: ObjectShape = {
    var strong = conversion
    strong.fields.removeAll { $0.name == "delay" }
    return ObjectShape([
      Field("strong", .quantity(.probability), .required, "Share of invitations to them."),
      Field(
        "conversion", .object(strong), .required,
        "Who of them accepts; the loop's own conversion is that of the others."),
    ])
  }()

  static let invites = ObjectShape(
    [
      Field(
        "mean", .word("all", or: .object(response(Quantity(.number, max: 1e7)))),
        "Mean number, or all: every contact once."),
      Field("dispersion", .quantity(dispersion), "Variance = mean + mean²/dispersion."),
      Field(
        "delay", .object(delay), .text("0 days"), "From becoming an advocate to the invitation."),
      Field(
        "rate", .object(response(Quantity(.frequency, max: 1e6))),
        "Invitations per month while active, in place of a number."),
    ], shorthand: "mean",
    forms: [
      Form("a rate", needs: [["rate"]], signature: ["rate"]),
      Form("a number", needs: [["mean"]], optional: ["dispersion", "delay"], signature: ["mean"]),
    ])

  static let conversion: ObjectShape = {
    var shape = response(.probability, atZero: "base", side: "referee")
    shape.fields.insert(
      Field(
        "uplift", .quantity(Quantity(.multiplier, max: 1000)), .text("1x"),
        "Multiplies base: what a recommendation is worth."), at: 1)
    shape.fields.append(
      Field("delay", .object(delay), .text("0 days"), "From the invitation to the signup."))
    for i in shape.forms.indices where shape.forms[i].name != "a table" {
      shape.forms[i].optional.append("uplift")
    }
    return shape
  }()

  /// A probability, mean or multiplier that may respond to the perceived reward.
  static func response(
    _ quantity: Quantity, atZero: String = "at_zero", side: String = "referrer"
  ) -> ObjectShape {
    ObjectShape(
      [
        Field(atZero, .quantity(quantity), "The value without a reward."),
        Field("at_large", .relative(quantity), "The value that ever larger rewards approach."),
        Field(
          "half_at", .quantity(Quantity(.reward, above: 0)), "The reward that brings half of it."),
        Field(
          "steepness", .quantity(Quantity(.number, min: 0.05, max: 50)), .text("1"),
          "Above 1, the curve is S-shaped."),
        Field(
          "link", .choice(Response.Link.allCases.map(\.rawValue)), .text("identity"),
          "The scale on which the curve runs."),
        Field(
          "table",
          .list(.row([.quantity(Quantity(.reward)), .quantity(quantity)]), count: 1...1000),
          "Measured pairs of a reward and the value, rewards rising."),
        Field(
          "responds_to", .choice(Response.Side.allCases.map(\.rawValue)), .text(side),
          "Whose reward moves it."),
      ], shorthand: atZero,
      forms: [
        Form("a table", needs: [["table"]], optional: ["responds_to"], signature: ["table"]),
        Form(
          "a curve", needs: [[atZero, "at_large", "half_at"]],
          optional: ["steepness", "link", "responds_to"],
          signature: ["at_large", "half_at", "steepness", "link"]),
        Form("a constant", needs: [[atZero]], signature: [atZero]),
      ])
  }

  /// What is not known about a number: its distribution, in the number's own unit.
  static func uncertainty(of quantity: Quantity) -> ObjectShape {
    let value = quantity.unbounded
    // Spreads of compounding rates are stated per month or year as they stand.
    let spread = Quantity(quantity.kind, above: 0)
    let quantiles = [["q05", "q95"]]
    return ObjectShape(
      [
        Field(
          "distribution",
          .choice(["constant", "normal", "lognormal", "gamma", "beta", "uniform", "table"]),
          .text("constant"), "The law of the unknown number."),
        Field("value", .quantity(value), "A constant."),
        Field("mean", .quantity(value), "The mean."),
        Field("median", .quantity(value), "The median."),
        Field("sd", .quantity(spread), "Standard deviation."),
        Field("sigma", .quantity(sigma), "Standard deviation of the logarithm."),
        Field("q05", .quantity(value), "The 5% quantile."),
        Field("q95", .quantity(value), "The 95% quantile."),
        Field("min", .quantity(value), "The smallest value."),
        Field("max", .quantity(value), "The largest value."),
        Field(
          "table", .list(.row([.quantity(value), .quantity(.probability)]), count: 1...10_000),
          "Pairs of a value and its share; the shares sum to 100%."),
      ], shorthand: "value", discriminator: "distribution",
      forms: [
        Form("constant", needs: [["value"]], signature: ["value"]),
        Form(
          "normal",
          needs: [
            ["mean", "sd"], ["median", "sd"], ["mean", "q05"], ["mean", "q95"], ["median", "q05"],
            ["median", "q95"],
          ] + quantiles + [["sd", "q05"], ["sd", "q95"]]),
        Form(
          "lognormal",
          needs: [
            ["median", "sigma"], ["mean", "sigma"], ["mean", "sd"], ["median", "sd"],
            ["mean", "median"], ["median", "q05"], ["median", "q95"], ["mean", "q05"],
          ] + quantiles),
        Form("gamma", needs: [["mean", "sd"]]),
        Form("beta", needs: [["mean", "sd"]]),
        Form("uniform", needs: [["min", "max"]]),
        Form("table", needs: [["table"]], signature: ["table"]),
      ])
  }
}
