/// A line of text as pixels, to be laid over a picture: figures in a band. Of digits, `: - + . /`, space and A, M, P, T, Z; another
/// character is an empty field.
package struct CaptionBitmap: Hashable, Sendable {
    /// In pixels, both even, as halved colours want.
    package let width: Int
    package let height: Int
    /// Row by row, a byte for each pixel: 1 of a figure, 0 of the band.
    package let pixels: [UInt8]

    /// Around the figures, and between two of them, in pixels of the font.
    private static let margin = 2
    private static let space = 1
    /// A figure is a fortieth of the picture's height at least, as the captions of films are.
    private static let share = 40
    private static let largestScale = 32

    /// - Parameter scale: pixels for one of the font's, 1 to 32.
    package init(_ text: String, scale: Int) {
        let scale = min(max(scale, 1), Self.largestScale)
        let characters = Array(text.utf8)
        let step = CaptionFont.width + Self.space
        let columns = characters.count * step - (characters.isEmpty ? 0 : Self.space) + 2 * Self.margin
        let lines = CaptionFont.height + 2 * Self.margin
        // Rounded up: the band grows, the figures do not.
        let (width, height) = ((columns * scale + 1) & ~1, (lines * scale + 1) & ~1)
        var pixels = [UInt8](repeating: 0, count: width * height)
        for (place, character) in characters.enumerated() {
            for (line, row) in CaptionFont.rows(of: character).enumerated() {
                for column in 0..<CaptionFont.width where row >> UInt8(CaptionFont.width - 1 - column) & 1 == 1 {
                    let x = (Self.margin + place * step + column) * scale
                    let y = (Self.margin + line) * scale
                    for pixel in y..<y + scale {
                        let start = pixel * width + x
                        for index in start..<start + scale { pixels[index] = 1 }
                    }
                }
            }
        }
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// As large as it can be read well in a picture of this size, and small enough to be in it whole, if that can be.
    package init(_ text: String, in picture: PictureSize) {
        let columns = text.utf8.count * (CaptionFont.width + Self.space) + 2 * Self.margin
        let readable = (picture.height + Self.share * CaptionFont.height - 1) / (Self.share * CaptionFont.height)
        self.init(text, scale: min(readable, picture.width / columns))
    }
}
