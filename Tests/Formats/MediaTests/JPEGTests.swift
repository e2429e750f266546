import TestKit
import Testing

@testable import Media

struct JPEGTests {
    private static func segment(_ marker: UInt8, _ parameters: [UInt8]) -> [UInt8] {
        let length = parameters.count + 2
        return [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + parameters
    }

    private static func frameHeader(_ marker: UInt8, width: UInt16 = 1920, height: UInt16 = 1080) -> [UInt8] {
        let sides = [UInt8(height >> 8), UInt8(height & 0xFF), UInt8(width >> 8), UInt8(width & 0xFF)]
        return segment(marker, [8] + sides + [1, 1, 0x11, 0])
    }

    private static let scan = segment(0xDA, [1, 1, 0, 0, 63, 0])
    private static let data: [UInt8] = [0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56, 0xFF, 0xFF, 0x00, 0x78]

    /// A file whose parts lie as they do in those of cameras: with a thumbnail, a comment and fill bytes.
    private static let file: [UInt8] =
        [0xFF, 0xD8]
        + segment(0xE1, [0xFF, 0xD8] + frameHeader(0xC0, width: 160, height: 120) + scan + [1, 2, 0xFF, 0xD9])
        + segment(0xFE, [0xFF, 0xD9]) + [0xFF, 0xFF, 0xFF] + segment(0xDB, [UInt8](repeating: 1, count: 65)).dropFirst()
        + frameHeader(0xC0) + segment(0xC4, [0] + [UInt8](repeating: 0, count: 16)) + segment(0xDD, [0, 4])
        + scan + data + [0xFF, 0xD9]

    private static let progressive: [UInt8] =
        [0xFF, 0xD8] + frameHeader(0xC2, width: 65_535, height: 1) + scan + data
        + segment(0xC4, [0] + [UInt8](repeating: 0, count: 16)) + scan + data + [0xFF, 0xD9]

    @Test func segmentsOneAfterAnother() throws {
        var markers = JPEGMarkers(Self.file.span)
        var found: [UInt8] = []
        var end = 0
        while let segment = try markers.next() {
            found.append(segment.marker)
            if segment.marker == JPEGMarker.startOfScan { #expect(Array(Self.file[segment.data]) == Self.data) }
            end = segment.end
        }
        #expect(found == [0xD8, 0xE1, 0xFE, 0xDB, 0xC0, 0xC4, 0xDD, 0xDA, 0xD9])
        #expect(end == Self.file.count)
        #expect(try markers.next() == nil)
    }

    @Test(
        arguments: [
            (0xC0, 640, 480), (0xC1, 1, 1), (0xC2, 4096, 2160), (0xC2, 65_535, 65_535),
        ] as [(UInt8, UInt16, UInt16)]
    )
    func theSizeIsInTheFrameHeader(marker: UInt8, width: UInt16, height: UInt16) throws {
        let file = [0xFF, 0xD8] + Self.frameHeader(marker, width: width, height: height)
        let format = try JPEGFormat(parsing: file.span)
        #expect(format.size == PictureSize(width: Int(width), height: Int(height)))
        #expect(format.codecString == "mp4v.6C" && TrackFormat.jpeg(format).isAlwaysKey)
        for count in 0..<file.count {
            #expect(throws: ParameterSetError.self) { try JPEGFormat(parsing: file.span.extracting(0..<count)) }
        }
    }

    @Test(
        arguments: [
            ([], .truncated), ([0xFF], .truncated), ([0xFF, 0xD8], .truncated),
            ([0xFF, 0xD9, 0xFF, 0xD8], .malformed("no JPEG file")),
            ([0xFF, 0xD8, 0xFF, 0xD9], .malformed("a JPEG file without a frame header")),
            ([0xFF, 0xD8, 0x00, 0xD9], .malformed("0 where a JPEG marker should be")),
            ([0xFF, 0xD8, 0xFF, 0xD0, 0, 2], .malformed("the JPEG marker 208 out of place")),
            ([0xFF, 0xD8, 0xFF, 0xE0, 0, 1], .malformed("a JPEG segment of 1 bytes")),
            (
                [0xFF, 0xD8] + JPEGTests.frameHeader(0xC3),
                .unsupported("JPEG that is lossless, hierarchical or arithmetic (marker 195)")
            ),
            ([0xFF, 0xD8] + JPEGTests.frameHeader(0xC0, height: 0), .malformed("a picture of 1920×0")),
        ] as [([UInt8], ParameterSetError)]
    )
    func whatIsNoneIsSaid(file: [UInt8], error: ParameterSetError) {
        #expect(throws: error) { try JPEGFormat(parsing: file.span) }
    }

    @Test func aWholeFileEndsWithItsEnd() throws {
        let size = PictureSize(width: 1920, height: 1080)
        for junk in [[], [0], [0xFF, 0xD8, 0xFF], [0x0D, 0x0A, 0x2D, 0x2D], [0xFF, 0xD9]] as [[UInt8]] {
            let file = Self.file + junk
            let outline = try JPEGOutline(parsing: file.span)
            #expect(outline.size == size && outline.isEnded && outline.length == Self.file.count)
            var arena = ByteArena()
            outline.append(file.span, to: &arena)
            #expect(arena.finish().array == Self.file)
        }
        let outline = try JPEGOutline(parsing: Self.progressive.span)
        #expect(outline.isEnded && outline.length == Self.progressive.count)
        #expect(outline.size == PictureSize(width: 65_535, height: 1))
    }

    /// Cut anywhere, it is either no picture, or one that is given an end and then is whole.
    @Test(arguments: [JPEGTests.file, JPEGTests.progressive])
    func aFileThatIsCutOffGetsAnEnd(file: [UInt8]) throws {
        let scan = try #require((0..<file.count).last { Array(file[$0...].prefix(Self.scan.count)) == Self.scan })
        for count in 0..<file.count {
            let part = file.span.extracting(0..<count)
            guard let outline = try? JPEGOutline(parsing: part) else {
                #expect(count < scan + Self.scan.count)
                continue
            }
            #expect(!outline.isEnded && outline.length <= count)
            var arena = ByteArena()
            outline.append(part, to: &arena)
            let mended = arena.finish()
            let again = try JPEGOutline(parsing: mended.span)
            #expect(again.isEnded && again.size == outline.size)
            #expect(again.length == mended.count && mended.count == outline.length + 2)
        }
    }

    @Test func anythingAtAll() {
        var generator = SeededGenerator(seed: 105)
        for _ in 0..<3000 {
            var bytes = Bool.random(using: &generator) ? Self.file : Self.progressive
            for _ in 0..<Int.random(in: 1...5, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[index] =
                    [0, 0xFF, UInt8.random(in: 0...255, using: &generator)][Int.random(in: 0...2, using: &generator)]
            }
            bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator))
            if let outline = try? JPEGOutline(parsing: bytes.span), outline.length > bytes.count {
                Issue.record("\(bytes)")
            }
        }
    }
}
