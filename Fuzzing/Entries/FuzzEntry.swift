/// Something that reads what strangers send, as a fuzzer calls it: bytes of any kind go in, and nothing may crash, grow
/// without bound, or break what it promises.
package struct FuzzEntry: Sendable {
    package let name: String
    /// Bytes of the longest input that is worth the time.
    package let longestInput: Int
    /// Words of the format that no fuzzer would guess.
    package let words: [String]
    /// Inputs to begin with.
    package let seeds: @Sendable () throws -> [[UInt8]]
    package let run: @Sendable ([UInt8]) throws(BrokenPromise) -> Void

    init(
        _ name: String,
        longestInput: Int = 4096,
        words: [String] = [],
        seeds: @escaping @Sendable () throws -> [[UInt8]],
        run: @escaping @Sendable ([UInt8]) throws(BrokenPromise) -> Void
    ) {
        self.name = name
        self.longestInput = longestInput
        self.words = words
        self.seeds = seeds
        self.run = run
    }

    package static let all: [FuzzEntry] = [
        .rtspClient, .rtspServer, .rtspRoundTrip, .headers, .multipart, .sdp, .sdpRoundTrip,
        .rtp(.h264), .rtp(.h265), .rtp(.jpeg), .rtp(.aac), .rtp(.plainAudio), .rtcp, .rtpRoundTrip,
        .parameterSets, .mp4Scan, .sampleWalk, .mp4RoundTrip, .movedFragment, .hlsReload, .backup, .workerChannel, .zip,
        .xml, .xmlRoundTrip, .onvif,
    ]

    package static func named(_ name: String) -> FuzzEntry? { all.first { $0.name == name } }
}

/// What an input made something do that it must never do.
package struct BrokenPromise: Error, CustomStringConvertible {
    package let description: String
}

/// Throws unless a promise is kept.
func expect(_ isKept: Bool, _ breach: @autoclosure () -> String) throws(BrokenPromise) {
    if !isKept { throw BrokenPromise(description: breach()) }
}
