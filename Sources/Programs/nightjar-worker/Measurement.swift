import Media
import WorkerChannel

/// What the libraries can do, and how fast this machine is with them.
enum Measurement {
    private static let decoders = ["h264", "hevc", "mjpeg", "aac", "opus", "pcm_alaw", "pcm_mulaw"]
    private static let encoders = ["libx264", "libx265", "aac", "libopus"]
    private static let size = PictureSize(width: 1280, height: 720)
    /// Of each kind of work.
    private static let seconds = 0.4

    static func make() -> WorkerMeasurement {
        WorkerMeasurement(
            decoders: decoders.filter { Decoder.hasDecoder($0) },
            encoders: encoders.filter { Decoder.hasEncoder($0) },
            rates: Decoder.measure(size, seconds: seconds)
        )
    }
}
