import Media

/// Bits per second of a stream, over the last full second or more.
struct RateMeter {
    private(set) var bitsPerSecond = 0
    private var last: (bytes: Int, at: MonotonicTime)?

    mutating func measure(bytes: Int, at now: MonotonicTime) {
        guard let last else {
            self.last = (bytes, now)
            return
        }
        let seconds = (now - last.at).inSeconds
        guard seconds >= 0.9 else { return }
        bitsPerSecond = Int(Double(bytes - last.bytes) * 8 / seconds)
        self.last = (bytes, now)
    }
}
