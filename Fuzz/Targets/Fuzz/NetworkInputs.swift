internal import ReferralModel
@testable internal import Simulation

/// Inputs of the target `Simulation`.
enum NetworkInputs {
  static func edges(_ bytes: [UInt8]) {
    // The last byte, where it is no line feed, chooses.
    let isDirected = bytes.last.map { $0 != 10 && $0 & 1 == 1 } ?? false
    let path = Scratch.write("network.txt", bytes)
    do throws(NetworkError) {
      let network = try EdgeNetwork(path: path, directed: isDirected, size: 1000)
      require(
        network.rows.targets.allSatisfy { Int($0) < network.persons }, "every contact is a person")
      require(
        network.rows.targets.count == network.links * (isDirected ? 1 : 2), "each link once a side")
      for person in 0..<network.persons {
        let id = network.ids.isEmpty ? person : network.ids[person]
        require(network.person(forID: id) == UInt32(person), "a person is found by their id")
      }
    } catch {
      requireSentence(error)
    }
  }
}
