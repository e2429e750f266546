import Media
import RTP
import TestKit
import Testing

struct G711DepacketizerTests {
    @Test(arguments: [1, 2], [G711Format.Law.a, .mu])
    func longAudioIsCutAndStaysWhole(channels: Int, law: G711Format.Law) throws {
        let format = G711Format(law: law, channels: channels)
        var generator = SeededGenerator(seed: 3)
        var sender = Sender(packetizer: Packetizer(format: .g711(format), maximumPayload: 161))
        var receiver = Receiver(Depacketizer(G711Depacketizer(format: format)))
        let sent = generator.bytes(1000)
        let packets = sender.packets(sent, timestamp: 400, isKey: true)
        #expect(packets.allSatisfy { $0.payload.count <= 161 && $0.payload.count % channels == 0 })
        let units = try receiver.receive(packets)
        #expect(units.flatMap(\.payload.array) == sent)
        var timestamp: UInt32 = 400
        for unit in units {
            #expect(unit.timestamp == timestamp)
            timestamp += unit.samples
        }
        #expect(timestamp == 400 + 1000 / UInt32(channels))
    }

    @Test func aLossIsFlaggedAndAnEmptyPacketIsNot() throws {
        var receiver = Receiver(Depacketizer(G711Depacketizer(format: G711Format(law: .a))))
        var sent = packets([(0, true, [1]), (1, false, [2]), (2, false, []), (2, false, [3])])
        sent.remove(at: 1)
        let units = try receiver.receive(sent)
        #expect(units.map(\.flags) == [.key, [.key, .afterLoss]])
        #expect(receiver.depacketizer.counts.oddities == 1)
    }

    @Test func row103PacketsOfAnyLength() throws {
        var generator = SeededGenerator(seed: 103)
        var receiver = Receiver(Depacketizer(G711Depacketizer(format: G711Format(law: .a))))
        var timestamp: UInt32 = 0xFFFF_F000
        var sent: [UInt8] = []
        var units: [DepacketizedUnit] = []
        for sequence in 0..<200 as Range<UInt16> {
            let count = [1, 40, 160, 161, 320, 1024, 8000][Int.random(in: 0..<7, using: &generator)]
            let samples = generator.bytes(count)
            sent += samples
            let packet = Packet(sequence: sequence, timestamp: timestamp, marker: sequence % 3 == 0, payload: samples)
            let received = try receiver.receive(packet)
            #expect(received.map(\.timestamp) == [timestamp] && received.map(\.samples) == [UInt32(count)])
            units += received
            timestamp &+= UInt32(count)
        }
        #expect(units.flatMap(\.payload.array) == sent)
        #expect(units.allSatisfy { $0.flags == .key })
    }

    /// The payload type does not matter, only what the description calls it.
    @Test func row103AnyPayloadTypeThatTheDescriptionMaps() throws {
        let made = try Depacketizer.make(encoding: "pcma", clockRate: 8000, channels: 1, parameters: [:])
        #expect(made.format == .g711(G711Format(law: .a)))
        let short = try Depacketizer.make(encoding: "PCMU", clockRate: 8000, channels: nil, parameters: ["ptime": "20"])
        #expect(short.format == .g711(G711Format(law: .mu)))
    }

    /// Some cameras take 16,000 samples a second, under a type of their own.
    @Test(arguments: [16_000, 32_000, 48_000] as [UInt32])
    func row103HigherRates(clockRate: UInt32) throws {
        let made = try Depacketizer.make(encoding: "PCMA", clockRate: clockRate, channels: 1, parameters: [:])
        #expect(made.format == .g711(G711Format(law: .a, sampleRate: clockRate)))
        #expect(made.clockRate == clockRate && made.format?.timescale == clockRate)
    }

    @Test(
        arguments: [
            ("PCMU", 7999, "G.711 at 7999 Hz"), ("PCMA", 90_000, "G.711 at 90000 Hz"),
            ("G726-32", 8000, "the codec G726-32"), ("AAL2-G726-16", 8000, "the codec AAL2-G726-16"),
        ] as [(String, UInt32, String)]
    )
    func row103WhatIsNotTakenIsRefusedInPlainWords(encoding: String, clockRate: UInt32, name: String) throws {
        let error = try #require(throws: RTPError.self) {
            try Depacketizer.make(encoding: encoding, clockRate: clockRate, channels: 1, parameters: [:])
        }
        #expect(error == .unsupported(name))
        #expect(
            error.description
                == "the camera offers \(name), which is not supported; choose another codec in its settings"
        )
    }
}
