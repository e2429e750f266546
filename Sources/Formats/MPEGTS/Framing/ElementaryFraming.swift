import Media

/// How the access units of a codec lie in a transport stream. One type per codec conforms.
protocol ElementaryFraming: Sendable {
    /// `stream_type` of the programme map (ISO/IEC 13818-1 table 2-34).
    var streamType: UInt8 { get }
    /// `stream_id` of the PES packets.
    var streamIdentifier: UInt8 { get }
    /// Of the elementary stream, in the programme map.
    var descriptors: [UInt8] { get }

    /// Appends what stands between the PES header and the payload.
    ///
    /// - Returns: bytes that ``writeBody(of:through:to:)`` will write.
    func appendHead(of payload: Span<UInt8>, isKey: Bool, to head: inout [UInt8]) throws(MPEGTSError) -> Int

    /// Writes the payload in the form that the transport stream has.
    func writeBody(of payload: Span<UInt8>, through cutter: inout PacketCutter, to output: inout [UInt8])
}

extension ElementaryFraming {
    func writeBody(of payload: Span<UInt8>, through cutter: inout PacketCutter, to output: inout [UInt8]) {
        cutter.write(payload, to: &output)
    }
}

extension TrackFormat {
    /// Nil where no transport stream that players understand carries this: MJPEG; G.711, for which there is no stream type
    /// (what some cameras write with type 0x90 or 0x91 only their own players play); and AAC and Opus of kinds that
    /// ``ADTSFraming`` and ``OpusFraming`` have no words for.
    var elementaryFraming: (any ElementaryFraming)? {
        switch self {
        case .h264(let format): NALFraming(format)
        case .h265(let format): NALFraming(format)
        case .aac(let format): ADTSFraming(format)
        case .opus(let format): OpusFraming(format)
        case .jpeg, .g711: nil
        }
    }
}
