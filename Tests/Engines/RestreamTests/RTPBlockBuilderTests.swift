import Media
import NIOCore
import RTP
import RTSP
import SDP
import Stream
import Testing

@testable import Restream

struct RTPBlockBuilderTests {
    private let stream = TestStream()

    private func builder() throws -> RTPBlockBuilder {
        var builder = RTPBlockBuilder()
        let isFirst = builder.begin(try TestStream.format())
        #expect(isFirst)
        return builder
    }

    private func make(_ builder: inout RTPBlockBuilder, _ unit: AccessUnit) throws -> RTPBlock {
        let block = builder.add(unit)
        return try #require(block)
    }

    private func headers(_ block: RTPBlock) throws -> [RTPHeader] {
        try block.packets.filter { $0.channel % 2 == 0 }.map { try RTPHeader($0.packet.readableBytesUInt8Span) }
    }

    private func reports(_ block: RTPBlock) throws -> [UInt8: RTCPSenderReport] {
        var reports: [UInt8: RTCPSenderReport] = [:]
        for (channel, packet) in block.packets where channel % 2 == 1 {
            guard case .senderReport(let report)? = try RTCPPacket.parse(packet.readableBytesUInt8Span).first else {
                continue
            }
            reports[channel] = report
        }
        return reports
    }

    @Test func aUnitIsOneBlockWithAllItsPackets() throws {
        var builder = try builder()
        let block = try make(&builder, stream.picture(0, isKey: true, bytes: 5000))
        let headers = try self.headers(block)
        // The parameter sets, and the picture in four fragments.
        #expect(headers.count == 5 && block.packetCount == 5)
        #expect(headers.map(\.marker) == [false, false, false, false, true])
        #expect(Set(headers.map(\.timestamp)).count == 1 && Set(headers.map(\.ssrc)).count == 1)
        #expect(headers.map(\.sequence) == (0..<5).map { block.firstSequence &+ $0 })
        #expect(headers.allSatisfy { $0.payloadType == 96 })
        #expect(block.isStart && !block.isDisposable)
        let next = try make(&builder, stream.picture(1, isDisposable: true))
        #expect(next.firstSequence == block.firstSequence &+ 5)
        #expect(!next.isStart && next.isDisposable && next.packetCount == 1)
        #expect(try self.headers(next)[0].timestamp == headers[0].timestamp &+ 3600)
        #expect(builder.units == 2)
    }

    @Test func theReportsOfAllTracksTellOneInstant() throws {
        var builder = try builder()
        let first = try make(&builder, stream.picture(0, isKey: true))
        let reports = try self.reports(first)
        #expect(reports.keys.sorted() == [1, 3])
        let video = try #require(reports[1])
        let audio = try #require(reports[3])
        #expect(video.time == CameraTime(of: stream.wall) && audio.time == video.time)
        let timestamp = try headers(first)[0].timestamp
        #expect(video.timestamp == timestamp)
        let sound = try make(&builder, stream.sound(0))
        #expect(try headers(sound)[0].timestamp == audio.timestamp)
        #expect(try headers(sound)[0].payloadType == 8)
        // Ten minutes later, a picture and the sound of the same moment are still of one instant.
        let late = try make(&builder, stream.picture(15_000, isKey: true))
        let later = try self.reports(late)
        #expect(later[1]?.time == CameraTime(of: stream.wall + .seconds(600)))
        #expect(later[1]?.timestamp == video.timestamp &+ 600 * 90_000)
        #expect(later[3]?.timestamp == audio.timestamp &+ 600 * 8000)
        #expect(later[1]?.packetCount == 2 && later[3]?.packetCount == 1)
    }

    @Test func reportsComeEveryFiveSecondsBetweenKeyFrames() throws {
        var builder = try builder()
        _ = builder.add(stream.picture(0, isKey: true))
        var numbers: [Int64] = []
        for number in Int64(1)..<260 where try !reports(make(&builder, stream.picture(number))).isEmpty {
            numbers.append(number)
        }
        #expect(numbers == [125, 250])
    }

    @Test func timestampsGoOnOverANewTimeLine() throws {
        var builder = try builder()
        let before = try make(&builder, stream.picture(0, isKey: true))
        // The camera was away for 90 s, and counts from elsewhere.
        var again = stream
        again.zero = stream.zero + .seconds(90)
        again.offset = 100_000
        let goesOn = builder.begin(
            StreamFormat(tracks: [try TestStream.video(variant: 0xC1), .g711(G711Format(law: .a))])
        )
        #expect(goesOn)
        let after = try make(&builder, again.picture(0, isKey: true))
        #expect(try headers(after)[0].timestamp == headers(before)[0].timestamp &+ 90 * 90_000)
        #expect(after.firstSequence == before.firstSequence &+ UInt16(before.packetCount))
        #expect(try headers(after)[0].ssrc == headers(before)[0].ssrc)
        // The new parameter sets go before the picture.
        let packet = try #require(after.packets.first { $0.channel == 0 }?.packet)
        #expect(Array(packet.readableBytesView).contains(0xC1))
        // Sound of the same moment keeps with the picture.
        let sound = try make(&builder, again.sound(0))
        #expect(try headers(sound)[0].timestamp == reports(after)[3]?.timestamp)
    }

