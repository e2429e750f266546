// A file with pointers: it calls FFmpeg, as PictureEncoder.swift and SoundConverter.swift do and no others. What is safe and
// why:
//
// * A decoder is made and freed by the one value that owns it, which cannot be copied, on the one thread of the program.
// * Input is lent for the time of a call, with its length; the shim copies what it keeps.
// * Output is copied out of the shim with the length that the shim has just told, into an array of that length.

import CFFmpeg
import Media
import WorkerChannel

/// A decoder of FFmpeg's, with what can be made of the picture that it has brought to light last.
struct Decoder: ~Copyable {
    /// A picture that was decoded; its pixels stay in the decoder until the next one.
    struct Picture {
        var size: PictureSize
        var time: Int64
        var flags: DecodeOutput.Flags
    }

    /// 8192 × 4352: more than any camera has, and no more than there is memory for.
    private static let largestPixels: Int64 = 8192 * 4352

    /// For what is made of its pictures.
    let decoder: OpaquePointer

    static var libraryVersion: String {
        // What the channel takes: any version of FFmpeg's is that.
        String(String(cString: cffmpeg_version()).unicodeScalars.filter { (0x20...0x7E).contains($0.value) }.prefix(64))
    }

    static func hasDecoder(_ name: String) -> Bool { cffmpeg_has_decoder(name) }
    static func hasEncoder(_ name: String) -> Bool { cffmpeg_has_encoder(name) }

    init(_ setup: DecodeSetup) throws(WorkerFailure) {
        let sets = setup.parameterSets.flatMap { AnnexB.startCode + $0 }
        var error: Int32 = 0
        let opened = cffmpeg_decoder_open(setup.codec.number, sets, sets.count, Self.largestPixels, &error)
        guard let opened else { throw WorkerFailure(library: error) }
        let points = setup.masks.flatMap { $0.points.flatMap { [$0.x, $0.y] } }
        let corners = setup.masks.map { UInt8(clamping: $0.points.count) }
        let masked = cffmpeg_decoder_mask(opened, points, corners, corners.count)
        guard masked >= 0 else {
            cffmpeg_decoder_close(opened)
            throw WorkerFailure(library: masked)
        }
        decoder = opened
    }

    deinit { cffmpeg_decoder_close(decoder) }

    /// - Parameter unit: NAL units behind start codes, or a JPEG file.
    mutating func feed(_ unit: [UInt8], time: Int64, isKey: Bool) throws(WorkerFailure) {
        try WorkerFailure.check(cffmpeg_decoder_feed(decoder, unit, unit.count, time, isKey))
    }

    /// Brings all pictures to light that are still in it.
    mutating func end() throws(WorkerFailure) { try WorkerFailure.check(cffmpeg_decoder_end(decoder)) }

    /// After the end: what is fed next begins with a key frame.
    mutating func beginAgain() { cffmpeg_decoder_begin_again(decoder) }

    /// The next picture; nil where more must be fed first, or none is left.
    mutating func next() throws(WorkerFailure) -> Picture? {
        var picture = cffmpeg_picture()
        let result = cffmpeg_decoder_next(decoder, &picture)
        try WorkerFailure.check(result)
        guard result == 1 else { return nil }
        guard picture.width > 0, picture.height > 0, picture.width <= UInt16.max, picture.height <= UInt16.max else {
            throw WorkerFailure(.tooLarge)
        }
        var flags: DecodeOutput.Flags = []
        if picture.is_key { flags.insert(.key) }
        if picture.is_damaged { flags.insert(.damaged) }
        let size = PictureSize(width: Int(picture.width), height: Int(picture.height))
        return Picture(size: size, time: picture.time, flags: flags)
    }

    /// A JPEG file of the last picture.
    mutating func jpeg(_ size: PictureSize, quality: Int) throws(WorkerFailure) -> Bytes {
        try made(cffmpeg_make_jpeg(decoder, Int32(size.width), Int32(size.height), Int32(quality)))
    }

    /// The brightness of the last picture.
    mutating func gray(_ size: PictureSize) throws(WorkerFailure) -> Bytes {
        try made(cffmpeg_make_gray(decoder, Int32(size.width), Int32(size.height)))
    }

    private func made(_ result: Int64) throws(WorkerFailure) -> Bytes {
        try WorkerFailure.check(Int32(clamping: result))
        let count = Int(result)
        guard count <= WorkerChannel.largestPicture else { throw WorkerFailure(.tooLarge) }
        let decoder = decoder
        return Bytes(
            [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
                if let base = buffer.baseAddress { cffmpeg_copy_made(decoder, base, count) }
                initialized = count
            }
        )
    }

    // MARK: How fast it is

    /// Takes about three times `seconds`.
    static func measure(_ size: PictureSize, seconds: Double) -> [WorkerMeasurement.Rate] {
        var speed = cffmpeg_speed()
        guard cffmpeg_measure(Int32(size.width), Int32(size.height), seconds, &speed) >= 0 else { return [] }
        let rates: [(WorkerMeasurement.Work, Double)] = [
            (.encodeH264, speed.encoded), (.decodeH264, speed.decoded), (.encodeJPEG, speed.jpegs),
        ]
        return rates.filter { $0.1 > 0 }.map { work, rate in
            WorkerMeasurement.Rate(
                work: work,
                width: UInt16(clamping: size.width),
                height: UInt16(clamping: size.height),
                milliPictures: UInt32(min(rate * 1000, Double(UInt32.max / 2)))
            )
        }
    }
}

extension DecodeSetup.Codec {
    fileprivate var number: Int32 {
        switch self {
        case .h264: Int32(cffmpeg_h264)
        case .h265: Int32(cffmpeg_h265)
        case .jpeg: Int32(cffmpeg_jpeg)
        }
    }
}

extension WorkerFailure {
    /// - Parameter error: of FFmpeg's.
    init(library error: Int32) {
        switch Int(cffmpeg_meaning(error)) {
        case cffmpeg_out_of_memory: self.init(.outOfMemory, detail: error)
        case cffmpeg_unsupported: self.init(.unsupported, detail: error)
        default: self.init(.undecodable, detail: error)
        }
    }

    static func check(_ result: Int32) throws(WorkerFailure) {
        if result < 0 { throw WorkerFailure(library: result) }
    }
}
