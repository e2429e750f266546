// A file with pointers. What is safe and why:
//
// * An encoder is made and freed by the one object that owns it, on the one thread of the program; it is given a decoder that
//   its caller owns, for the time of a call.
// * A caption is lent for the time of a call, with as many bytes as its sides say.
// * What comes out is copied at once, with the length that the shim has told with it.

import CFFmpeg
import Media
import WorkerChannel

/// Encodes the pictures that a decoder brings to light as H.264. Good for pictures that are alike: for others another is made.
final class PictureEncoder {
    private let encoder: OpaquePointer
    /// In pixels.
    let size: PictureSize
    /// What a decoder of what comes out must know: NAL units.
    let parameterSets: [[UInt8]]
    /// The first picture is one that needs no other.
    private var isFresh = true
    /// The newest caption: pictures of the same second have the same.
    private var caption: (text: String, bitmap: CaptionBitmap)?

    /// For the decoder's last picture, and others like it.
    init(
        _ setup: H264OutputSetup,
        for decoder: borrowing Decoder,
        _ picture: PictureSize,
        _ ratio: PictureSize?
    ) throws(WorkerFailure) {
        size = PictureScale.size(of: picture, within: setup.largest)
        let encoding = cffmpeg_encoding(
            width: Int32(size.width),
            height: Int32(size.height),
            ratio_width: Int32(ratio?.width ?? 1),
            ratio_height: Int32(ratio?.height ?? 1),
            picture_rate: Int32(setup.pictureRate),
            bit_rate: Int64(setup.bitRate)
        )
        var error: Int32 = 0
        guard let opened = cffmpeg_encoder_open(decoder.decoder, encoding, &error) else {
            throw WorkerFailure(library: error)
        }
        encoder = opened
        var count = 0
        let sets = cffmpeg_encoder_sets(opened, &count).map { Array(UnsafeBufferPointer(start: $0, count: count)) }
        parameterSets = AnnexB.units(of: sets ?? []).filter(Self.isParameterSet)
    }

    deinit { cffmpeg_encoder_close(encoder) }

    private static func isParameterSet(_ unit: [UInt8]) -> Bool {
        let type = unit[0] & 0x1F
        return type == H264UnitType.sequenceParameterSet || type == H264UnitType.pictureParameterSet
    }

    private static func isSlice(_ unit: [UInt8]) -> Bool {
        let type = unit[0] & 0x1F
        return type == H264UnitType.slice || type == H264UnitType.idrSlice
    }

    /// Whether the decoder's last picture is like those that it was made for.
    func fits(_ decoder: borrowing Decoder) -> Bool { cffmpeg_encoder_fits(encoder, decoder.decoder) }

    /// - Parameters:
    ///   - isKey: whether what comes out shall need no other picture.
    ///   - caption: what is laid over the picture; nothing where it is empty.
    /// - Returns: NAL units of slices alone, each after its length.
    func encode(
        lastOf decoder: borrowing Decoder,
        isKey: Bool,
        caption text: String = ""
    ) throws(WorkerFailure) -> (payload: Bytes, isKey: Bool) {
        var encoded = cffmpeg_encoded()
        let result = encode(lastOf: decoder, isKey: isKey || isFresh, caption: text, into: &encoded)
        try WorkerFailure.check(result)
        guard encoded.count <= WorkerChannel.largestEncoded else { throw WorkerFailure(.tooLarge) }
        isFresh = false
        let bytes = encoded.bytes.map { Array(UnsafeBufferPointer(start: $0, count: encoded.count)) }
        let slices = AnnexB.units(of: bytes ?? []).filter(Self.isSlice)
        return (Bytes(AnnexB.payload(of: slices)), encoded.is_key)
    }

    private func encode(
        lastOf decoder: borrowing Decoder,
        isKey: Bool,
        caption text: String,
        into encoded: inout cffmpeg_encoded
    ) -> Int32 {
        guard !text.isEmpty else { return cffmpeg_encode(encoder, decoder.decoder, isKey, nil, &encoded) }
        if caption?.text != text { caption = (text, CaptionBitmap(text, in: size)) }
        guard let bitmap = caption?.bitmap else { return -1 }
        let handle = decoder.decoder
        return bitmap.pixels.withUnsafeBufferPointer { pixels in
            var overlay = cffmpeg_caption(
                pixels: pixels.baseAddress,
                width: Int32(bitmap.width),
                height: Int32(bitmap.height)
            )
            return cffmpeg_encode(encoder, handle, isKey, &overlay, &encoded)
        }
    }
}
