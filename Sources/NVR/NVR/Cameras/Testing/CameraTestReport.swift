package import Media

/// What came of trying a camera.
package struct CameraTestReport: Hashable, Sendable {
    package struct Track: Hashable, Sendable {
        /// "video" or "audio".
        package var kind: String
        /// RFC 6381: "avc1.64001f".
        package var codec: String
        /// "H.264".
        package var name: String
        package var pictureSize: PictureSize?
        /// Samples per second, and channels, of audio.
        package var sampleRate: Int?
        package var channels: Int?
        /// Pictures, or blocks of sound, that came.
        package var units: Int
        /// Measured on the stream's own time line; nil where too little came.
        package var framesPerSecond: Double?
        package var bitsPerSecond: Int?
        /// Seconds from key frame to key frame; nil where fewer than two came.
        package var keyFrameInterval: Double?
    }

    package struct Fault: Hashable, Sendable {
        /// Stable: ``SourceFault``'s raw values, `refused_password`.
        package var code: String
        /// What happened and what to do.
        package var sentence: String
    }

    /// Nil where the camera can be recorded.
    package var fault: Fault?
    package var tracks: [Track]
    /// "tcp", "udp" or "http"; nil where nothing came so far.
    package var transport: String?
    /// The camera is being taken in with just these settings, and was looked at there: no session of its own was begun,
    /// and there are no times of connecting.
    package var isOfRunningStream: Bool
    /// Until the connection stood; from the first request to its answer; from the beginning of the connection to the first
    /// packet, and to the first picture that can be shown.
    package var connecting: Duration?
    package var roundTrip: Duration?
    package var firstPacket: Duration?
    package var firstPicture: Duration?
    /// The whole test.
    package var duration: Duration
    package var lostPackets: Int
    package var damagedUnits: Int
    /// What the camera does that it should not, and what is good to know, in sentences.
    package var remarks: [String]

    package var isGood: Bool { fault == nil }
}
