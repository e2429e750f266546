import Media

/// Puts the body of a message together. Numbers are in network order; what has no length of its own is behind its length.
struct MessageWriter {
    private(set) var bytes: [UInt8] = []

    mutating func number(_ value: some FixedWidthInteger) {
        for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    /// A length of four bytes, and these.
    mutating func block(_ block: [UInt8]) {
        number(UInt32(clamping: block.count))
        bytes += block
    }

    mutating func text(_ text: String) { block(Array(text.utf8)) }

    /// The number of items in two bytes, and each.
    mutating func list<Item>(_ items: [Item], _ write: (inout MessageWriter, Item) -> Void) {
        number(UInt16(clamping: items.count))
        for item in items { write(&self, item) }
    }
}

/// Takes the body of a message apart. What is missing is an error, never a crash; nothing is allocated for a length that was
/// only claimed.
struct MessageReader {
    private let bytes: Bytes
    private(set) var position = 0

    init(_ bytes: Bytes) { self.bytes = bytes }

    private var left: Int { bytes.count - position }

    mutating func number<Number: FixedWidthInteger>(
        _ type: Number.Type = Number.self
    ) throws(WorkerChannelError) -> Number {
        let count = Number.bitWidth / 8
        guard left >= count else { throw .truncated }
        var value: Number = 0
        let start = position
        position += count
        let span = bytes.span
        for index in start..<start + count {
            value = (count == 1 ? 0 : value << 8) | Number(truncatingIfNeeded: span[index])
        }
        return value
    }

    /// Bytes behind their length, `longest` at most.
    mutating func block(atMost longest: Int) throws(WorkerChannelError) -> [UInt8] {
        let count = Int(try number(UInt32.self))
        guard count <= longest else { throw .malformed("a block of \(count) bytes") }
        guard left >= count else { throw .truncated }
        let start = position
        position += count
        return bytes.slice(start..<start + count).array
    }

    /// Printable ASCII behind its length; anything else is refused, so that it can be shown and logged.
    mutating func text(atMost longest: Int) throws(WorkerChannelError) -> String {
        let block = try block(atMost: longest)
        guard block.allSatisfy({ (0x20...0x7E).contains($0) }) else { throw .malformed("a text that is not ASCII") }
        return String(decoding: block, as: UTF8.self)
    }

    mutating func list<Item>(
        atMost most: Int,
        _ read: (inout MessageReader) throws(WorkerChannelError) -> Item
    ) throws(WorkerChannelError) -> [Item] {
        let count = Int(try number(UInt16.self))
        guard count <= most else { throw .malformed("a list of \(count)") }
        var items: [Item] = []
        for _ in 0..<count { items.append(try read(&self)) }
        return items
    }

    /// All that is left.
    mutating func rest() -> Bytes {
        let start = position
        position = bytes.count
        return bytes.slice(start..<bytes.count)
    }

    func finish() throws(WorkerChannelError) {
        guard left == 0 else { throw .trailingBytes(left) }
    }
}
