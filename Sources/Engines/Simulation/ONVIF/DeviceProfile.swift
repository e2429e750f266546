import Media
import ONVIF

/// A stream of the simulated device, as its media services tell of it.
struct DeviceProfile: Sendable {
    /// "Profile_1".
    let token: String
    /// Of the stream.
    let path: String
    let size: PictureSize
    let hasSound: Bool
    let hasPictures: Bool
    /// Of its clip.
    let duration: Duration
    /// How it is encoded, as far as anyone set it: a clip plays as it is, whatever is set.
    var encoder: VideoEncoder2Configuration

    /// Numbered from 1.
    init?(number: Int, _ stream: CameraStream) {
        guard let video = stream.clip.tracks.first?.format, let size = video.pictureSize else { return nil }
        token = "Profile_\(number)"
        path = stream.path
        self.size = size
        hasSound = stream.clip.tracks.count > 1
        hasPictures = stream.hasPictures
        duration = stream.clip.duration
        let rate = (1 / max(stream.clip.picturePeriod.inSeconds, 0.001)).rounded()
        encoder = VideoEncoder2Configuration {
            $0.token = "VideoEncoder_\(number)"
            $0.name = stream.path
            $0.encoding =
                switch video {
                case .h265: "H265"
                case .jpeg: "JPEG"
                default: "H264"
                }
            $0.govLength = Int(rate) * 2
            $0.profile = "Main"
            $0.resolution = MediaResolution(size.width, size.height)
            $0.rateControl = .init {
                $0.frameRateLimit = rate
                $0.bitrateLimit = 2048
            }
            $0.quality = 5
        }
    }

    /// What the older service knows of it; nil of codecs that it does not know.
    var olderEncoder: VideoEncoderConfiguration? {
        guard encoder.encoding != "H265" else { return nil }
        return VideoEncoderConfiguration {
            $0.token = encoder.token
            $0.name = encoder.name
            $0.encoding = encoder.encoding
            $0.resolution = encoder.resolution
            $0.quality = encoder.quality
            $0.rateControl = .init {
                $0.frameRateLimit = Int(encoder.rateControl?.frameRateLimit ?? 0)
                $0.bitrateLimit = encoder.rateControl?.bitrateLimit ?? 0
            }
            if encoder.encoding == "H264" {
                $0.h264 = .init {
                    $0.govLength = encoder.govLength ?? 0
                    $0.h264Profile = encoder.profile
                }
            }
            $0.multicast = MulticastConfiguration()
            $0.sessionTimeout = XMLDuration(.seconds(60))
        }
    }

    /// Takes what the older service was told.
    mutating func set(_ older: VideoEncoderConfiguration) {
        encoder.quality = older.quality ?? encoder.quality
        encoder.resolution = older.resolution ?? encoder.resolution
        if let control = older.rateControl {
            encoder.rateControl?.frameRateLimit = Double(control.frameRateLimit)
            encoder.rateControl?.bitrateLimit = control.bitrateLimit
        }
        encoder.govLength = older.h264?.govLength ?? encoder.govLength
    }

    var videoSource: VideoSourceConfiguration {
        VideoSourceConfiguration {
            $0.token = "VideoSourceConfig_1"
            $0.name = "Source"
            $0.sourceToken = DeviceState.videoSource
            $0.bounds = .init {
                $0.width = size.width
                $0.height = size.height
            }
        }
    }

    var resolutions: [MediaResolution] {
        [MediaResolution(size.width, size.height), MediaResolution(size.width / 2, size.height / 2)]
    }

    /// Nil where the settings are ones that it takes.
    func refusal(of encoding: String, _ resolution: MediaResolution?, rate: Double?, bitrate: Int?) -> SOAPFault? {
        func refusal(_ what: String) -> SOAPFault {
            SOAPFault(.sender, ["InvalidArgVal", "ConfigModify"], reason: "The \(what) is not supported.")
        }
        if encoding != encoder.encoding { return refusal("codec \(encoding)") }
        if let resolution, !resolutions.contains(resolution) { return refusal("resolution") }
        if let rate, !(1...60).contains(rate) { return refusal("frame rate") }
        if let bitrate, !(64...16_384).contains(bitrate) { return refusal("bit rate") }
        return nil
    }
}
