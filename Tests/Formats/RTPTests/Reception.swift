import Media
import Testing

@testable import RTP

/// A receiver, and what it let through.
struct Reception {
    struct Used: Equatable {
        var sequence: UInt16
        var ssrc: UInt32
        var isAfterLoss = false
        var isNewSource = false
    }

    var receiver: RTPReceiver
    var milliseconds: Int64 = 0

    init(_ transport: RTPReceiver.Transport = .tcp, types: [UInt8] = [96], likelySource: UInt32? = nil) {
        receiver = RTPReceiver(
            payloadTypes: types,
            clockRate: 90_000,
            transport: transport,
            likelySource: likelySource,
            ownSource: 1,
            canonicalName: "nightjar"
        )
    }

    var now: MonotonicTime { MonotonicTime(nanoseconds: milliseconds * 1_000_000) }

    static func packet(_ sequence: UInt16, ssrc: UInt32 = 0xA, type: UInt8 = 96, timestamp: UInt32 = 0) -> [UInt8] {
        var bytes: [UInt8] = []
        RTPHeader(marker: true, payloadType: type, sequence: sequence, timestamp: timestamp, ssrc: ssrc)
            .append(to: &bytes)
        return bytes + [UInt8(sequence >> 8), UInt8(sequence & 0xFF)]
    }

    /// What is to be used when this comes.
    mutating func take(packet bytes: [UInt8]) -> [Used] {
        var used: [Used] = []
        if case .use(let admitted) = receiver.receive(bytes.span, arrival: now) { used.append(Self.used(admitted)) }
        return used + pull()
    }

    mutating func pull() -> [Used] {
        var used: [Used] = []
        while let held = receiver.next(now: now) {
            if (try? RTPHeader(held.bytes.span)) != held.admitted.header {
                Issue.record("packet \(held.admitted.header.sequence) holds the bytes of another")
            }
            used.append(Self.used(held.admitted))
        }
        return used
    }

    mutating func take(_ sequences: [UInt16], ssrc: UInt32 = 0xA) -> [Used] {
        sequences.flatMap { take(packet: Self.packet($0, ssrc: ssrc)) }
    }

    private static func used(_ admitted: RTPReceiver.Admitted) -> Used {
        Used(
            sequence: admitted.header.sequence,
            ssrc: admitted.header.ssrc,
            isAfterLoss: admitted.isAfterLoss,
            isNewSource: admitted.isNewSource
        )
    }

    /// As they are when all is well.
    static func plain(_ sequences: [UInt16], ssrc: UInt32 = 0xA) -> [Used] {
        sequences.map { Used(sequence: $0, ssrc: ssrc) }
    }

    /// As they are when a source takes the place of another.
    static func fresh(_ sequences: [UInt16], ssrc: UInt32) -> [Used] {
        var used = plain(sequences, ssrc: ssrc)
        used[0].isAfterLoss = true
        used[0].isNewSource = true
        return used
    }

    static func goodbye(_ sources: [UInt32]) -> [UInt8] {
        var bytes: [UInt8] = []
        RTCPWriter.append(RTCPReceiverReport(ssrc: 9, blocks: []), canonicalName: "camera", to: &bytes)
        RTCPWriter.appendGoodbye(sources: sources, to: &bytes)
        return bytes
    }
}
