import Media
import Multipart

extension FuzzEntry {
    /// A stream of parts, whole and in pieces: the same parts come out. The input is a seed for the pieces, and the stream.
    static let multipart = FuzzEntry(
        "multipart",
        words: ["--frame\r\n", "Content-Type: image/jpeg\r\n", "Content-Length: ", "\r\n\r\n", "--frame--\r\n"],
        seeds: { multipartSeeds }
    ) { bytes throws(BrokenPromise) in
        var input = FuzzInput(bytes)
        let seed = input.byte()
        let stream = input.takeRest()
        let text = String(decoding: stream.prefix(100), as: UTF8.self)
        _ = multipartBoundary(inContentType: text)
        _ = multipartBoundary(inContentType: "multipart/x-mixed-replace;" + text)
        let boundary = seed < 200 ? "frame" : "-\(seed)"
        let whole = try parts(of: [stream], boundary: boundary)
        let split = try parts(of: pieces(of: stream, seed: seed), boundary: boundary)
        try expect(whole.bodies == split.bodies, "other parts out of pieces")
        try expect(whole.dropped == split.dropped, "\(split.dropped) parts dropped out of pieces, not \(whole.dropped)")
    }

    private static let largestBody = 300

    private static func parts(
        of pieces: [[UInt8]],
        boundary: String
    ) throws(BrokenPromise) -> (bodies: [[UInt8]], dropped: Int) {
        var parser = MultipartParser(boundary: boundary, largestBody: largestBody)
        var arena = ByteArena(chunkCapacity: 1024)
        var bodies: [[UInt8]] = []
        for piece in pieces {
            while let part = parser.next(in: piece.span, into: &arena) {
                try expect((1...largestBody).contains(part.body.count), "a body of \(part.body.count) bytes")
                let length = part.head.contentLength ?? part.body.count
                try expect(part.body.count == length, "\(part.body.count) bytes of \(length)")
                bodies.append(part.body.array)
            }
            try expect(arena.pendingCount <= largestBody + 300 + piece.count, "\(arena.pendingCount) bytes wait")
        }
        return (bodies, parser.droppedParts)
    }

    private static var multipartSeeds: [[UInt8]] {
        let picture: [UInt8] = [0xFF, 0xD8, 1, 2, 0x2D, 0x2D, 0x66, 0xFF, 0xD9]
        let line = Array("\r\n".utf8)
        let counted = Array("--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 9\r\n\r\n".utf8) + picture + line
        let open = Array("--frame\r\nContent-Type: image/jpeg; x=y\r\n\r\n".utf8) + picture + line
        let large = Array("--frame\nContent-Length: 400\n\n".utf8) + [UInt8](repeating: 7, count: 400) + line
        let end = Array("--frame--\r\n".utf8)
        return [
            [1] + counted + open + end, [2] + open + large + counted, [3] + large + open + open, [0] + end + counted,
        ]
    }
}
