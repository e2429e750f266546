import Media
import RTP
import TestKit
import Testing

struct OpusTests {
    private func make(
        _ clockRate: UInt32 = 48_000,
        channels: Int? = 2,
        _ parameters: [String: String] = [:]
    ) throws -> Depacketizer {
        try Depacketizer.make(encoding: "opus", clockRate: clockRate, channels: channels, parameters: parameters)
    }

    /// A packet of one frame of 20 ms.
    private func packet(_ body: [UInt8]) -> [UInt8] { [0x78] + body }

    @Test(
        arguments: [(16_000, 1), (8000, nil), (48_000, 1), (44_100, 2), (90_000, 6), (48_000, 2)] as [(UInt32, Int?)]
    )
    func row68WhateverIsAnnouncedItIs48kHzAndTwoChannels(clockRate: UInt32, channels: Int?) throws {
        let depacketizer = try make(clockRate, channels: channels)
        #expect(depacketizer.clockRate == 48_000)
        #expect(depacketizer.format == .opus(OpusFormat(channels: 2)))
        #expect(depacketizer.formatVersion == 1)
        var receiver = Receiver(depacketizer)
        let units = try receiver.receive(packets([(960, true, packet([1, 2, 3]))]))
        #expect(units.map(\.samples) == [960])
    }

    @Test func row68TheFormatParameterSaysWhetherItIsStereo() throws {
        #expect(try make(channels: 2, ["sprop-stereo": "0"]).format == .opus(OpusFormat(channels: 1)))
        #expect(try make(channels: 1, ["sprop-stereo": "1"]).format == .opus(OpusFormat(channels: 2)))
        #expect(try make(channels: 1, ["sprop-stereo": "yes"]).format == .opus(OpusFormat(channels: 2)))
        for channels in 1...2 {
            let description = RTPPayloadDescription(.opus(OpusFormat(channels: channels)))
            #expect(description.encodingName == "opus" && description.clockRate == 48_000)
            #expect(description.channels == 2, "RFC 7587 §7")
            #expect(description.formatParameters == "sprop-stereo=\(channels - 1)")
        }
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func depacketizedIsWhatWasPacketized(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var sender = Sender(packetizer: Packetizer(format: .opus(OpusFormat(channels: 2))))
        var receiver = Receiver(try make())
        var timestamp: UInt32 = .max - 5000
        var isMissing = false
        for number in 0..<200 {
            var unit = generator.bytes(Int.random(in: 1...1275, using: &generator))
            unit[0] &= 0xFC
            let sent = sender.packets(unit, timestamp: timestamp, isKey: true)
            #expect(sent.count == 1 && sent[0].payload == unit && !sent[0].marker)
            if number > 0, Int.random(in: 0..<10, using: &generator) == 0 {
                isMissing = true
            } else {
                let units = try receiver.receive(sent)
                try #require(units.count == 1)
                #expect(units[0].payload.array == unit && units[0].timestamp == timestamp)
                #expect(units[0].flags == (isMissing ? [.key, .afterLoss] : .key))
                #expect(units[0].samples == OpusFormat.duration(ofPacket: unit.span))
                isMissing = false
            }
            timestamp &+= 960
        }
    }

    @Test func whatIsNoPacketIsPassedOver() throws {
        var receiver = Receiver(try make())
        let units = try receiver.receive(
            packets([
                (0, false, []), (0, false, [0x03]), (0, false, [0x7B, 0]), (0, false, [0x7B, 49]),
                (0, true, [0x78]),  // nothing but its first byte: silence
            ])
        )
        #expect(units.map(\.payload.array) == [[0x78]])
        #expect(receiver.depacketizer.counts == DepacketizerCounts(oddities: 4))
    }

    @Test func largePacketsAreLeftOut() {
        var sender = Sender(packetizer: Packetizer(format: .opus(OpusFormat(channels: 1)), maximumPayload: 100))
        #expect(sender.packets(packet([UInt8](repeating: 1, count: 99)), timestamp: 0, isKey: true).count == 1)
        #expect(sender.packetizer.leftOut == 0)
        #expect(sender.packets(packet([UInt8](repeating: 1, count: 100)), timestamp: 0, isKey: true).isEmpty)
        #expect(sender.packets([], timestamp: 0, isKey: true).isEmpty)
        #expect(sender.packetizer.leftOut == 2)
    }
}
