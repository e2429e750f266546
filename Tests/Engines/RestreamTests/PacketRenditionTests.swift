import Media
import NIOCore
import RTP
import RTSP
import SDP
import Stream
import Testing

@testable import Live
@testable import Restream

/// Viewers of packets, in the hub's log, and a clock that is turned by hand: pictures come every 40 ms.
struct PacketRenditionTests {
    private let stream = TestStream()
    private var rendition: PacketRendition
    private let tally = PacketTally()
    private var log = RenditionLog()
    private var now: MonotonicTime

    private struct Viewer {
        var cursor = ViewerCursor()
        var numbering = PacketNumbering(media: 2)
        /// Of the video, as this viewer has them.
        var sequences: [UInt16] = []

        var holes: Int { zip(sequences, sequences.dropFirst()).count { $1 != $0 &+ 1 } }

        /// The numbers of the pictures that it is given.
        mutating func read(_ log: RenditionLog, at now: MonotonicTime) throws -> [Int64] {
            var items: [ViewerItem] = []
            while cursor.read(log, at: now, into: &items) {}
            var pictures: [Int64] = []
            for item in items {
                switch item {
                case .dropped: numbering.jump()
                case .unit(let unit):
                    let block = try #require(unit.detail as? RTPBlock)
                    numbering.take(block)
                    pictures.append(block.time / 40_000_000)
                    for (channel, packet) in block.packets where channel == 0 {
                        let shifted = RTPBlock.shifted(packet, by: numbering.shifts[0])
                        sequences.append(try RTPHeader(shifted.readableBytesUInt8Span).sequence)
                    }
                default: break
                }
            }
            return pictures
        }
    }

    init() throws {
        rendition = PacketRendition(counting: tally)
        now = stream.zero
        build([.format(try TestStream.format())])
    }

    private mutating func build(_ items: [StreamItem]) {
        var built: [RenditionItem] = []
        rendition.build(items, into: &built)
        for item in built { log.append(item, at: now) }
    }

    private mutating func add(_ numbers: ClosedRange<Int64>, group: Int64 = 25, disposable: Bool = false) {
        for number in numbers {
            now = stream.zero + .milliseconds(number * 40)
            let isDisposable = disposable && number % 2 == 1
            build([.unit(stream.picture(number, isKey: number % group == 0, isDisposable: isDisposable))])
        }
    }

    @Test mutating func aViewerBeginsWithTheCurrentGroup() throws {
        add(0...60)
        var viewer = Viewer()
        #expect(try viewer.read(log, at: now) == Array(50...60))
        add(61...62)
        #expect(try viewer.read(log, at: now) == [61, 62])
        #expect(viewer.cursor.missedUnits == 0 && viewer.holes == 0)
        #expect(tally.counts.units == 63 && tally.counts.leftOut == 0)
    }

    @Test mutating func withoutAGroupItWaitsForOne() throws {
        var viewer = Viewer()
        #expect(try viewer.read(log, at: now).isEmpty)
        add(0...2)
        #expect(try viewer.read(log, at: now) == [0, 1, 2])
    }

    @Test mutating func aSlowOneLosesDisposablePicturesAndMissesNoNumbers() throws {
        add(0...0, group: 1000)
        var viewer = Viewer()
        #expect(try viewer.read(log, at: now) == [0])
        viewer.cursor.setWritable(false, at: now)
        add(1...40, group: 1000, disposable: true)
        viewer.cursor.setWritable(true, at: now)
        // Behind by more than a second: those before the fifteenth.
        #expect(try viewer.read(log, at: now) == Array(1...40).filter { $0 % 2 == 0 || $0 >= 15 })
        #expect(viewer.cursor.missedUnits == 7 && viewer.numbering.shifts == [7, 0] && viewer.holes == 0)
    }

    @Test mutating func aSlowerOneJumpsToTheNewestKeyFrameAndSeesWhatItMissed() throws {
        add(0...10)
        var viewer = Viewer()
        #expect(try viewer.read(log, at: now) == Array(0...10))
        viewer.cursor.setWritable(false, at: now)
        add(11...90)
        viewer.cursor.setWritable(true, at: now)
        #expect(try viewer.read(log, at: now) == Array(75...90))
        #expect(viewer.cursor.missedUnits == 64 && viewer.numbering.shifts == [0, 0] && viewer.holes == 1)
    }

    @Test mutating func whatWasLeftOutStaysSoAfterAJump() throws {
        add(0...0, group: 1000)
        var viewer = Viewer()
        _ = try viewer.read(log, at: now)
        add(1...40, group: 1000, disposable: true)
        #expect(try viewer.read(log, at: now).count == 33)
        viewer.cursor.setWritable(false, at: now)
        add(41...120, group: 25)
        viewer.cursor.setWritable(true, at: now)
        #expect(try viewer.read(log, at: now).first == 100)
        // Two holes would tell of more than was missed.
        #expect(viewer.numbering.shifts == [7, 0] && viewer.holes == 1)
    }

    @Test mutating func eachPlaceToBeginKnowsWhereTheMediaBegin() throws {
        add(0...3)
        build([.unit(stream.sound(0)), .unit(stream.picture(4, isKey: true)), .unit(stream.sound(1))])
        var viewer = Viewer()
        var items: [ViewerItem] = []
        while viewer.cursor.read(log, at: now, into: &items) {}
        let blocks = items.compactMap { if case .unit(let unit) = $0 { unit.detail as? RTPBlock } else { nil } }
        #expect(blocks.map(\.medium) == [0, 1] && blocks[1].beginnings.isEmpty)
        #expect(blocks[0].beginnings.map(\.media) == [0, 1])
        #expect(blocks[0].beginnings.map(\.sequence) == blocks.map(\.firstSequence))
        let headers = try blocks.map { block in
            let packet = try #require(block.packets.first { $0.channel % 2 == 0 }?.packet)
            return try RTPHeader(packet.readableBytesUInt8Span)
        }
        #expect(blocks[0].beginnings[0].timestamp == headers[0].timestamp)
        // The picture is 120 ms later than the sound.
        #expect(headers[1].timestamp == blocks[0].beginnings[1].timestamp &- 960)
    }

    @Test mutating func whoCannotGoOnLearnsIt() throws {
        add(0...1)
        // The same tracks again: a new time line that nobody need notice.
        build([.format(try TestStream.format())])
        add(2...2, group: 2)
        build([.format(StreamFormat(tracks: [try TestStream.video()]))])
        var starts: [PacketStart] = []
        for sequence in log.firstSequence..<log.endSequence {
            guard case .start(let start) = log[sequence].item else { continue }
            starts.append(try #require(start.detail as? PacketStart))
        }
        #expect(starts.count == 3)
        #expect(starts[0].goesOn(as: starts[1]) && !starts[2].goesOn(as: starts[1]))
        #expect(starts.map(\.description.media.count) == [2, 2, 1])
    }

    @Test mutating func whatRTPCannotCarryIsSaid() {
        build([.format(StreamFormat(tracks: [.jpeg(JPEGFormat(size: PictureSize(width: 2592, height: 1944)))]))])
        guard case .unsuitable? = log.newestEntry.map({ log[$0.sequence].item }) else {
            Issue.record("it is not said")
            return
        }
    }
}
