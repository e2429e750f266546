import Media

/// One viewer's place in a ``PacketLog``, and what becomes of a viewer who is slow: pictures that no other refers to are left
/// out first; then it goes on with the newest key frame. It never gets a picture that it cannot decode.
struct PacketCursor {
    /// Behind by more than this, a viewer gets no disposable pictures.
    static let patience: Duration = .seconds(1)
    /// Behind by more than this, it jumps.
    static let leap: Duration = .seconds(2)

    /// The number of the next block.
    private var position: Int
    /// It waits for a block with which it can start.
    private var awaitsStart: Bool
    /// What was there at the beginning has been read; who has not come so far is not slow.
    private var hasCaughtUp = false
    /// Blocks that were left out because the viewer is slow.
    private(set) var skipped = 0
    private(set) var jumps = 0
    /// Packets of disposable pictures that were left out, by medium, modulo 2^16: their numbers are not missed.
    private(set) var omitted: [UInt16]

    init(startingIn log: PacketLog, media: Int) {
        position = log.start ?? log.end
        awaitsStart = log.start == nil
        omitted = [UInt16](repeating: 0, count: media)
    }

    /// The number of the block that it reads next.
    var next: Int { position }

    /// The next block for this viewer; nil where there is none yet.
    mutating func read(_ log: PacketLog) -> RTPBlock? {
        while true {
            if awaitsStart {
                guard let start = log.start, start >= position else {
                    position = log.end
                    return nil
                }
                position = start
                awaitsStart = false
            }
            if position < log.first {
                jump(in: log)
                continue
            }
            guard position < log.end, let newest = log.newest else {
                hasCaughtUp = true
                return nil
            }
            let block = log[position]
            let lag = newest.arrival - block.arrival
            if lag > Self.leap, let start = log.start, start > position {
                jump(in: log)
                continue
            }
            position += 1
            guard hasCaughtUp, lag > Self.patience, block.isDisposable, omitted.indices.contains(block.medium) else {
                return block
            }
            skipped += 1
            omitted[block.medium] &+= UInt16(truncatingIfNeeded: block.packetCount)
        }
    }

    private mutating func jump(in log: PacketLog) {
        jumps += 1
        if let start = log.start, start > position {
            skipped += start - position
            position = start
        } else {
            skipped += log.end - position
            position = log.end
            awaitsStart = true
        }
    }
}
