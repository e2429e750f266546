import Catalog
import Live
import Media
import WorkerChannel

/// The form in which a camera's stream goes out as HLS: as the camera sends it, as far as players take that from HLS. Sound
/// becomes AAC, and pictures H.264 where HLS has no place for them or a player asks for it.
struct HLSForm: Hashable {
    /// Behind the name of a stream in an address: the picture as H.264, whatever the camera sends.
    static let suffix = "-h264"

    private(set) var picture: DerivedKey.Picture = .original
    private(set) var sound: DerivedKey.Sound = .original
    private let masks: [MaskPolygon]

    /// - Parameters:
    ///   - asksForH264: whether the player wants H.264, whatever the camera sends.
    ///   - isPossible: whether there are workers at all.
    ///   - masks: what is covered of the picture, which is H.264 then, though nobody may be there to make it.
    init(of format: StreamFormat?, asksForH264: Bool, isPossible: Bool, masks: [MaskPolygon] = []) {
        self.masks = masks
        if !masks.isEmpty { picture = .h264 }
        guard isPossible, let format else { return }
        for track in format.tracks {
            switch track {
            case .h264, .aac: break
            case .h265: if asksForH264 { picture = .h264 }
            case .jpeg: picture = .h264
            case .opus, .g711: sound = .aac
            }
        }
    }

    /// Nil where the stream goes out as it is.
    func key(_ camera: CameraID, _ stream: StreamKind) -> DerivedKey? {
        guard picture != .original || sound != .original else { return nil }
        return DerivedKey(camera: camera, stream: stream, picture: picture, sound: sound, masks: masks)
    }

    /// The tracks as they go out, as far as they are known before anything is encoded.
    func tracks(of format: StreamFormat) -> StreamFormat {
        guard sound == .aac else { return format }
        return StreamFormat(tracks: format.tracks.map { $0.kind == .audio ? Self.aac(of: $0) ?? $0 : $0 })
    }

    /// What its picture will be, where it is encoded anew: of a high profile, of a level that pictures of that size need.
    func pictureCodec(of format: StreamFormat) -> String? {
        guard picture == .h264, format.videoTrack != nil else { return nil }
        return "avc1.640028"
    }

    /// AudioSpecificConfig of low complexity: the kind in five bits, the rate's number in four, the channels in four
    /// (ISO/IEC 14496-3 §1.6.2.1).
    private static func aac(of track: TrackFormat) -> TrackFormat? {
        guard let output = DerivedLayout.aac(of: track),
            let rate = AACFormat.sampleRates.firstIndex(of: output.sampleRate)
        else { return nil }
        let bits = 2 << 11 | UInt16(rate) << 7 | UInt16(output.channels) << 3
        return (try? AACFormat(configuration: [UInt8(bits >> 8), UInt8(bits & 0xFF)])).map { .aac($0) }
    }
}
