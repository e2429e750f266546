import Media
import RTP
import Testing

/// Where parameter sets come from, and what becomes of them. The numbers are those of the catalogue of camera quirks.
struct NALParameterSetTests {
    private func receive(
        _ items: [(timestamp: UInt32, marker: Bool, payload: [UInt8])],
        by depacketizer: Depacketizer
    ) throws -> Depacketizer {
        var receiver = Receiver(depacketizer)
        _ = try receiver.receive(packets(items))
        return receiver.depacketizer
    }

    @Test(arguments: ["sprop-vps", "sprop-sps", "sprop-pps"])
    func row64SomeOfTheSetsAreAsGoodAsNone(key: String) throws {
        let kind = NALKind.h265
        for broken in [nil, "", "Qg==", "not base64 at all"] {
            var parameters = NALSample.parameters(try kind.otherFormat())
            #expect(parameters.count == 3)
            parameters[key] = broken
            let depacketizer = try Depacketizer.make(
                encoding: "H265",
                clockRate: 90_000,
                channels: nil,
                parameters: parameters
            )
            #expect(depacketizer.format == nil && depacketizer.formatVersion == 0)
            // And they do not mix with those of the stream.
            let after = try receive([(0, false, kind.aggregate(kind.sets)), (0, true, kind.idr)], by: depacketizer)
            #expect(after.format == (try kind.format()) && after.formatVersion == 1)
        }
    }

    @Test func row65SetsOfH265OfManySpellings() throws {
        let plain = [
            "QAEMAf//AWAAAAMAkAAAAwAAAwA/lZgJ", "QgEBAWAAAAMAkAAAAwAAAwA/oAUCAWlllZpJMrwFoCAAAAMAIAAAAwMh",
            "RAHBcrRiQA==",
        ]
        let spellings: [[String]] = [
            plain, plain.map { "\"\($0)\"" },
            // With start codes in front, with zeros behind.
            [
                "AAAAAUABDAH//wFgAAADAJAAAAMAAAMAP5WYCQ==",
                "AAAAAUIBAQFgAAADAJAAAAMAAAMAP6AFAgFpZZWaSTK8BaAgAAADACAAAAMDIQ==", "RAHBcrRiQAAA",
            ],
            // All in one, and in the others nothing that means anything.
            [
                "AAABQAEMAf//AWAAAAMAkAAAAwAAAwA/lZgJAAAAAUIBAQFgAAADAJAAAAMAAAMAP6AF"
                    + "AgFpZZWaSTK8BaAgAAADACAAAAMDIQAAAUQBwXK0YkA=", "AAAA", "!!",
            ],
        ]
        for spelling in spellings {
            let parameters = ["sprop-vps": spelling[0], "sprop-sps": spelling[1], "sprop-pps": spelling[2]]
            for encoding in ["H265", "hevc"] {
                let depacketizer = try Depacketizer.make(
                    encoding: encoding,
                    clockRate: 90_000,
                    channels: nil,
                    parameters: parameters
                )
                #expect(depacketizer.format == (try NALKind.h265.format()))
            }
        }
    }

    @Test(arguments: NALKind.allCases)
    func row65BytesBehindASequenceSetDoNoHarm(kind: NALKind) throws {
        // Reolink.
        var sets = kind.sets
        sets[sets.count - 2] += [0x9D, 0x20, 0x11]
        let after = try receive([(0, false, kind.aggregate(sets)), (0, true, kind.idr)], by: kind.depacketizer())
        #expect(after.format?.pictureSize == PictureSize(width: 640, height: 360))
    }

    @Test func row67TheSequenceSetKnowsItsProfileBetter() throws {
        var parameters = NALSample.parameters(try NALKind.h264.format())
        parameters["profile-level-id"] = "42e01f"
        var depacketizer = try Depacketizer.make(
            encoding: "H264",
            clockRate: 90_000,
            channels: nil,
            parameters: parameters
        )
        #expect(depacketizer.format?.codec.codecString == "avc1.64001e")
        parameters = NALSample.parameters(try NALKind.h265.format())
        parameters.merge(["profile-id": "4", "level-id": "186", "tier-flag": "1"]) { $1 }
        depacketizer = try Depacketizer.make(
            encoding: "H265",
            clockRate: 90_000,
            channels: nil,
            parameters: parameters
        )
        #expect(depacketizer.format?.codec.codecString == "hvc1.1.6.L63.90")
    }

