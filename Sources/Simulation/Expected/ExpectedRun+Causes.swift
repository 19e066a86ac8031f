extension ExpectedRun {
  /// Whose invitation, by the referrer's age and day of signup.
  ///
  /// A unit of θ lost on day t stands for `signupsPerDrop[t]` signups, whoever
  /// took it.
  mutating func attributeCauses() {
    for (index, loop) in engine.plan.loops.enumerated() {
      let masses = loop.conversionDelay.masses
      let support = (masses.lastIndex { $0 > 0 } ?? -1) + 1
      // By sending day: signups that a unit of `sent` leads to.
      let worth = (0..<horizon).map { day in
        conversions[index][day]
          * dot(masses, signupsPerDrop, from: day, count: min(support, horizon - day))
      }
      attributeInitial(loop: index, worth: worth, support: support)
      attributeOnSignup(loop: index, worth: worth, support: support)
      attributeLate(loop: index, worth: worth, support: support)
    }
    attributeTheRest()
  }

  private func channels(of loop: Int, late: Bool) -> [Int] {
    engine.channels.all.indices.filter {
      engine.channels.all[$0].loop == loop && (engine.channels.all[$0].joinDay != nil) == late
    }
  }

  private mutating func attributeInitial(loop: Int, worth: [Double], support: Int) {
    let masses = engine.plan.loops[loop].conversionDelay.masses
    for channel in channels(of: loop, late: false) {
      let weight = weights[Survivals.initial][channel][0]
      guard weight > 0 else { continue }
      for day in 0..<horizon {
        let sent = weight * sends[Survivals.initial][channel][day] * conversions[loop][day]
        add(
          sent, times: masses, from: 0, times: signupsPerDrop, from: day, to: &history.causedAtAge,
          at: day, count: min(support, horizon - day))
      }
    }
  }

  private mutating func attributeOnSignup(loop: Int, worth: [Double], support: Int) {
    let plan = engine.plan
    let masses = plan.loops[loop].conversionDelay.masses
    // Periods of constant conversion.
    let conversion: [Double] = conversions[loop]
    let starts = (0..<horizon).filter { (day: Int) -> Bool in
      day == 0 || conversion[day] != conversion[day - 1]
    }
    for channel in channels(of: loop, late: false) {
      for kind in survivals.kinds.indices where kind != Survivals.initial {
        let (cohorts, course) = (weights[kind][channel], sends[kind][channel])
        guard cohorts.contains(where: { $0 > 0 }) else { continue }
        for day in 0..<horizon where cohorts[day] > 0 {
          history.causedBySignupDay[day] +=
            cohorts[day] * dot(course, worth, from: day, count: horizon - day)
        }
        if starts.count == 1 {
          var caused = [Double](repeating: 0, count: horizon)
          for age in 0..<horizon where course[age] > 0 {
            add(
              course[age] * conversions[loop][0], times: masses, to: &caused, at: age,
              count: min(support, horizon - age))
          }
          for age in 0..<horizon {
            history.causedAtAge[age] +=
              caused[age] * dot(cohorts, signupsPerDrop, from: age, count: horizon - age)
          }
        } else {
          attributeAges(
            cohorts: cohorts, course: course, loop: loop, starts: starts, support: support)
        }
      }
    }
  }

  /// By age, where conversion changes between sending days.
  private mutating func attributeAges(
    cohorts: [Double], course: [Double], loop: Int, starts: [Int], support: Int
  ) {
    let masses = engine.plan.loops[loop].conversionDelay.masses
    for age in 0..<horizon {
      // Signups at this age, by cohorts before day s.
      var before = [0.0]
      for day in 0..<horizon - age {
        before.append(before[day] + cohorts[day] * signupsPerDrop[day + age])
      }
      var sum = 0.0
      for (period, start) in starts.enumerated() {
        let end = period + 1 < starts.count ? starts[period + 1] : horizon
        let conversion = conversions[loop][start]
        for sentAt in max(0, age - support + 1)...age {
          let low = min(max(0, start - sentAt), horizon - age)
          let high = min(max(0, end - sentAt), horizon - age)
          guard high > low else { continue }
          sum += conversion * course[sentAt] * masses[age - sentAt] * (before[high] - before[low])
        }
      }
      history.causedAtAge[age] += sum
    }
  }

  /// Late joiners of all cohorts send together, so a day's signups are divided
  /// among cohorts by how many of each are left.
  private mutating func attributeLate(loop: Int, worth: [Double], support: Int) {
    let masses = engine.plan.loops[loop].conversionDelay.masses
    for channel in channels(of: loop, late: true) {
      guard let join = engine.channels.all[channel].joinDay, join < horizon else { continue }
      let course = engine.channels.all[channel].sends
      for kind in survivals.kinds.indices {
        let (cohorts, staying) = (weights[kind][channel], survivals.active[kind])
        guard cohorts.contains(where: { $0 > 0 }) else { continue }
        var left = [Double](repeating: 0, count: horizon)
        for day in 0..<horizon where cohorts[day] > 0 {
          add(
            cohorts[day], times: staying, from: join - day, to: &left, at: join,
            count: horizon - join)
        }
        var caused = [Double](repeating: 0, count: horizon)
        for day in join..<horizon {
          add(
            left[day] * course[day - join] * conversions[loop][day], times: masses, from: 0,
            times: signupsPerDrop, from: day, to: &caused, at: day,
            count: min(support, horizon - day))
        }
        let perLeft = (0..<horizon).map { left[$0] > 0 ? caused[$0] / left[$0] : 0 }
        for day in 0..<horizon where cohorts[day] > 0 {
          add(
            cohorts[day], times: perLeft, from: join, times: staying, from: join - day,
            to: &history.causedAtAge, at: join - day, count: horizon - join)
          guard kind != Survivals.initial else { continue }
          history.causedBySignupDay[day] += dotLate(
            cohorts[day], course: course, staying: staying, worth: worth, join: join, day: day)
        }
      }
    }
  }

  private func dotLate(
    _ weight: Double, course: [Double], staying: [Double], worth: [Double], join: Int, day: Int
  ) -> Double {
    var sum = 0.0
    for t in join..<horizon { sum += course[t - join] * staying[t - day] * worth[t] }
    return weight * sum
  }

  /// What crossing takes, and what chains of one day add.
  private mutating func attributeTheRest() {
    for day in 0..<horizon {
      history.causedAtAge[0] += chainedExcess[day]
      history.causedBySignupDay[day] += chainedExcess[day]
      history.causedAtAge[day] += crossedOfInitial[day] * signupsPerDrop[day]
    }
    for (day, taken) in crossed.enumerated() {
      let count = horizon - day
      history.causedBySignupDay[day] += dot(taken, signupsPerDrop, from: day, count: count)
      add(
        1, times: taken, from: 0, times: signupsPerDrop, from: day, to: &history.causedAtAge,
        at: 0, count: count)
    }
  }
}
