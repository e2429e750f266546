import Media
import TestKit
import Testing

@testable import SDP

struct SessionDescriptionPropertyTests {
    @Test(arguments: UInt64(0)..<300)
    func whatIsWrittenIsRead(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let description = Self.description(using: &generator)
        let text = description.serialized(identifier: generator.next(), address: "2001:db8::1")
        #expect(try SessionDescription(parsing: text) == description)
    }

    @Test func aLineEndInAValueMakesNoLine() throws {
        var description = SessionDescription(name: "a\r\nm=video 1 RTP/AVP 1", media: [])
        description.tool = "x\ny"
        let read = try SessionDescription(parsing: description.serialized())
        #expect(read.media.isEmpty)
        #expect(read.tool == "x y")
    }

    @Test(arguments: UInt64(0)..<400)
    func flippedBitsAreNoDanger(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bytes = Array(SessionDescriptionParsingTests.camera.utf8)
        for _ in 0..<Int.random(in: 1...60, using: &generator) {
            let index = bytes.indices.randomElement(using: &generator) ?? 0
            bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &generator)
        }
        let description = try? SessionDescription(parsing: bytes.span)
        for media in description?.media ?? [] {
            #expect(media.payloadTypes.allSatisfy { $0 < 128 })
            #expect((media.frameRate ?? 1) > 0)
        }
    }

    /// Lines in any order, twice, cut short or joined: read without harm, and never more than a bounded answer.
    @Test(arguments: UInt64(0)..<300)
    func shuffledLinesAreNoDanger(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var lines = SessionDescriptionParsingTests.camera.split(separator: "\r\n").map(String.init)
        for _ in 0..<Int.random(in: 1...30, using: &generator) {
            let index = Int.random(in: lines.indices, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: lines.swapAt(index, Int.random(in: lines.indices, using: &generator))
            case 1: lines.append(lines[index])
            case 2: lines[index] = String(lines[index].prefix(Int.random(in: 0...12, using: &generator)))
            case 3: lines[index] += lines.randomElement(using: &generator) ?? ""
            default:
                lines[index] = lines[index].replacing("96", with: String(UInt16(truncatingIfNeeded: generator.next())))
            }
        }
        guard let description = try? SessionDescription(parsing: lines.joined(separator: "\n")) else { return }
        #expect(description.media.count <= SessionDescription.maximumMedia)
        #expect(Set(description.receivableMedia).isSubset(of: description.media.indices))
        for media in description.media {
            #expect(Set(media.payloadTypes).count == media.payloadTypes.count)
            #expect(media.payloadTypes.allSatisfy { $0 < 128 })
        }
    }

    /// Strays that every section could use, in as many sections as there may be.
    @Test func theLargestDescriptionIsBounded() throws {
        let types = (0..<128).map { " \($0)" }.joined()
        var text = "v=0\n" + (0..<128).map { "a=rtpmap:\($0) H264/90000\na=fmtp:\($0) a=b\n" }.joined()
        while text.utf8.count + types.utf8.count + 20 < SessionDescription.maximumSize {
            text += "m=video 0 RTP/AVP\(types)\n"
        }
        let description = try SessionDescription(parsing: text)
        #expect(description.media.count == SessionDescription.maximumMedia)
        #expect(description.media.allSatisfy { $0.rtpMaps.count == 128 && $0.parameters.count == 128 })
    }

    private static func description(using generator: inout SeededGenerator) -> SessionDescription {
        var description = SessionDescription(name: word(using: &generator), media: [])
        if Bool.random(using: &generator) { description.tool = word(using: &generator) + " " + word(using: &generator) }
        if Bool.random(using: &generator) { description.control = "*" }
        if Bool.random(using: &generator) { description.connectionAddress = "192.0.2.7" }
        description.direction = MediaDescription.Direction.allCases.randomElement(using: &generator)
        for _ in 0..<Int.random(in: 0...5, using: &generator) { description.media.append(media(using: &generator)) }
        return description
    }

    private static func media(using generator: inout SeededGenerator) -> MediaDescription {
        let types = (UInt8(0)...127).shuffled(using: &generator).prefix(Int.random(in: 0...4, using: &generator))
        var media = MediaDescription(
            kind: ["video", "audio", "application"].randomElement(using: &generator) ?? "video",
            port: Int.random(in: 0...65535, using: &generator),
            payloadTypes: Array(types)
        )
        for type in types where Bool.random(using: &generator) {
            media.rtpMaps[type] = RTPMap(
                encoding: word(using: &generator),
                clockRate: UInt32.random(in: 1...UInt32.max, using: &generator),
                channels: Int.random(in: 1...255, using: &generator)
            )
            var parameters = [word(using: &generator).lowercased(): "Zg==,aO4="]
            parameters[word(using: &generator).lowercased()] = Bool.random(using: &generator) ? "" : "a b=c"
            media.parameters[type] = parameters
        }
        if Bool.random(using: &generator) { media.control = "rtsp://192.0.2.1/x?y=\(word(using: &generator))" }
        if Bool.random(using: &generator) { media.pictureSize = PictureSize(width: 640, height: 480) }
        if Bool.random(using: &generator) { media.frameRate = Double.random(in: 0.01...240, using: &generator) }
        if Bool.random(using: &generator) { media.bandwidth = Int.random(in: 0...100_000, using: &generator) }
        if Bool.random(using: &generator) { media.connectionAddress = "ff02::1" }
        media.direction = MediaDescription.Direction.allCases.randomElement(using: &generator)
        return media
    }

    private static func word(using generator: inout SeededGenerator) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._")
        return String(
            (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                letters[Int.random(in: 0..<letters.count, using: &generator)]
            }
        )
    }
}
