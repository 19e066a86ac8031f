/// What one loop did in one history.
struct LoopCounts: Equatable, Sendable {
  /// Customers who took part.
  var advocates = 0
  /// Invitations they wished to send, before the cut at their contacts; 0 where a
  /// loop has no number of them.
  var wished = 0
  /// Those for which they had contacts.
  var withinContacts = 0
  /// Those sent inside the horizon by somebody who was still a customer.
  var sent = 0
  /// Those sent to people who were customers already.
  var wasted = 0.0
}

extension AgentEngine {
  /// Counts by loop, of the history just simulated.
  func loopCounts() -> [LoopCounts] {
    plan.loops.indices.map { loop in
      var counts = LoopCounts()
      counts.advocates = books.advocatesOfLoop[loop]
      counts.wished = books.invitesWished[loop]
      counts.withinContacts = books.invitesWithinContacts[loop]
      for day in 0..<horizon { counts.sent += books.invitesSent[loop * (horizon + 1) + day] }
      counts.wasted = invitesWasted(inLoop: loop)
      return counts
    }
  }
}
