import Media

/// Decoding times from presentation times. RTP carries only the latter (RFC 6184 §5.1), in decoding order.
///
/// Without reordered pictures both are the same. With them, the decoding time of a picture is the smallest of the last
/// presentation times that has not been used; how many are looked at grows when a time is seen to go back.
struct DecodeTimeline {
    private var depth: Int
    /// The newest presentation times, sorted; at most `depth + 1`.
    private var pending: [Int64] = []
    private var last: Int64?

    /// - Parameter reorderDepth: what the parameter set says; nil or wrong is found out from the times.
    init(reorderDepth: Int?) { depth = min(max(reorderDepth ?? 0, 0), Self.deepest) }

    /// The standard's largest (H.264 §A.3.1).
    private static let deepest = 16

    /// - Returns: the decoding time, which never falls, and the offset from it to `presentation`.
    mutating func place(_ presentation: MediaTicks) -> (decode: MediaTicks, offset: Int32) {
        if let highest = pending.last, presentation.count < highest {
            let later = pending.count { $0 > presentation.count }
            depth = min(max(depth, later), Self.deepest)
        }
        let position = pending.firstIndex { $0 > presentation.count } ?? pending.endIndex
        pending.insert(presentation.count, at: position)
        if pending.count > depth + 1 { pending.removeFirst() }
        var decode = pending.first ?? presentation.count
        if depth > 0, pending.count <= depth { decode -= Int64(depth + 1 - pending.count) }
        if let last, decode <= last { decode = last + 1 }
        last = decode
        return (MediaTicks(decode), Int32(clamping: presentation.count - decode))
    }
}
