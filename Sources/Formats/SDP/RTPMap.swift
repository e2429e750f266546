/// The coding of a payload type (RFC 8866 §6.6).
package struct RTPMap: Hashable, Sendable {
    /// In upper case, because names differ in nothing by case: "H264", "MPEG4-GENERIC".
    package let encoding: String
    /// Ticks per second of the RTP time stamps.
    package var clockRate: UInt32
    /// Channels of audio; 1 where nothing is said, and for video.
    package var channels: Int

    package init(encoding: String, clockRate: UInt32, channels: Int = 1) {
        self.encoding = encoding.uppercased()
        self.clockRate = clockRate
        self.channels = channels
    }

    /// Static payload types (RFC 3551 §6). Many cameras leave the map of these out.
    static let fixed: [UInt8: RTPMap] = [
        0: RTPMap(encoding: "PCMU", clockRate: 8000),
        3: RTPMap(encoding: "GSM", clockRate: 8000),
        4: RTPMap(encoding: "G723", clockRate: 8000),
        5: RTPMap(encoding: "DVI4", clockRate: 8000),
        6: RTPMap(encoding: "DVI4", clockRate: 16000),
        7: RTPMap(encoding: "LPC", clockRate: 8000),
        8: RTPMap(encoding: "PCMA", clockRate: 8000),
        // G.722 has 16,000 samples in a second; RFC 3551 §4.5.2 tells why its clock says otherwise.
        9: RTPMap(encoding: "G722", clockRate: 8000),
        10: RTPMap(encoding: "L16", clockRate: 44100, channels: 2),
        11: RTPMap(encoding: "L16", clockRate: 44100),
        12: RTPMap(encoding: "QCELP", clockRate: 8000),
        13: RTPMap(encoding: "CN", clockRate: 8000),
        14: RTPMap(encoding: "MPA", clockRate: 90000),
        15: RTPMap(encoding: "G728", clockRate: 8000),
        16: RTPMap(encoding: "DVI4", clockRate: 11025),
        17: RTPMap(encoding: "DVI4", clockRate: 22050),
        18: RTPMap(encoding: "G729", clockRate: 8000),
        25: RTPMap(encoding: "CELB", clockRate: 90000),
        26: RTPMap(encoding: "JPEG", clockRate: 90000),
        28: RTPMap(encoding: "NV", clockRate: 90000),
        31: RTPMap(encoding: "H261", clockRate: 90000),
        32: RTPMap(encoding: "MPV", clockRate: 90000),
        33: RTPMap(encoding: "MP2T", clockRate: 90000),
        34: RTPMap(encoding: "H263", clockRate: 90000),
    ]
}
