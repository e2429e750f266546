import Testing

@testable import Media

/// Figures that are laid over pictures.
struct CaptionBitmapTests {
    /// Every character that has a figure.
    private static let known = "0123456789:-+./AMPTZ"

    private func lines(_ bitmap: CaptionBitmap) -> [String] {
        stride(from: 0, to: bitmap.pixels.count, by: bitmap.width).map { start in
            bitmap.pixels[start..<start + bitmap.width].map { $0 == 1 ? "#" : "." }.joined()
        }
    }

    @Test func figuresStandInABand() {
        let drawn = lines(CaptionBitmap("1:7", scale: 1))
        #expect(
            drawn == [
                "......................",
                "......................",
                "....#.........#####...",
                "...##.....#.......#...",
                "....#.....#......#....",
                "....#...........#.....",
                "....#.....#....#......",
                "....#.....#....#......",
                "...###.........#......",
                "......................",
                "......................",
                "......................",
            ]
        )
    }

    @Test func aLargerOneIsTheSameInLargerPixels() {
        let text = "2026-11-21 05:00:00 +01:00"
        let small = CaptionBitmap(text, scale: 1)
        for scale in 2...5 {
            let large = CaptionBitmap(text, scale: scale)
            #expect(large.width % 2 == 0 && large.height % 2 == 0)
            let own = (26 * 6 - 1 + 4, 11)
            for y in 0..<own.1 * scale {
                for x in 0..<own.0 * scale {
                    let (pixel, meant) = (
                        large.pixels[y * large.width + x], small.pixels[y / scale * small.width + x / scale]
                    )
                    if pixel != meant {
                        Issue.record("\(x), \(y) of scale \(scale)")
                        return
                    }
                }
            }
        }
    }

    @Test func everyFigureIsAnother() {
        let figures = Self.known.map { CaptionBitmap(String($0), scale: 1).pixels }
        #expect(Set(figures).count == Self.known.count)
        #expect(figures.allSatisfy { $0.contains(1) })
        for unknown in [" ", "?", "é"] {
            #expect(!CaptionBitmap(unknown, scale: 1).pixels.contains(1))
        }
    }

    /// Figures that are a fortieth of the picture's height, or as large as there is room for.
    @Test(arguments: [
        (3840, 2160, 8), (1920, 1080, 4), (1280, 720, 3), (640, 360, 2), (352, 288, 2), (176, 144, 1), (16, 16, 1),
    ])
    func itFitsIntoThePicture(width: Int, height: Int, scale: Int) {
        let text = "2026-11-21 05:00:00 +01:00"
        let bitmap = CaptionBitmap(text, in: PictureSize(width: width, height: height))
        #expect(bitmap == CaptionBitmap(text, scale: scale))
        if width >= 176 { #expect(bitmap.width <= width) }
    }

    @Test func nothingIsABandToo() {
        let empty = CaptionBitmap("", scale: 1)
        #expect(empty.width == 4 && empty.height == 12 && !empty.pixels.contains(1))
        #expect(CaptionBitmap("0", scale: -3) == CaptionBitmap("0", scale: 1))
    }
}
