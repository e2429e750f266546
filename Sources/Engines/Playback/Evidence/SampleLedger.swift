import Cryptography
package import MP4
import Media

/// What a recording's track was when it was sealed.
package struct TrackSeal: Hashable, Sendable, Codable {
    /// "video" or "audio".
    package var kind: String
    /// Ticks per second.
    package var timescale: UInt32
    /// SHA-256 of its sample entry, which is what a decoder must know, in hexadecimal digits.
    package var format: String
    package var samples: Int
    /// Decoding time of the first sample, in the stream's own ticks; 0 where there is none.
    package var first: Int64
    /// ``SampleChain/value`` after the last sample, in hexadecimal digits.
    package var sha256: String

    package init(kind: String, timescale: UInt32, format: String, samples: Int, first: Int64, sha256: String) {
        self.kind = kind
        self.timescale = timescale
        self.format = format
        self.samples = samples
        self.first = first
        self.sha256 = sha256
    }
}

/// Takes the samples of a file and makes seals of them: of each track one, or where several recordings were joined to the
/// file, one for each of them. What is kept meanwhile is some hundred bytes, and the leaves that were asked for.
package struct SampleLedger: Sendable {
    /// What of one recording's track shall be remembered besides.
    package struct Wish: Hashable, Sendable {
        /// The chain before this sample, and when that is.
        package var before: Int
        /// The leaves from this sample on.
        package var leavesFrom: Int

        package init(before: Int, leavesFrom: Int) {
            self.before = before
            self.leavesFrom = leavesFrom
        }
    }

    /// A recording's track.
    package struct Line: Sendable {
        /// Samples that it has; nil for as many as come.
        package var expected: Int?
        package var wish: Wish?
        package fileprivate(set) var chain = SampleChain()
        /// Decoding time of the first sample.
        package fileprivate(set) var first: Int64 = 0
        /// What was wished for.
        package fileprivate(set) var prefix: [UInt8] = []
        package fileprivate(set) var prefixTick: Int64 = 0
        package fileprivate(set) var leaves: [UInt8] = []

        package init(expected: Int? = nil, wish: Wish? = nil) {
            self.expected = expected
            self.wish = wish
        }

        fileprivate mutating func add(tick: Int64, leaf: [UInt8]) {
            if chain.count == 0 { first = tick }
            if let wish {
                if chain.count == wish.before { (prefix, prefixTick) = (chain.value, tick) }
                if chain.count >= wish.leavesFrom { leaves += leaf }
            }
            chain.add(leaf: leaf)
        }
    }

    /// Of each track, the lines in the order of the joined recordings.
    package private(set) var lines: [[Line]]
    /// Which line of each track is being filled.
    private var current: [Int]
    /// Samples for which there was no line left.
    package private(set) var surplus = 0
    /// Of each track, the stream's ticks at the file's zero.
    private let zeros: [Int64]

    /// - Parameter zeros: as the file's identity has them; what is missing is 0.
    package init(lines: [[Line]], zeros: [Int64]) {
        self.lines = lines
        self.zeros = zeros
        current = Array(repeating: 0, count: lines.count)
    }

    package mutating func add(_ sample: WalkedSample, _ bytes: Span<UInt8>) {
        guard lines.indices.contains(sample.track) else {
            surplus += 1
            return
        }
        let zero = zeros.indices.contains(sample.track) ? zeros[sample.track] : 0
        let (tick, overflow) = sample.decodeTime.addingReportingOverflow(zero)
        while current[sample.track] < lines[sample.track].count {
            let place = current[sample.track]
            guard let expected = lines[sample.track][place].expected,
                lines[sample.track][place].chain.count >= expected
            else { break }
            current[sample.track] += 1
        }
        guard current[sample.track] < lines[sample.track].count, !overflow else {
            surplus += 1
            return
        }
        let leaf = SampleChain.leaf(tick: tick, presentationOffset: sample.presentationOffset, bytes)
        lines[sample.track][current[sample.track]].add(tick: tick, leaf: leaf)
    }
}

extension SampleWalk {
    /// Of each track, the stream's own ticks at the file's zero.
    package var zeros: [Int64] { movie.identity?.startTicks ?? [] }

    /// A ledger of all samples.
    ///
    /// - Parameter lines: those of each track; one for all samples where it is left out.
    package func ledger(lines: [[SampleLedger.Line]]? = nil) throws -> SampleLedger {
        let single = movie.tracks.map { _ in [SampleLedger.Line()] }
        var ledger = SampleLedger(lines: lines ?? single, zeros: zeros)
        try eachSample { sample, bytes in ledger.add(sample, bytes) }
        return ledger
    }

    /// Seals of all tracks, each as one line.
    package func seals() throws -> [TrackSeal] { seals(of: try ledger(), line: 0) }

    package func seals(of ledger: SampleLedger, line: Int) -> [TrackSeal] {
        zip(movie.tracks, ledger.lines).compactMap { track, lines in
            guard let format = track.format, lines.indices.contains(line) else { return nil }
            return TrackSeal(
                kind: format.kind == .video ? "video" : "audio",
                timescale: track.timescale,
                format: Hexadecimal.encode(SHA256.hash(ParameterSetNumber.sampleEntry(of: format))),
                samples: lines[line].chain.count,
                first: lines[line].first,
                sha256: Hexadecimal.encode(lines[line].chain.value)
            )
        }
    }
}
