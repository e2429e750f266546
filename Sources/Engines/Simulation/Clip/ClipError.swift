package import MP4

/// Why a file cannot be played as a simulated camera's film.
package struct ClipError: Error, Hashable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        /// With what the system says.
        case unreadable(String)
        case tooLarge(bytes: Int)
        case notMP4(MP4Error)
        case noVideo
        /// With the name of its sample entry.
        case unknownVideo(String)
        case unknownAudio(String)
        /// It has video, but nothing that a client could begin with, or no time passes in it.
        case nothingToPlay
        case tooLong
        /// RTP cannot carry them (RFC 2435).
        case unsendablePictures
        case unsendableSound
    }

    package var path: String
    package var reason: Reason

    package var description: String {
        switch reason {
        case .unreadable(let why): "The clip \(path) cannot be read: \(why)."
        case .tooLarge(let bytes):
            "The clip \(path) has \(bytes) bytes, but is kept in memory: take one below \(Clip.maximumFileSize >> 20) MiB."
        case .notMP4(let error): "The clip \(path) cannot be played. \(error)"
        case .noVideo: "The clip \(path) has no video: take one with H.264, H.265 or Motion JPEG."
        case .unknownVideo(let entry):
            "The video of the clip \(path) is ‘\(entry)’, which is not supported: take one with H.264 (‘avc1’), H.265 "
                + "(‘hvc1’) or Motion JPEG."
        case .unknownAudio(let entry):
            "The sound of the clip \(path) is ‘\(entry)’, which is not supported: take one with AAC, Opus, G.711 or none."
        case .nothingToPlay: "The clip \(path) has no key frame, or no duration, and cannot be played in a loop."
        case .tooLong: "The clip \(path) is longer than a day: take a shorter one."
        case .unsendablePictures:
            "The clip \(path) has pictures that RTP cannot carry: it takes baseline JPEG of 4:2:0 or 4:2:2 with the "
                + "standard Huffman tables, up to 2040 pixels wide and high (FFmpeg makes it with -huffman default)."
        case .unsendableSound:
            "The clip \(path) has sound whose packets are too large for RTP: take one of a lower bit rate."
        }
    }
}
