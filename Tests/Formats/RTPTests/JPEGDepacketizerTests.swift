import Media
import TestKit
import Testing

@testable import RTP

struct JPEGDepacketizerTests {
    private var generator = SeededGenerator(seed: 105)

    private mutating func picture(width: Int = 64, height: Int = 48, restartInterval: UInt16 = 0) -> TestJPEG {
        var jpeg = TestJPEG(width: width, height: height)
        jpeg.restartInterval = restartInterval
        jpeg.fill(using: &generator)
        return jpeg
    }

    private func receiver(size: PictureSize? = nil) throws -> Receiver {
        Receiver(Depacketizer(try JPEGDepacketizer(clockRate: 90_000, size: size)))
    }

    /// The packets of pictures one after another, the last of each with a marker.
    private func sent(_ pictures: [[[UInt8]]]) -> [Packet] {
        packets(
            pictures.enumerated().flatMap { number, payloads in
                payloads.enumerated().map { index, payload in
                    (UInt32(number) * 3000, index == payloads.count - 1, payload)
                }
            }
        )
    }

    @Test mutating func row105RestartMarkerHeaders() throws {
        for interval in [1, 4, 300] as [UInt16] {
            var jpeg = picture(restartInterval: interval)
            jpeg.hasHalfChromaLines = interval != 4
            jpeg.fill(using: &generator)
            var receiver = try receiver()
            let units = try receiver.receive(sent([jpeg.payloads()]))
            #expect(units.map(\.payload.array) == [jpeg.file])
            #expect(units.first?.flags == .key)
        }
        // Of the type, but without an interval after all: no DRI segment.
        let plain = picture()
        var receiver = try receiver()
        let units = try receiver.receive(sent([plain.payloads(type: 65)]))
        #expect(units.map(\.payload.array) == [plain.file])
    }

    @Test mutating func row105TablesThatComeInTheFirstPictureOnly() throws {
        let jpeg = picture()
        var receiver = try receiver()
        let units = try receiver.receive(
            sent([
                jpeg.payloads(quality: 200, tables: []),  // not known yet
                jpeg.payloads(quality: 200),
                jpeg.payloads(quality: 200, tables: []),
                jpeg.payloads(quality: 201, tables: []),  // not these
                jpeg.payloads(quality: 200, tables: []),
            ])
        )
        #expect(units.map(\.timestamp) == [3000, 6000, 12_000])
        #expect(units.map(\.flags) == [.key, .key, [.key, .afterLoss]])
        #expect(units.allSatisfy { $0.payload.array == jpeg.file })
        #expect(receiver.depacketizer.counts == DepacketizerCounts(droppedUnits: 2, oddities: 2))
    }

    @Test mutating func row105TablesOf255AreForOnePicture() throws {
        var first = picture()
        var second = picture()
        second.luma = [UInt8](repeating: 3, count: 64)
        first.chroma = second.luma
        var receiver = try receiver()
        let units = try receiver.receive(
            sent([first.payloads(), second.payloads(), second.payloads(tables: []), first.payloads()])
        )
        #expect(units.map(\.payload.array) == [first.file, second.file, first.file])
        #expect(units.map(\.flags.rawValue) == [1, 1, 3])
    }

    @Test mutating func tablesOfTwoBytesAndOneForAll() throws {
        var wide = picture()
        wide.luma = (0..<64).flatMap { [UInt8($0 % 3), UInt8($0 + 1)] }
        var single = picture()
        single.chroma = single.luma
        var receiver = try receiver()
        let units = try receiver.receive(sent([wide.payloads(), single.payloads(tables: single.luma)]))
        #expect(units.map(\.payload.array) == [wide.file, single.file])
        // Tables that are cut short, or longer than their packet.
        let broken = try receiver.receive(sent([single.payloads(tables: [1, 2, 3])]).map(later))
        #expect(broken.isEmpty)
        var header = single.payloads()[0]
        header[10] = 0x7F
        #expect(try receiver.receive(later(Packet(sequence: 9, timestamp: 1, marker: true, payload: header))).isEmpty)
    }

    private func later(_ packet: Packet) -> Packet {
        var packet = packet
        packet.sequence += 100
        return packet
    }

