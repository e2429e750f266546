import Media
import Testing

@testable import Multipart

/// Parts in, pictures out, however the stream is cut and whatever the camera counts.
struct MultipartParserTests {
    private func feed(_ parser: inout MultipartParser, _ pieces: [[UInt8]]) -> [MultipartParser.Part] {
        var arena = ByteArena()
        var parts: [MultipartParser.Part] = []
        for piece in pieces {
            while let part = parser.next(in: piece.span, into: &arena) { parts.append(part) }
        }
        return parts
    }

    private func parse(_ pieces: [[UInt8]], boundary: String = "frame") -> [[UInt8]] {
        var parser = MultipartParser(boundary: boundary)
        return feed(&parser, pieces).map(\.body.array)
    }

    private func part(_ body: [UInt8], counted: Bool, boundary: String = "--frame", lineBreak: String = "\r\n")
        -> [UInt8]
    {
        var text = "\(boundary)\(lineBreak)Content-Type: image/jpeg\(lineBreak)"
        if counted { text += "Content-Length: \(body.count)\(lineBreak)" }
        return Array((text + lineBreak).utf8) + body + Array(lineBreak.utf8)
    }

    private let pictures: [[UInt8]] = [[0xFF, 0xD8, 1, 2, 3, 0xFF, 0xD9], [0xFF, 0xD8, 0x2D, 0x2D, 0x66, 0xFF, 0xD9]]

    @Test(arguments: [true, false]) func partsAreFoundAtEverySplit(counted: Bool) {
        let stream = pictures.flatMap { part($0, counted: counted) } + Array("--frame\r\n".utf8)
        for split in 0...stream.count {
            #expect(parse([Array(stream[..<split]), Array(stream[split...])]) == pictures, "split at \(split)")
        }
        #expect(parse(stream.map { [$0] }) == pictures)
    }

    @Test func aBodyThatLooksLikeTheBoundaryIsKeptWhole() {
        let body = Array("---frame".utf8.dropLast()) + Array("--fram--fra".utf8)
        let stream = part(body, counted: false) + Array("--frame\r\n".utf8)
        for split in 0...stream.count {
            #expect(parse([Array(stream[..<split]), Array(stream[split...])]) == [body], "split at \(split)")
        }
    }

    @Test func hyphensInTheContentTypeAreNotCountedTwice() {
        let stream = part(pictures[0], counted: true, boundary: "--myboundary")
        #expect(parse([stream], boundary: "--myboundary") == [pictures[0]])
        #expect(parse([stream], boundary: "myboundary") == [pictures[0]])
    }

    @Test func linesMayEndWithLineFeedsAlone() {
        let stream = pictures.flatMap { part($0, counted: true, lineBreak: "\n") }
        #expect(parse([stream]) == pictures)
    }

    @Test func aWrongLengthCostsItsPartAlone() {
        var short = Array("--frame\r\nContent-Length: 3\r\n\r\n".utf8) + pictures[0] + Array("\r\n".utf8)
        short += part(pictures[1], counted: true)
        #expect(parse([short]).last == pictures[1])
        let odd = Array("--frame\r\nContent-Length: many\r\n\r\n".utf8) + pictures[0] + Array("\r\n".utf8)
        #expect(parse([odd + part(pictures[1], counted: true)]) == pictures)
    }

    @Test func aPartThatIsTooLargeIsDroppedAndTheNextTaken() {
        var parser = MultipartParser(boundary: "frame", largestBody: 100)
        let large = [UInt8](repeating: 7, count: 5000)
        let stream = part(large, counted: true) + part(large, counted: false) + part(pictures[0], counted: true)
        let bodies = feed(&parser, [stream]).map(\.body)
        #expect(bodies.count == 1)
        #expect(bodies.last?.array == pictures[0])
        #expect(parser.droppedParts == 2)
    }

    @Test func aHeadWithoutEndIsDropped() {
        var parser = MultipartParser(boundary: "frame")
        let endless = Array("--frame\r\nX: ".utf8) + [UInt8](repeating: 0x41, count: 20_000)
        let parts = feed(&parser, [endless + part(pictures[0], counted: true)])
        #expect(parts.map(\.body.array) == [pictures[0]])
        #expect(parser.droppedParts == 1)
    }

    @Test func randomBytesNeverCrash() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var stream = pictures.flatMap { part($0, counted: Bool.random(using: &generator)) }
            for _ in 0..<5 {
                stream[Int.random(in: stream.indices, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            var parser = MultipartParser(boundary: "frame", largestBody: 1000)
            #expect(feed(&parser, [stream, stream]).count <= 8)
        }
    }

    @Test(arguments: [
        ("multipart/x-mixed-replace;boundary=frame", "frame"),
        ("Multipart/X-Mixed-Replace; charset=x; Boundary=\"a b\"", "ab"),
        ("multipart/x-mixed-replace; boundary=--myboundary", "--myboundary"),
    ]) func theBoundaryIsReadFromTheContentType(text: String, boundary: String) {
        #expect(multipartBoundary(inContentType: text) == boundary)
    }

    @Test func otherContentTypesHaveNoBoundary() {
        #expect(multipartBoundary(inContentType: "image/jpeg; boundary=x") == nil)
        #expect(multipartBoundary(inContentType: "multipart/x-mixed-replace") == nil)
    }
}
