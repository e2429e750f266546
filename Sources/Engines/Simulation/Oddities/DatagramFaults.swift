/// What a network does to datagrams: it loses some, and lets some be overtaken. The same in every run with the same seed.
struct DatagramFaults<Datagram> {
    private let loss: Double
    private let disorder: Double
    private var random: SplitMix
    private var held: (datagram: Datagram, overtakenBy: Int)?

    private static var mostOvertaking: Int { 3 }

    /// - Parameters:
    ///   - loss: how many of a hundred are lost.
    ///   - disorder: how many of a hundred are overtaken by one to three that follow.
    /// - Returns: nil where the network is faultless.
    init?(loss: Double, disorder: Double, seed: UInt64) {
        guard loss > 0 || disorder > 0 else { return nil }
        self.loss = loss
        self.disorder = disorder
        random = SplitMix(seed: seed)
    }

    /// - Parameter send: gets those that arrive, in the order in which they do.
    /// - Returns: whether this one will arrive.
    mutating func pass(_ datagram: Datagram, send: (Datagram) -> Void) -> Bool {
        if happens(loss) { return false }
        guard let (waiting, count) = held else {
            if happens(disorder) {
                held = (datagram, Int.random(in: 1...Self.mostOvertaking, using: &random))
            } else {
                send(datagram)
            }
            return true
        }
        send(datagram)
        held = (waiting, count - 1)
        if count == 1 {
            send(waiting)
            held = nil
        }
        return true
    }

    /// Lets the one that is held go: networks disturb the order within a burst, not for as long as a picture lasts.
    mutating func settle(send: (Datagram) -> Void) {
        guard let (waiting, _) = held else { return }
        send(waiting)
        held = nil
    }

    private mutating func happens(_ percent: Double) -> Bool {
        percent > 0 && Double.random(in: 0..<100, using: &random) < percent
    }
}