    /// RFC 2435 §4.2: at 50 the tables are those of the standard.
    @Test mutating func qualitiesGiveTables() throws {
        func corner(_ quality: UInt8) -> [UInt8] {
            let tables = JPEGQuantization(quality: quality)
            return [tables.luma[0], tables.luma[1], tables.luma[63], tables.chroma[0], tables.chroma[63]]
        }
        #expect(corner(50) == [16, 11, 99, 17, 99])
        #expect(corner(25) == [32, 22, 198, 34, 198])
        #expect(corner(75) == [8, 6, 50, 9, 50])
        #expect(corner(99) == [1, 1, 2, 1, 2])
        #expect(corner(1) == [255, 255, 255, 255, 255])
        #expect(corner(0) == corner(1) && corner(120) == corner(99))

        var jpeg = picture()
        jpeg.luma = JPEGQuantization(quality: 60).luma
        jpeg.chroma = JPEGQuantization(quality: 60).chroma
        var receiver = try receiver()
        #expect(try receiver.receive(sent([jpeg.payloads(quality: 60)])).map(\.payload.array) == [jpeg.file])
    }

    /// A byte for each side, in units of 8 pixels, holds up to 2040: what cameras with larger pictures put there.
    @Test(
        arguments: [
            // Cut off.
            (64, 240, nil, 2560, 1920), (224, 14, nil, 3840, 2160), (32, 162, nil, 2304, 1296),
            (64, 180, nil, 2560, 1440),
            // 2048 × 1536, whose width is cut to nothing.
            (0, 192, nil, 2048, 1536),
            // What the session description says counts where it fits, or where the header has nothing.
            (64, 240, PictureSize(width: 2560, height: 1920), 2560, 1920),
            (116, 50, PictureSize(width: 5024, height: 2448), 5024, 2448),
            (0, 0, PictureSize(width: 3000, height: 2000), 3000, 2000),
            (171, 96, PictureSize(width: 1366, height: 768), 1366, 768),
            // And not where it is about another stream.
            (80, 60, PictureSize(width: 1920, height: 1080), 640, 480),
            (255, 255, nil, 2040, 2040),
        ] as [(UInt8, UInt8, PictureSize?, Int, Int)]
    )
    func row105SizesBeyondTheHeader(
        across: UInt8,
        down: UInt8,
        announced: PictureSize?,
        width: Int,
        height: Int
    ) throws {
        let jpeg = TestJPEG()
        var receiver = try receiver(size: announced)
        let payloads = jpeg.payloads(sides: (across, down), data: [1, 2, 3])
        let units = try receiver.receive(sent([payloads]))
        let unit = try #require(units.first)
        let size = PictureSize(width: width, height: height)
        #expect(receiver.depacketizer.format == .jpeg(JPEGFormat(size: size)))
        #expect(try JPEGFormat(parsing: unit.payload.span).size == size)
    }

    @Test mutating func row105AnUnknownSizeIsNotGuessed() throws {
        let jpeg = picture()
        for absurd in [nil, PictureSize(width: 0, height: -1), PictureSize(width: 1 << 40, height: 9)] {
            var receiver = try receiver(size: absurd)
            let units = try receiver.receive(sent([jpeg.payloads(sides: (0, 0)), jpeg.payloads(sides: (0, 135))]))
            #expect(units.isEmpty && receiver.depacketizer.format == nil)
            #expect(receiver.depacketizer.counts.droppedUnits == 2)
        }
    }

    @Test mutating func row105AMissingEndIsAppended() throws {
        let jpeg = picture()
        for tail in [[], [0xFF, 0xD9]] as [[UInt8]] {
            for piece in [jpeg.data.count + tail.count, jpeg.data.count + tail.count - 1, 1] where piece > 0 {
                var receiver = try receiver()
                let units = try receiver.receive(sent([jpeg.payloads(data: jpeg.data + tail, piece: piece)]))
                #expect(units.map(\.payload.array) == [jpeg.file], "\(tail) in pieces of \(piece)")
            }
        }
    }

    @Test mutating func row105JoinedInTheMiddleOfAPicture() throws {
        let jpeg = picture(width: 160, height: 120)
        let all = sent([jpeg.payloads(piece: 100), jpeg.payloads(piece: 100)])
        let count = all.count / 2
        try #require(count > 4)
        for skipped in 1..<count {
            var receiver = try receiver()
            let units = try receiver.receive(Array(all[skipped...]))
            #expect(units.map(\.payload.array) == [jpeg.file])
            #expect(units.first?.flags == .key, "what was before we came is no loss")
            #expect(receiver.depacketizer.counts == DepacketizerCounts(droppedUnits: 1))
        }
    }

