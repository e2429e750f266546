import Media
import RTP
import TestKit
import Testing

/// What is sent arrives as it was, whatever its sizes; and what a loss touched is never given out.
struct NALRoundTripTests {
    private struct Picture {
        var payload: [UInt8]
        var isKey: Bool
        var timestamp: UInt32
    }

    private func pictures(_ kind: NALKind, _ count: Int, seed: UInt64) -> [Picture] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { index in
            let isKey = index % 7 == 0
            let largest = [1, 20, 600, 3000][Int.random(in: 0..<4, using: &generator)]
            let slices = kind.randomPicture(isKey: isKey, largest: largest, using: &generator)
            return Picture(
                payload: Sample.unit(slices),
                isKey: isKey,
                timestamp: UInt32(truncatingIfNeeded: 0xFFFF_0000 + index * 3600)
            )
        }
    }

    /// H.264 as it is, and H.265 without decoding order numbers and with them.
    @Test(arguments: [(NALKind.h264, 0), (.h265, 0), (.h265, 1), (.h265, 32_767)] as [(NALKind, UInt16)], 0..<6)
    func depacketizedIsWhatWasPacketized(wire: (kind: NALKind, orderDifference: UInt16), seed: UInt64) throws {
        let kind = wire.kind
        var generator = SeededGenerator(seed: seed + 1000)
        let format = try kind.format()
        let maximum = Int.random(in: 64...1400, using: &generator)
        var sender = Sender(
            packetizer: Packetizer(
                format: format,
                orderDifference: wire.orderDifference,
                maximumPayload: maximum
            )
        )
        // Only what the description says of the order of decoding; the sets come in the stream.
        let parameters = NALSample.parameters(format, orderDifference: wire.orderDifference)
            .filter { !["sprop-vps", "sprop-sps", "sprop-pps", "sprop-parameter-sets"].contains($0.key) }
        var receiver = Receiver(try kind.depacketizer(parameters: parameters))
        for picture in pictures(kind, 60, seed: seed) {
            let packets = sender.packets(picture.payload, timestamp: picture.timestamp, isKey: picture.isKey)
            #expect(packets.allSatisfy { $0.payload.count <= maximum })
            let units = try receiver.receive(packets)
            try #require(units.count == 1)
            #expect(units[0].payload.array == picture.payload)
            #expect(units[0].timestamp == picture.timestamp)
            #expect(units[0].flags == (picture.isKey ? .key : []))
            #expect(receiver.depacketizer.format == format)
        }
        #expect(receiver.depacketizer.formatVersion == 1)
        #expect(receiver.depacketizer.counts == DepacketizerCounts())
    }

    @Test(arguments: NALKind.allCases, 0..<16 as Range<UInt64>)
    func row95AfterLossesOnlyWholeUnitsComeOut(kind: NALKind, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed + 2000)
        var sender = Sender(packetizer: Packetizer(format: try kind.format(), maximumPayload: 500))
        var receiver = Receiver(try kind.depacketizer())
        let withoutMarkers = seed % 4 == 3
        let sent = pictures(kind, 80, seed: seed)
        var emitted: [DepacketizedUnit] = []
        var isFirst = true
        var lossCount = 0
        // Whether something was lost since the last unit that came out.
        var isMissing = false
        for picture in sent {
            for var packet in sender.packets(picture.payload, timestamp: picture.timestamp, isKey: picture.isKey) {
                if !isFirst, Int.random(in: 0..<20, using: &generator) == 0 {
                    isMissing = true
                    lossCount += 1
                    continue
                }
                isFirst = false
                if withoutMarkers { packet.marker = false }
                for unit in try receiver.receive(packet) {
                    if unit.flags.contains(.afterLoss) {
                        #expect(isMissing)
                        isMissing = false
                    }
                    emitted.append(unit)
                }
            }
        }
        #expect(lossCount > 0)
        var position = 0
        for unit in emitted {
            let index = try #require(sent[position...].firstIndex { $0.timestamp == unit.timestamp })
            #expect(unit.payload.array == sent[index].payload)
            #expect(unit.flags.contains(.key) == sent[index].isKey)
            // Every picture that is missing was announced.
            if index > position { #expect(unit.flags.contains(.afterLoss)) }
            position = index + 1
        }
        #expect(emitted.count > sent.count / 8)
    }

    @Test(arguments: NALKind.allCases)
    func aLossBetweenPicturesCostsNoOther(kind: NALKind) throws {
        var sender = Sender(packetizer: Packetizer(format: try kind.format()))
        var receiver = Receiver(try kind.depacketizer())
        let all = (0..<5).flatMap { index in
            sender.packets(Sample.unit(kind.inter), timestamp: UInt32(index) * 3000, isKey: false)
        }
        let units = try receiver.receive([all[0], all[1], all[3], all[4]])
        #expect(units.map(\.timestamp) == [0, 3000, 9000, 12_000])
        #expect(units.map { $0.flags.contains(.afterLoss) } == [false, false, true, false])
    }

    @Test(arguments: NALKind.allCases)
    func row87MissingMarkersDelayButLoseNothing(kind: NALKind) throws {
        var sender = Sender(packetizer: Packetizer(format: try kind.format(), maximumPayload: 300))
        var receiver = Receiver(try kind.depacketizer())
        let sent = pictures(kind, 30, seed: 77)
        var emitted: [DepacketizedUnit] = []
        for picture in sent {
            var packets = sender.packets(picture.payload, timestamp: picture.timestamp, isKey: picture.isKey)
            for index in packets.indices { packets[index].marker = false }
            emitted += try receiver.receive(packets)
        }
        #expect(emitted.map(\.payload.array) == sent.dropLast().map(\.payload))
        #expect(emitted.allSatisfy { !$0.flags.contains(.afterLoss) })
    }

    @Test(arguments: NALKind.allCases)
    func unitsOfSeveralTracksInArenasOfTheirOwnDoNotMix(kind: NALKind) throws {
        var sender = Sender(packetizer: Packetizer(format: try kind.format(), maximumPayload: 100))
        var audio = G711Depacketizer(format: G711Format(law: .mu))
        var audioArena = ByteArena(chunkCapacity: 1024)
        var receiver = Receiver(try kind.depacketizer())
        for picture in pictures(kind, 20, seed: 5) {
            var units: [DepacketizedUnit] = []
            for packet in sender.packets(picture.payload, timestamp: picture.timestamp, isKey: picture.isKey) {
                audio.push(packet.header, payload: [1, 2, 3].span, afterLoss: false, into: &audioArena)
                #expect(audio.next()?.payload.array == [1, 2, 3])
                units += try receiver.receive(packet)
            }
            #expect(units.map(\.payload.array) == [picture.payload])
        }
    }
}
