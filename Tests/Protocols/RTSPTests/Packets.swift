@testable import RTSP

/// Packets of two tracks as a camera sends them over TCP.
enum Packets {
    static var tracks: [RTSPTrack] {
        get throws {
            let url = try CameraURL("rtsp://192.0.2.1/live")
            return [
                RTSPTrack(media: 0, url: url, transport: .interleaved(.usual(for: 0)), payloadTypes: [96]),
                RTSPTrack(media: 1, url: url, transport: .interleaved(.usual(for: 1)), payloadTypes: [8]),
            ]
        }
    }

    static func rtp(_ number: UInt8, type: UInt8 = 96, source: UInt8 = 0xA, _ payload: [UInt8] = [0x41, 0x9A])
        -> [UInt8]
    {
        [0x80, type, 0, number, 0, 0, 0, number, 0, 0, 0, source] + payload
    }

    static func video(_ number: UInt8, _ payload: [UInt8] = [0x41, 0x9A]) -> [UInt8] {
        frame(0, rtp(number, payload))
    }

    static func audio(_ number: UInt8) -> [UInt8] { frame(2, rtp(number, type: 8, source: 0xB, [0xD5, 0xD5])) }

    /// A sender report of the video (RFC 3550 §6.4.1).
    static let report: [UInt8] = [0x80, 200, 0, 6, 0, 0, 0, 0xA] + [UInt8](repeating: 1, count: 20)
}
