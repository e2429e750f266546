import Media
import RTP
import Testing

struct RTCPTests {
    private let block = RTCPReportBlock(
        ssrc: 77,
        reception: ReceptionReport(fractionLost: 9, cumulativeLost: -3, highestSequence: 70_000, jitter: 12),
        lastSenderReport: (CameraTime(ntp: 0x1122_3344_5566_7788), .milliseconds(1500))
    )

    private func parse(_ bytes: [UInt8]) throws -> [RTCPPacket] { try RTCPPacket.parse(bytes.span) }

    @Test func reportsAreReadAsWritten() throws {
        #expect(block.lastSenderReport == 0x3344_5566)
        #expect(block.delaySinceLastSenderReport == 98_304)
        for length in 0...9 {
            let name = String(repeating: "n", count: length)
            let receiver = RTCPReceiverReport(ssrc: 5, blocks: [block, block])
            let sender = RTCPSenderReport(
                ssrc: 6,
                time: CameraTime(ntp: 0xE000_0001_8000_0000),
                timestamp: 90_001,
                packetCount: 1000,
                octetCount: .max,
                blocks: [block]
            )
            var bytes: [UInt8] = []
            RTCPWriter.append(receiver, canonicalName: name, to: &bytes)
            RTCPWriter.append(sender, canonicalName: name, to: &bytes)
            RTCPWriter.appendGoodbye(sources: [5, 6], to: &bytes)
            #expect(bytes.count % 4 == 0)
            let packets = try parse(bytes)
            #expect(
                packets == [
                    .receiverReport(receiver), .canonicalName(ssrc: 5, name: name),
                    .senderReport(sender), .canonicalName(ssrc: 6, name: name), .goodbye(sources: [5, 6]),
                ]
            )
        }
    }

    @Test func othersArePassedOver() throws {
        let application: [UInt8] = [0x80, 204, 0, 2, 0, 0, 0, 1, 65, 66, 67, 68]
        let goodbye: [UInt8] = [0x81, 203, 0, 3, 0, 0, 0, 9, 4, 98, 121, 101, 33, 0, 0, 0]
        #expect(try parse(application + goodbye) == [.goodbye(sources: [9])])
    }

    @Test func lengthsThatLieAreHarmless() throws {
        #expect(throws: RTPError.truncated) { try parse([0x80, 200, 0xFF, 0xFF, 0, 0, 0, 1]) }
        #expect(throws: RTPError.truncated) { try parse([0x80, 200, 0]) }
        #expect(throws: RTPError.version(0)) { try parse([0, 200, 0, 0]) }
        #expect(try parse([]).isEmpty)
        // 31 blocks announced, one there.
        var bytes: [UInt8] = []
        RTCPWriter.append(RTCPReceiverReport(ssrc: 5, blocks: [block]), canonicalName: "", to: &bytes)
        bytes[0] = 0x9F
        #expect(try parse(bytes).first == .receiverReport(RTCPReceiverReport(ssrc: 5, blocks: [block])))
        // A sender report too short for its own fields, a goodbye without its sources, a name beyond the end.
        let short: [UInt8] = [
            0x80, 200, 0, 1, 0, 0, 0, 1, 0x9F, 203, 0, 0, 0x81, 202, 0, 2, 0, 0, 0, 1, 1, 200, 65, 66,
        ]
        #expect(try parse(short) == [.goodbye(sources: [])])
        // What is behind a broken packet is not read, what is before it is.
        #expect(try parse(short + [0x80, 201, 0, 9]) == [.goodbye(sources: [])])
    }
}