    @Test func whatAViewerCannotFollowIsAnotherStream() throws {
        var builder = try builder()
        let first = try make(&builder, stream.picture(0, isKey: true))
        let withoutSound = builder.begin(StreamFormat(tracks: [try TestStream.video()]))
        #expect(!withoutSound)
        #expect(builder.mediaCount == 1)
        let second = try make(&builder, stream.picture(1, isKey: true))
        let sources = (try headers(first)[0].ssrc, try headers(second)[0].ssrc)
        #expect(sources.0 != sources.1)
        for law in [G711Format.Law.mu, .a] {
            let goesOn = builder.begin(StreamFormat(tracks: [try TestStream.video(), .g711(G711Format(law: law))]))
            #expect(!goesOn)
        }
    }

    @Test func whatRTPHasNoWordsForIsLeftOut() throws {
        var builder = RTPBlockBuilder()
        let large = TrackFormat.jpeg(JPEGFormat(size: PictureSize(width: 2592, height: 1944)))
        _ = builder.begin(StreamFormat(tracks: [large]))
        #expect(builder.description == nil)
        // The sound can be sent all the same.
        _ = builder.begin(StreamFormat(tracks: [large, .g711(G711Format(law: .a))]))
        #expect(builder.description?.media.map(\.kind) == ["audio"])
        let sound = builder.add(stream.sound(0))
        #expect(sound?.isStart == true)
        // A picture that is no JPEG that RFC 2435 knows.
        _ = builder.begin(StreamFormat(tracks: [.jpeg(JPEGFormat(size: PictureSize(width: 640, height: 360)))]))
        #expect(builder.description?.media.map(\.payloadTypes) == [[26]])
        let none = builder.add(stream.picture(0, isKey: true))
        #expect(none == nil)
        #expect(builder.leftOut == 1)
    }

    @Test func theDescriptionIsWhatOurOwnClientReads() throws {
        let builder = try builder()
        let description = try #require(builder.description)
        let video = description.media[0]
        #expect(video.kind == "video" && video.rtpMap(for: 96)?.encoding == "H264")
        #expect(video.formatParameters(for: 96)["sprop-parameter-sets"]?.isEmpty == false)
        #expect(description.media[1].payloadTypes == [8])
    }

    @Test func aViewerWithOtherChannelsOrNumbersGetsACopy() throws {
        var builder = try builder()
        let block = try make(&builder, stream.picture(0, isKey: true, bytes: 3000))
        let usual = [RTPBlock.Adaptation(channels: .init(rtp: 0, rtcp: 1)), .init(channels: .init(rtp: 2, rtcp: 3))]
        #expect(block.adapted(to: usual) == block.frames)
        // Only the picture, on other channels, and seven packets were left out before.
        var copy = block.adapted(to: [.init(channels: .init(rtp: 6, rtcp: 7), shift: 7), nil])
        var found: [UInt8] = []
        var sequences: [UInt16] = []
        while let (mark, channel, length) = copy.readMultipleIntegers(as: (UInt8, UInt8, UInt16).self) {
            let slice = copy.readSlice(length: Int(length))
            let packet = try #require(slice)
            #expect(mark == UInt8(ascii: "$"))
            found.append(channel)
            if channel == 6 { sequences.append(try RTPHeader(packet.readableBytesUInt8Span).sequence) }
        }
        #expect(found == [7] + [UInt8](repeating: 6, count: block.packetCount))
        #expect(sequences == (0..<block.packetCount).map { block.firstSequence &- 7 &+ UInt16($0) })
    }

    @Test func theGoodbyeNamesAllSources() throws {
        var builder = try builder()
        let block = try make(&builder, stream.picture(0, isKey: true))
        let leaving = try builder.goodbye.packets.flatMap { try RTCPPacket.parse($0.packet.readableBytesUInt8Span) }
            .flatMap { packet in if case .goodbye(let sources) = packet { sources } else { [UInt32]() } }
        let source = try headers(block)[0].ssrc
        #expect(leaving.count == 2 && leaving[0] == source)
    }
}
