/// The part of a file that a scan holds, and what it wants to read next. A scan asks for a range; what is not here yet
/// is requested in pieces.
struct ScanWindow {
    /// Bytes of the file; less than was said once a read comes back short.
    private(set) var fileLength: Int64
    private(set) var bytes: [UInt8] = []
    /// Where `bytes` begin in the file.
    private var offset: Int64 = 0
    private(set) var request: (offset: Int64, count: Int) = (0, 0)
    private let readAhead: Int

    /// - Parameter readAhead: how much is read at least, if the file has it; at most ``ScanLimits/pieceLength``.
    init(fileLength: Int64, readAhead: Int) {
        self.fileLength = max(fileLength, 0)
        self.readAhead = readAhead
    }

    private var end: Int64 { offset + Int64(bytes.count) }

    /// Where in `bytes` the `count` bytes at `position` of the file are. If they are not, the next part of them is
    /// requested, and the answer is nil.
    ///
    /// - Precondition: they lie within the file.
    mutating func range(at position: Int64, count: Int) -> Range<Int>? {
        precondition(position >= 0 && position + Int64(count) <= fileLength)
        if position >= offset, position + Int64(count) <= end {
            let start = Int(position - offset)
            return start..<start + count
        }
        if position >= offset, position < end {
            bytes.removeFirst(Int(position - offset))
        } else {
            bytes.removeAll(keepingCapacity: true)
        }
        offset = position
        let wanted = max(count - bytes.count, readAhead)
        request = (end, Int(min(Int64(min(wanted, ScanLimits.pieceLength)), fileLength - end)))
        return nil
    }

    /// Where in `bytes` those at `position` are that can be had without reading, at most `limit`, at least one.
    mutating func available(at position: Int64, limit: Int64) -> Range<Int>? {
        guard position >= offset, position < end else { return range(at: position, count: 1) }
        let start = Int(position - offset)
        return start..<start + Int(min(limit, end - position))
    }

    /// Takes the bytes that were requested. Fewer say that the file ends there.
    mutating func add(_ piece: Span<UInt8>) {
        let count = min(piece.count, request.count)
        bytes.reserveCapacity(bytes.count + count)
        for index in 0..<count { bytes.append(piece[index]) }
        if count < request.count { fileLength = end }
        request = (end, 0)
    }
}
