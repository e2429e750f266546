import Media
import RTP
import TestKit
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

    @Test func reasonsPaddingAndForeignItemsAreReadOver() throws {
        // A report with padding of its own, a source description with a tool and a name behind it, a goodbye with a
        // reason, an application's packet.
        let padded: [UInt8] = [0xA0, 201, 0, 3, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 8]
        let description: [UInt8] = [0x81, 202, 0, 4, 0, 0, 0, 7, 6, 3, 65, 66, 67, 1, 2, 97, 98, 0, 0, 0]
        let goodbye: [UInt8] = [0x81, 203, 0, 2, 0, 0, 0, 7, 3, 98, 121, 101]
        let application: [UInt8] = [0x80, 204, 0, 2, 0, 0, 0, 1, 65, 66, 67, 68]
        #expect(
            try parse(padded + description + application + goodbye) == [
                .receiverReport(RTCPReceiverReport(ssrc: 7, blocks: [])), .canonicalName(ssrc: 7, name: "ab"),
                .goodbye(sources: [7]),
            ]
        )
    }

    private func randomBlock(_ generator: inout SeededGenerator) -> RTCPReportBlock {
        RTCPReportBlock(
            ssrc: UInt32.random(in: 0...UInt32.max, using: &generator),
            reception: ReceptionReport(
                fractionLost: UInt8.random(in: 0...255, using: &generator),
                cumulativeLost: Int32.random(in: -0x80_0000...0x7F_FFFF, using: &generator),
                highestSequence: UInt32.random(in: 0...UInt32.max, using: &generator),
                jitter: UInt32.random(in: 0...UInt32.max, using: &generator)
            ),
            lastSenderReport: (
                CameraTime(ntp: generator.next()),
                .milliseconds(Int64.random(in: -1000...90_000_000, using: &generator))
            )
        )
    }

    /// Some packets, and the compound packet that they make.
    private func randomCompound(_ generator: inout SeededGenerator) -> (packets: [RTCPPacket], bytes: [UInt8]) {
        var packets: [RTCPPacket] = []
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let ssrc = UInt32.random(in: 0...UInt32.max, using: &generator)
            let length = Int.random(in: 0...255, using: &generator)
            let name = String(decoding: generator.bytes(length).map { $0 % 95 + 32 }, as: UTF8.self)
            let blocks = (0..<Int.random(in: 0...31, using: &generator)).map { _ in randomBlock(&generator) }
            switch Int.random(in: 0..<3, using: &generator) {
            case 0:
                let report = RTCPReceiverReport(ssrc: ssrc, blocks: blocks)
                RTCPWriter.append(report, canonicalName: name, to: &bytes)
                packets += [.receiverReport(report), .canonicalName(ssrc: ssrc, name: name)]
            case 1:
                let report = RTCPSenderReport(
                    ssrc: ssrc,
                    time: CameraTime(ntp: generator.next()),
                    timestamp: UInt32.random(in: 0...UInt32.max, using: &generator),
                    packetCount: UInt32.random(in: 0...UInt32.max, using: &generator),
                    octetCount: UInt32.random(in: 0...UInt32.max, using: &generator),
                    blocks: blocks
                )
                RTCPWriter.append(report, canonicalName: name, to: &bytes)
                packets += [.senderReport(report), .canonicalName(ssrc: ssrc, name: name)]
            default:
                let sources = blocks.map(\.ssrc)
                RTCPWriter.appendGoodbye(sources: sources, to: &bytes)
                packets.append(.goodbye(sources: sources))
            }
        }
        return (packets, bytes)
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func whatIsWrittenIsRead(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let (packets, bytes) = randomCompound(&generator)
            #expect(try parse(bytes) == packets)
        }
    }

    /// Cut anywhere, everything before the cut is read; with any bits wrong, nothing bad happens.
    @Test(arguments: 0..<4 as Range<UInt64>)
    func compoundPacketsCutShortAndDamaged(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let (packets, bytes) = randomCompound(&generator)
        var counts: [Int] = []
        for length in 0..<bytes.count {
            let read = (try? parse(Array(bytes[..<length]))) ?? []
            #expect(read == Array(packets.prefix(read.count)))
            counts.append(read.count)
        }
        #expect(counts == counts.sorted())
        for _ in 0..<300 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...20, using: &generator) {
                damaged[Int.random(in: 0..<damaged.count, using: &generator)] = UInt8.random(
                    in: 0...255,
                    using: &generator
                )
            }
            let read = (try? parse(damaged)) ?? []
            #expect(read.count <= damaged.count / 4)
        }
    }
}
