package import JSON
package import Simulation

extension ReferralForest {
  /// The members, one a line; an empty referrer begins a tree.
  package var csv: String {
    var text = "replication,person,referrer,day,generation,descendants\n"
    for member in members {
      let referrer = member.referrer.map { "\($0)" } ?? ""
      text += "\(replication),\(member.person),\(referrer),\(member.day),"
      text += "\(member.generation),\(member.descendants)\n"
    }
    return text
  }

  /// Without the members.
  package var json: JSONValue {
    .object([
      .init("replication", .integer(replication)), .init("trees", .integer(trees)),
      .init("people", .integer(people)), .init("largest", .integer(largest)),
      .init("generations", .integer(generations)),
    ])
  }
}

extension SummaryReader {
  /// Trees without their members.
  var cascades: ReferralForest {
    get throws(SummaryError) {
      ReferralForest(
        replication: try member("replication").integer, trees: try member("trees").integer,
        people: try member("people").integer, largest: try member("largest").integer,
        generations: try member("generations").integer)
    }
  }
}