    @Test(arguments: NALKind.allCases)
    func row93SetsBeforeEachKeyPictureAreTakenOut(kind: NALKind) throws {
        var receiver = Receiver(try kind.depacketizer())
        for index in 0..<10 as Range<UInt32> {
            let items = kind.sets.map { ($0, false) } + [(kind.idr, true)]
            for (offset, item) in items.enumerated() {
                let sequence = UInt16(Int(index) * items.count + offset)
                let packet = Packet(sequence: sequence, timestamp: index, marker: item.1, payload: item.0)
                #expect(try receiver.receive(packet).map(\.payload.array) == (item.1 ? [Sample.unit(kind.idr)] : []))
            }
        }
        #expect(receiver.depacketizer.formatVersion == 1)
    }

    @Test(arguments: NALKind.allCases)
    func row94KeyPicturesWithoutSetsUseThoseOfTheDescription(kind: NALKind) throws {
        let format = try kind.format()
        let before = try kind.depacketizer(announced: format)
        #expect(before.format == format && before.formatVersion == 1)
        let after = try receive([(0, true, kind.idr), (3000, true, kind.idr)], by: before)
        #expect(after.format == format && after.formatVersion == 1)
        // What we send has them before each key picture.
        var sender = Sender(packetizer: Packetizer(format: format))
        let sent = sender.packets(Sample.unit(kind.idr), timestamp: 0, isKey: true)
        #expect(sent.map(\.payload).last == kind.idr)
        #expect(sent.map(\.payload.count) == [kind.aggregate(kind.sets).count, kind.idr.count])
    }

    @Test(arguments: NALKind.allCases)
    func row94NoFormatIsMadeUp(kind: NALKind) throws {
        // A set of each kind is missing once.
        for missing in kind.sets.indices {
            var sets = kind.sets
            let last = sets.remove(at: missing)
            var receiver = Receiver(try kind.depacketizer())
            let items: [(timestamp: UInt32, marker: Bool, payload: [UInt8])] =
                sets.map { (0, false, $0) } + [(0, true, kind.idr)]
            #expect(try receiver.receive(packets(items)).count == 1)
            #expect(receiver.depacketizer.format == nil && receiver.depacketizer.formatVersion == 0)
            var later = packets([(3000, false, last), (3000, true, kind.idr)])
            for index in later.indices { later[index].sequence += UInt16(items.count) }
            #expect(try receiver.receive(later).map(\.flags) == [.key])
            #expect(receiver.depacketizer.format == (try kind.format()))
        }
    }

    @Test(arguments: NALKind.allCases)
    func row94FormatChangesWithTheUnitThatBringsIt(kind: NALKind) throws {
        var depacketizer = try kind.depacketizer(announced: try kind.format())
        var arena = ByteArena(chunkCapacity: 4096)
        // No markers: the packet with the new sets completes the picture before them.
        let sent = packets([
            (0, false, kind.inter), (3000, false, kind.aggregate(kind.otherSets)), (3000, true, kind.idr),
        ])
        for packet in sent {
            depacketizer.push(packet.header, payload: packet.payload.span, afterLoss: false, into: &arena)
        }
        #expect(depacketizer.next()?.timestamp == 0)
        #expect(depacketizer.formatVersion == 1)
        #expect(depacketizer.format == (try kind.format()))
        #expect(depacketizer.next()?.timestamp == 3000)
        #expect(depacketizer.formatVersion == 2)
        #expect(depacketizer.format == (try kind.otherFormat()))
        #expect(depacketizer.next() == nil)
    }

