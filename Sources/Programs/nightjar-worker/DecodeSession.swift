import Media
import WorkerChannel

/// One stream that is decoded, and what is made of its pictures.
struct DecodeSession: ~Copyable {
    private let setup: DecodeSetup
    private var decoder: Decoder
    /// Which outputs are wanted of the pictures that are still in the decoder, by time.
    private var wanted: [Wish] = []
    /// Of those outputs that are encoded, by index.
    private var encoders: [UInt8: PictureEncoder] = [:]

    private struct Wish {
        var time: Int64
        var outputs: UInt8
        var refreshes: Bool
        var caption: String
    }

    /// More than any decoder keeps back (H.264 and H.265: 16).
    private static let mostWanted = 64

    init(_ setup: DecodeSetup) throws(WorkerFailure) {
        self.setup = setup
        decoder = try Decoder(setup)
    }

    /// Decodes one access unit, and gives `give` what comes of it.
    ///
    /// - Throws: `WorkerFailure`, and what `give` throws.
    mutating func feed(_ feed: DecodeFeed, _ give: (WorkerAnswer) throws -> Void) throws {
        let unit = setup.codec == .jpeg ? feed.payload.array : try AnnexB.unit(feed.payload)
        wanted.append(
            Wish(
                time: feed.time,
                outputs: feed.outputs,
                refreshes: feed.flags.contains(.refresh),
                caption: feed.caption
            )
        )
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

    private mutating func fetch(_ give: (WorkerAnswer) throws -> Void) throws -> Int {
        var pictures = 0
        var failure: WorkerFailure?
        while let picture = try decoder.next() {
            pictures += 1
            guard let place = wanted.firstIndex(where: { $0.time == picture.time }) else { continue }
            let wish = wanted.remove(at: place)
            for index in setup.outputs.indices where wish.outputs >> UInt8(index) & 1 == 1 {
                do {
                    try make(UInt8(index), of: picture, wish, give)
                } catch let error as WorkerFailure {
                    // The decoder takes nothing more before all its pictures are fetched.
                    failure = failure ?? error
                }
            }
        }
        if let failure { throw failure }
        return pictures
    }

    private mutating func make(
        _ index: UInt8,
        of picture: Decoder.Picture,
        _ wish: Wish,
        _ give: (WorkerAnswer) throws -> Void
    ) throws {
        let size: PictureSize
        let payload: Bytes
        var flags = picture.flags
        switch setup.outputs[Int(index)] {
        case .jpeg(let width, let quality):
            size = PictureScale.size(of: picture.size, setup.sampleAspectRatio, width: Int(width))
            payload = try decoder.jpeg(size, quality: Int(quality))
        case .gray(let width, let height):
            size = PictureSize(width: Int(width), height: Int(height))
            payload = try decoder.gray(size)
        case .h264(let setup):
            let encoder = try preparedEncoder(index, setup, picture, give)
            size = encoder.size
            let encoded = try encoder.encode(lastOf: decoder, isKey: wish.refreshes, caption: wish.caption)
            payload = encoded.payload
            if encoded.isKey { flags.insert(.key) } else { flags.remove(.key) }
        }
        let output = DecodeOutput(output: index, time: picture.time, flags: flags, size: size, payload: payload)
        try give(.output(output))
    }

    /// The one that is there, or another where pictures of another kind come: what a decoder must know is told then.
    private mutating func preparedEncoder(
        _ index: UInt8,
        _ setup: H264OutputSetup,
        _ picture: Decoder.Picture,
        _ give: (WorkerAnswer) throws -> Void
    ) throws -> PictureEncoder {
        if let encoder = encoders[index], encoder.fits(decoder) { return encoder }
        encoders[index] = nil
        let encoder = try PictureEncoder(setup, for: decoder, picture.size, self.setup.sampleAspectRatio)
        encoders[index] = encoder
        try give(.format(EncodedFormat(output: index, parameterSets: encoder.parameterSets)))
        return encoder
    }
}
