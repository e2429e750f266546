import Media
import WorkerChannel

/// One stream that is decoded, and what is made of its pictures.
struct DecodeSession: ~Copyable {
    private let setup: DecodeSetup
    private var decoder: Decoder
    /// Which outputs are wanted of the pictures that are still in the decoder, by time.
    private var wanted: [(time: Int64, outputs: UInt8)] = []

    /// More than any decoder keeps back (H.264 and H.265: 16).
    private static let mostWanted = 64

    init(_ setup: DecodeSetup) throws(WorkerFailure) {
        self.setup = setup
        decoder = try Decoder(setup.codec, parameterSets: setup.parameterSets)
    }

    /// Decodes one access unit, and gives `give` what comes of it.
    ///
    /// - Throws: `WorkerFailure`, and what `give` throws.
    mutating func feed(_ feed: DecodeFeed, _ give: (DecodeOutput) throws -> Void) throws {
        let unit = setup.codec == .jpeg ? feed.payload.array : try AnnexB.unit(feed.payload)
        wanted.append((feed.time, feed.outputs))
        if wanted.count > Self.mostWanted { wanted.removeFirst() }
        do throws(WorkerFailure) {
            try decoder.feed(unit, time: feed.time, isKey: feed.flags.contains(.key))
        } catch {
            // What comes next may well be good again.
            if feed.flags.contains(.last) { beginAgain() }
            throw error
        }
        var pictures = try fetch(give)
        guard feed.flags.contains(.last) else { return }
        defer { beginAgain() }
        try decoder.end()
        pictures += try fetch(give)
        guard pictures > 0 else { throw WorkerFailure(.undecodable) }
    }

    private mutating func beginAgain() {
        decoder.beginAgain()
        wanted.removeAll(keepingCapacity: true)
    }

    private mutating func fetch(_ give: (DecodeOutput) throws -> Void) throws -> Int {
        var pictures = 0
        while let picture = try decoder.next() {
            pictures += 1
            guard let place = wanted.firstIndex(where: { $0.time == picture.time }) else { continue }
            let outputs = wanted.remove(at: place).outputs
            for index in setup.outputs.indices where outputs >> UInt8(index) & 1 == 1 {
                try give(try make(setup.outputs[index], index: UInt8(index), of: picture))
            }
        }
        return pictures
    }

    private mutating func make(
        _ output: DecodeOutputSetup,
        index: UInt8,
        of picture: Decoder.Picture
    ) throws(WorkerFailure) -> DecodeOutput {
        let size: PictureSize
        let payload: Bytes
        switch output {
        case .jpeg(let width, let quality):
            size = PictureScale.size(of: picture.size, setup.sampleAspectRatio, width: Int(width))
            payload = try decoder.jpeg(size, quality: Int(quality))
        case .gray(let width, let height):
            size = PictureSize(width: Int(width), height: Int(height))
            payload = try decoder.gray(size)
        }
        return DecodeOutput(output: index, time: picture.time, flags: picture.flags, size: size, payload: payload)
    }
}