    @Test mutating func everyLossCostsItsPicturesOnly() throws {
        let jpeg = picture(width: 160, height: 120)
        let all = sent(Array(repeating: jpeg.payloads(piece: 100), count: 4))
        let count = all.count / 4
        for lost in 1..<all.count - count {
            var receiver = try receiver()
            var packets = all
            packets.remove(at: lost)
            let units = try receiver.receive(packets)
            let expected = (0..<4 as Range<UInt32>).filter { $0 != lost / count }.map { $0 * 3000 }
            #expect(units.map(\.timestamp) == expected)
            let flagged = units.filter { $0.flags.contains(.afterLoss) }.map(\.timestamp)
            #expect(flagged == [UInt32(lost / count + 1) * 3000])
            #expect(receiver.arena.pendingCount == 0)
        }
    }

    @Test mutating func aMissingMarkerDelaysButLosesNothing() throws {
        let jpeg = picture()
        var all = sent(Array(repeating: jpeg.payloads(), count: 3))
        for index in all.indices { all[index].marker = false }
        var receiver = try receiver()
        let units = try receiver.receive(all)
        #expect(units.map(\.timestamp) == [0, 3000] && units.map(\.flags) == [.key, .key])
        #expect(units.allSatisfy { $0.payload.array == jpeg.file })
    }

    @Test mutating func theFormatIsThatOfTheUnit() throws {
        let small = picture()
        let large = picture(width: 320, height: 240)
        var receiver = try receiver()
        #expect(receiver.depacketizer.formatVersion == 0 && receiver.depacketizer.format == nil)
        for (index, jpeg) in [small, small, large, small].enumerated() {
            var packets = sent([jpeg.payloads()])
            for position in packets.indices {
                packets[position].timestamp = UInt32(index)
                packets[position].sequence += UInt16(index * 1000)
            }
            #expect(try receiver.receive(packets).count == 1)
            let size = PictureSize(width: jpeg.width, height: jpeg.height)
            #expect(receiver.depacketizer.format == .jpeg(JPEGFormat(size: size)))
            #expect(receiver.depacketizer.formatVersion == [1, 1, 2, 3][index])
        }
        // One packet may complete two pictures, of two sizes.
        var depacketizer = try JPEGDepacketizer(clockRate: 90_000)
        var arena = ByteArena()
        for (number, jpeg) in [small, large].enumerated() {
            let payload = jpeg.payloads(piece: 100_000)[0]
            let header = Packet(sequence: 0, timestamp: UInt32(number), marker: number == 1, payload: []).header
            depacketizer.push(header, payload: payload.span, afterLoss: false, into: &arena)
        }
        _ = depacketizer.next()
        #expect(depacketizer.format?.pictureSize?.width == small.width && depacketizer.formatVersion == 1)
        _ = depacketizer.next()
        #expect(depacketizer.format?.pictureSize?.width == large.width && depacketizer.formatVersion == 2)
    }

    @Test mutating func whatIsNotJPEGCostsItsPicture() throws {
        let jpeg = picture()
        var receiver = try receiver()
        let units = try receiver.receive(
            sent([
                jpeg.payloads(), jpeg.payloads(type: 2), jpeg.payloads(type: 200), [[]], [[0, 0, 0]],
                [[0, 0, 0, 0, 65, 50, 8, 8, 0]],  // a restart header cut short
                jpeg.payloads(data: []),  // no data at all
                jpeg.payloads(),
            ])
        )
        #expect(units.map(\.timestamp) == [0, 21_000])
        #expect(units.map(\.flags.rawValue) == [1, 3])
        #expect(throws: RTPError.self) { try JPEGDepacketizer(clockRate: 0) }
    }

    @Test mutating func aPicturesSizeIsBounded() throws {
        let jpeg = picture()
        var receiver = try receiver()
        let data = [UInt8](repeating: 7, count: (8 << 20) + 1)
        let all = sent([jpeg.payloads(data: data, piece: 60_000), jpeg.payloads()])
        var largest = 0
        var units: [DepacketizedUnit] = []
        for packet in all {
            units += try receiver.receive(packet)
            largest = max(largest, receiver.arena.pendingCount)
        }
        #expect(units.map(\.payload.array) == [jpeg.file])
        #expect(largest > 8_000_000 && largest < 9 << 20)
        let fits = sent([jpeg.payloads(data: Array(data.dropLast()), piece: 60_000)])
        var other = try self.receiver()
        #expect(try other.receive(fits).count == 1)
    }
}
