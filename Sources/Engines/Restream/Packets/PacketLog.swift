import DequeModule
import Media
import NIOCore

/// The newest blocks of a camera's stream: the current group of pictures, and before it a few seconds for viewers who are a
/// little behind. Bounded in bytes.
///
/// Invariants: `blocks[i]` has the number `first + i`; `start` is that of a block that is there.
struct PacketLog {
    /// So long a block stays that lies before the current group.
    static let memory: Duration = .seconds(4)

    private var blocks: Deque<RTPBlock> = []
    private(set) var first = 0
    /// The newest block with which a viewer can start; nil where there is none.
    private(set) var start: Int?
    private(set) var heldBytes = 0
    private let limit: Int

    /// - Parameter limit: bytes; over it the current group goes, too, and viewers wait for the next.
    init(limit: Int) { self.limit = limit }

    /// The number of the block to come.
    var end: Int { first + blocks.count }

    var newest: RTPBlock? { blocks.last }

    /// - Precondition: the number is one of `first..<end`.
    subscript(number: Int) -> RTPBlock { blocks[number - first] }

    /// The oldest block from a number on that is of this medium.
    func firstBlock(of medium: Int, from number: Int) -> RTPBlock? {
        guard number >= first, number < end else { return nil }
        return blocks[(number - first)...].first { $0.medium == medium }
    }

    mutating func append(_ block: RTPBlock) {
        if block.isStart { start = end }
        blocks.append(block)
        heldBytes += block.frames.readableBytes
        while let oldest = blocks.first, first < start ?? first, block.arrival - oldest.arrival > Self.memory {
            removeFirst()
        }
        while heldBytes > limit, !blocks.isEmpty { removeFirst() }
    }

    /// After an end of all that is in it: nobody starts with it any more.
    mutating func forget() {
        first = end
        blocks.removeAll()
        start = nil
        heldBytes = 0
    }

    private mutating func removeFirst() {
        guard let gone = blocks.popFirst() else { return }
        if start == first { start = nil }
        first += 1
        heldBytes -= gone.frames.readableBytes
    }
}
