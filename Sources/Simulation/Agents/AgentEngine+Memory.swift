extension AgentEngine {
  /// Bytes of what grew with the customers of the last history.
  var bytesOfCustomers: Int {
    let people =
      advocates.touchedBytes + customers.touchedBytes + participationCoins.touchedBytes
      + opportunistCoins.touchedBytes
      + referredAtEnd.count * MemoryLayout<ReferredAtEnd>.stride
    let waiting =
      invitations.touchedBytes + acceptances.touchedBytes + departures.touchedBytes
      + fakes.touchedBytes
    let due =
      dueInvitations.touchedBytes + dueAcceptances.touchedBytes + dueDepartures.touchedBytes
      + dueFakes.touchedBytes + newcomers.touchedBytes + inviters.touchedBytes
    return people + waiting + due + ledger.touchedBytes
  }
}

extension Ledger {
  fileprivate var touchedBytes: Int {
    referrals.touchedBytes + entries.touchedBytes + moves.touchedBytes + due.touchedBytes
      + standings.touchedBytes + tickets.touchedBytes + leaders.touchedBytes
      + order.bytes
      + sorted.touchedBytes
  }
}