    @Test(arguments: NALKind.allCases)
    func setsBehindAPictureBelongToTheNext(kind: NALKind) throws {
        var receiver = Receiver(try kind.depacketizer(announced: try kind.format()))
        var sizes: [Int?] = []
        let items = packets([
            (0, false, kind.idr), (0, false, kind.aggregate(kind.otherSets)), (3000, false, kind.idr),
            (6000, false, kind.inter),
        ])
        for packet in items {
            for _ in try receiver.receive(packet) { sizes.append(receiver.depacketizer.format?.pictureSize?.width) }
        }
        #expect(sizes == [640, 1920])
    }

    @Test(arguments: NALKind.allCases)
    func theSequenceSetInUseComesFirst(kind: NALKind) throws {
        // The same as the other sets, but with id 1; and a key picture that uses them.
        let second = Sample.hex(
            kind == .h264
                ? "6742c0284d900780227e5c044000003000400000300f03c60c92"
                : "4201010160000003009000000300000300784800f0200441f2e5ba4a4c2f016808000003000800000300f040"
        )
        let picture = Sample.hex(kind == .h264 ? "684883cb20" : "440148073c1890")
        let idr: [UInt8] = kind == .h264 ? [0x65, 0b1000_1000, 0b0100_0000, 0xAA] : [0x26, 1, 0b1001_0000, 0xAA]
        var receiver = Receiver(try kind.depacketizer())
        let units = try receiver.receive(
            packets([
                (0, false, kind.aggregate(kind.sets + [second, picture])), (0, true, kind.idr), (3000, true, idr),
                (6000, true, idr),
            ])
        )
        #expect(units.count == 3)
        #expect(receiver.depacketizer.formatVersion == 2)
        #expect(receiver.depacketizer.format?.pictureSize == PictureSize(width: 1920, height: 1080))
        switch receiver.depacketizer.format {
        case .h264(let format):
            #expect(format.sequenceParameterSets == [second, kind.sequenceSet])
            #expect(format.pictureParameterSets.last == picture && format.pictureParameterSets.count == 2)
        case .h265(let format):
            #expect(format.sequenceParameterSets == [second, kind.sequenceSet])
            #expect(format.pictureParameterSets.last == picture && format.pictureParameterSets.count == 2)
        default: Issue.record("no format")
        }
    }

    @Test(arguments: NALKind.allCases)
    func aCutSequenceSetDoesNotReplaceAGoodOne(kind: NALKind) throws {
        let cut = Array(kind.sequenceSet.prefix(6))
        let items = kind.sets.map { (UInt32(0), false, $0) }
        let after = try receive(
            items + [(0, true, kind.idr), (1, false, cut), (1, true, kind.idr)],
            by: kind.depacketizer()
        )
        #expect(after.format == (try kind.format()))
        #expect(after.formatVersion == 1)
        #expect(after.counts.oddities == 1)
    }

    @Test func row98ASetThatIsReadOnlyInPartPassesAsItIs() throws {
        // Tenda CP3PRO, Xiaomi: 0xFF in the place of block sizes, scaling lists and reference picture sets.
        let kind = NALKind.h265
        var sets = kind.sets
        sets[1].replaceSubrange(27..., with: [UInt8](repeating: 0xFF, count: 9) + [0x80])
        let after = try receive([(0, false, kind.aggregate(sets)), (0, true, kind.idr)], by: kind.depacketizer())
        guard case .h265(let format) = after.format else {
            Issue.record("no format")
            return
        }
        #expect(format.pictureSize == PictureSize(width: 640, height: 360))
        #expect(format.sequenceParameterSets == [sets[1]])
        #expect(after.counts == DepacketizerCounts())
    }

    @Test(arguments: NALKind.allCases)
    func row116WithoutAnySetsInTheDescriptionTheStreamHasThem(kind: NALKind) throws {
        var receiver = Receiver(try kind.depacketizer())
        #expect(receiver.depacketizer.format == nil)
        #expect(receiver.depacketizer.formatVersion == 0)
        let units = try receiver.receive(packets([(0, false, kind.aggregate(kind.sets)), (0, true, kind.idr)]))
        #expect(units.map(\.payload.array) == [Sample.unit(kind.idr)])
        #expect(receiver.depacketizer.format == (try kind.format()))
        #expect(receiver.depacketizer.formatVersion == 1)
    }
}
