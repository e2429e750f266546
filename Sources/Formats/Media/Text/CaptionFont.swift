/// The figures that stand in pictures: of a date, a time and a time zone, seven rows of five pixels each.
enum CaptionFont {
    static let width = 5
    static let height = 7

    /// The rows of a character from the top, of each of which the five lowest bits count, the highest on the left; an empty
    /// field for a character that there is none of.
    static func rows(of character: UInt8) -> [UInt8] { glyphs[character] ?? [0, 0, 0, 0, 0, 0, 0] }

    private static let glyphs: [UInt8: [UInt8]] = [
        UInt8(ascii: "0"): [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
        UInt8(ascii: "1"): [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
        UInt8(ascii: "2"): [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111],
        UInt8(ascii: "3"): [0b11110, 0b00001, 0b00001, 0b01110, 0b00001, 0b00001, 0b11110],
        UInt8(ascii: "4"): [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
        UInt8(ascii: "5"): [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
        UInt8(ascii: "6"): [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
        UInt8(ascii: "7"): [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
        UInt8(ascii: "8"): [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
        UInt8(ascii: "9"): [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
        UInt8(ascii: ":"): [0b00000, 0b00100, 0b00100, 0b00000, 0b00100, 0b00100, 0b00000],
        UInt8(ascii: "-"): [0b00000, 0b00000, 0b00000, 0b11111, 0b00000, 0b00000, 0b00000],
        UInt8(ascii: "+"): [0b00000, 0b00100, 0b00100, 0b11111, 0b00100, 0b00100, 0b00000],
        UInt8(ascii: "."): [0b00000, 0b00000, 0b00000, 0b00000, 0b00000, 0b00110, 0b00110],
        UInt8(ascii: "/"): [0b00001, 0b00001, 0b00010, 0b00100, 0b01000, 0b10000, 0b10000],
        UInt8(ascii: "A"): [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
        UInt8(ascii: "M"): [0b10001, 0b11011, 0b10101, 0b10101, 0b10001, 0b10001, 0b10001],
        UInt8(ascii: "P"): [0b11110, 0b10001, 0b10001, 0b11110, 0b10000, 0b10000, 0b10000],
        UInt8(ascii: "T"): [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100],
        UInt8(ascii: "Z"): [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b10000, 0b11111],
    ]
}
