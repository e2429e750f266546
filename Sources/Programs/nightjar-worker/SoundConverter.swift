// A file with pointers. What is safe and why:
//
// * What converts is made and freed by the one value that owns it, which cannot be copied, on the one thread of the program.
// * Input is lent for the time of a call, with its length; the shim copies what it keeps.
// * What comes out is copied at once, with the length that the shim has told with it.

import CFFmpeg
import Media
import WorkerChannel

/// Decodes one stream of sound, and encodes it as AAC.
struct SoundConverter: ~Copyable {
    private let setup: SoundSetup
    private let sound: OpaquePointer
    /// When the last block that was given begins.
    private var last: Int64?

    init(_ setup: SoundSetup) throws(WorkerFailure) {
        self.setup = setup
        let sounding = cffmpeg_sounding(
            codec: setup.codec.number,
            rate: Int32(setup.sampleRate),
            channels: Int32(setup.channels),
            aac_rate: Int32(setup.output.sampleRate),
            aac_channels: Int32(setup.output.channels),
            bit_rate: Int64(setup.output.bitRate)
        )
        var error: Int32 = 0
        let opened = cffmpeg_sound_open(sounding, setup.configuration, setup.configuration.count, &error)
        guard let opened else { throw WorkerFailure(library: error) }
        sound = opened
    }

    deinit { cffmpeg_sound_close(sound) }

    /// What a decoder must know of what comes out.
    var format: EncodedFormat {
        var count = 0
        let bytes = cffmpeg_sound_configuration(sound, &count)
        let configuration = bytes.map { Array(UnsafeBufferPointer(start: $0, count: count)) } ?? []
        return EncodedFormat(output: 0, parameterSets: [configuration])
    }

    /// Converts one block, and gives `give` what comes of it.
    ///
    /// - Throws: `WorkerFailure`, and what `give` throws.
    mutating func feed(_ feed: DecodeFeed, _ give: (WorkerAnswer) throws -> Void) throws {
        let time = MediaTicks(feed.time).rescaled(from: setup.sampleRate, to: setup.output.sampleRate).count
        // Sound counts on from its time; there is no sense in one that cannot be counted from.
        guard time.magnitude < 1 << 60 else { throw WorkerFailure(.undecodable) }
        let block = feed.payload.array
        try WorkerFailure.check(cffmpeg_sound_feed(sound, block, block.count, time))
        var (bytes, count, begins): (UnsafePointer<UInt8>?, Int, Int64) = (nil, 0, 0)
        while true {
            let result = cffmpeg_sound_next(sound, &bytes, &count, &begins)
            try WorkerFailure.check(result)
            guard result == 1, let start = bytes else { return }
            // Where a camera's times fall back, what would overlap is left out.
            if let last, begins <= last { continue }
            last = begins
            let output = DecodeOutput(
                output: 0,
                time: begins,
                flags: .key,
                size: PictureSize(width: 0, height: 0),
                payload: Bytes(Array(UnsafeBufferPointer(start: start, count: count)))
            )
            try give(.output(output))
        }
    }
}

extension SoundSetup.Codec {
    fileprivate var number: Int32 {
        switch self {
        case .aac: Int32(cffmpeg_aac)
        case .opus: Int32(cffmpeg_opus)
        case .aLaw: Int32(cffmpeg_alaw)
        case .muLaw: Int32(cffmpeg_mulaw)
        }
    }
}
