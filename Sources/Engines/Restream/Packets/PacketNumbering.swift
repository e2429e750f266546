/// What is taken off the sequence numbers that one viewer gets, so that what was left out for him on purpose, because no other
/// picture refers to it, is no hole. What he has missed is one: he is to know of it.
struct PacketNumbering {
    /// By medium, modulo 2^16.
    private(set) var shifts: [UInt16]
    /// The number that follows what he was given last; nil where it is of no account.
    private var next: [UInt16?]

    init(media: Int) {
        shifts = [UInt16](repeating: 0, count: media)
        next = [UInt16?](repeating: nil, count: media)
    }

    /// This block is sent next.
    mutating func take(_ block: RTPBlock) {
        guard next.indices.contains(block.medium) else { return }
        if let expected = next[block.medium] { shifts[block.medium] &+= block.firstSequence &- expected }
        next[block.medium] = block.firstSequence &+ UInt16(truncatingIfNeeded: block.packetCount)
    }

    /// He has missed something before what comes next.
    mutating func jump() {
        for medium in next.indices { next[medium] = nil }
    }
}
