import Cryptography
import Media
import NIOCore
import RTP
import RTSP
import SDP

/// A track on its way out: its packets' numbering, which all viewers share, and how a session description announces it.
struct OutgoingTrack: Sendable {
    /// Index into the session description's media.
    let medium: Int
    let description: RTPPayloadDescription
    let payloadType: UInt8
    let ssrc: UInt32
    private let kind: MediaKind
    private let size: PictureSize?
    private let isJPEG: Bool
    /// The timestamp of the time 0.
    private let timestampBase: UInt32
    private var packetizer: Packetizer
    /// Of the next packet.
    private(set) var sequence: UInt16
    private var packets: UInt32 = 0
    private var octets: UInt32 = 0
    /// Units that RTP could not carry, with those of earlier formats.
    var leftOut: Int { earlierLeftOut + packetizer.leftOut }
    private var earlierLeftOut = 0

    private static let firstDynamicPayloadType: UInt8 = 96
    /// A picture of RFC 2435 tells its sides in units of 8 pixels, in one byte each.
    private static let longestJPEGSide = 2040

    /// Nil where RTP cannot carry the track at all.
    init?(_ format: TrackFormat, medium: Int, random: (Int) -> [UInt8]) {
        guard Self.canCarry(format) else { return nil }
        self.medium = medium
        description = RTPPayloadDescription(format)
        payloadType = description.staticPayloadType ?? Self.firstDynamicPayloadType + UInt8(medium)
        kind = format.kind
        size = format.pictureSize
        isJPEG = if case .jpeg = format { true } else { false }
        let bytes = random(10).map(UInt32.init)
        ssrc = bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3]
        timestampBase = bytes[4] << 24 | bytes[5] << 16 | bytes[6] << 8 | bytes[7]
        sequence = UInt16(bytes[8] << 8 | bytes[9])
        packetizer = Packetizer(format: format)
    }

    static func canCarry(_ format: TrackFormat) -> Bool {
        guard case .jpeg(let jpeg) = format else { return true }
        return max(jpeg.size.width, jpeg.size.height) <= longestJPEGSide
    }

    /// Takes another format on, under the same numbering. Parameter sets go before each key frame, so a viewer learns of
    /// new ones; what only the session description says must stay as it was.
    ///
    /// - Returns: false where a viewer could not follow; nothing is changed then.
    mutating func change(to format: TrackFormat) -> Bool {
        let new = RTPPayloadDescription(format)
        guard Self.canCarry(format), format.kind == kind, new.encodingName == description.encodingName,
            new.clockRate == description.clockRate, kind == .video || new == description
        else { return false }
        earlierLeftOut += packetizer.leftOut
        packetizer = Packetizer(format: format)
        return true
    }

    var section: MediaDescription {
        var section = MediaDescription(kind: kind.rawValue, payloadTypes: [payloadType])
        section.rtpMaps[payloadType] = RTPMap(
            encoding: description.encodingName,
            clockRate: description.clockRate,
            channels: description.channels ?? 1
        )
        var parameters: [String: String] = [:]
        for field in (description.formatParameters ?? "")[...].fields(separatedBy: ";") {
            let (name, value) = field.cut(at: "=")
            parameters[name.lowercased()] = String(value ?? "")
        }
        if !parameters.isEmpty { section.parameters[payloadType] = parameters }
        if isJPEG { section.pictureSize = size }
        return section
    }

    /// - Parameter ticks: of the track, on the rendition's time line.
    func timestamp(_ ticks: Int64) -> UInt32 { timestampBase &+ UInt32(truncatingIfNeeded: ticks) }

    /// Appends a unit's packets as interleaved frames; how many.
    mutating func append(_ unit: AccessUnit, ticks: Int64, to buffer: inout ByteBuffer) -> Int {
        var packetizer = packetizer
        let (start, payloadType, ssrc) = (timestamp(ticks), payloadType, ssrc)
        let channel = UInt8(medium * 2)
        var (sequence, count, bytes) = (sequence, 0, 0)
        packetizer.packetize(unit.payload.span, isKey: kind == .video && unit.isKey) { payload, marker, offset in
            buffer.writeMultipleIntegers(
                UInt8(ascii: "$"),
                channel,
                UInt16(RTPHeader.length + payload.count),
                UInt8(0x80),
                (marker ? 0x80 : 0) | payloadType,
                sequence,
                start &+ offset,
                ssrc
            )
            buffer.writeBytes(payload.bytes)
            sequence &+= 1
            count += 1
            bytes += payload.count
        }
        self.packetizer = packetizer
        self.sequence = sequence
        packets &+= UInt32(truncatingIfNeeded: count)
        octets &+= UInt32(truncatingIfNeeded: bytes)
        return count
    }

    /// A sender's report of an instant.
    ///
    /// - Parameter ticks: the same instant on the rendition's time line.
    func report(at wall: WallTime, ticks: Int64) -> RTCPSenderReport {
        RTCPSenderReport(
            ssrc: ssrc,
            time: CameraTime(of: wall),
            timestamp: timestamp(ticks),
            packetCount: packets,
            octetCount: octets
        )
    }
}
