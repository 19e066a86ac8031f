package import Simulation

extension EventLog {
  /// The columns of the log.
  package static let header = "day,event,person,referrer,loop,amount,state,side,cost"

  /// One line an event, by day: `loop` is the cause of a signup and the kind of a referral,
  /// `amount` and `cost` are in currency, empty where an event has none.
  package var csv: String {
    var text = Self.header + "\n"
    for event in sorted {
      let person = event.person.map { "\($0)" } ?? ""
      let referrer = event.referrer.map { "\($0)" } ?? ""
      let amount = event.amount.map { "\($0)" } ?? ""
      let cost = event.cost.map { "\($0)" } ?? ""
      text += "\(event.day),\(event.kind.rawValue),\(person),\(referrer),\(event.cause ?? ""),"
      text += "\(amount),\(event.state ?? ""),\(event.side ?? ""),\(cost)\n"
    }
    return text
  }
}
