/// Takes an input apart. Behind its end there are zeros.
struct FuzzInput {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isEmpty: Bool { rest.isEmpty }

    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    mutating func number() -> UInt32 { (0..<4).reduce(0) { number, _ in number << 8 | UInt32(byte()) } }

    mutating func number(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(number()) % (range.upperBound - range.lowerBound + 1)
    }

    mutating func choice<Element>(of elements: [Element]) -> Element { elements[Int(byte()) % elements.count] }

    /// Bytes behind their number: one byte, or after 255 two more. Fewer where the input ends.
    mutating func chunk() -> [UInt8] {
        let short = Int(byte())
        let count = short < 255 ? short : Int(byte()) << 8 | Int(byte())
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    mutating func takeRest() -> [UInt8] {
        defer { rest = [] }
        return Array(rest)
    }

    /// Letters, digits and the signs that mean nothing anywhere, up to a byte that makes none.
    mutating func word() -> String {
        let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._".utf8)
        var word: [UInt8] = []
        while word.count < 24, !rest.isEmpty {
            let byte = Int(byte())
            guard byte < letters.count else { break }
            word.append(letters[byte])
        }
        return word.isEmpty ? "x" : String(decoding: word, as: UTF8.self)
    }
}

/// Puts an input together that ``FuzzInput`` takes apart.
struct FuzzSeed {
    var bytes: [UInt8]

    init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    mutating func append(chunk: [UInt8]) {
        bytes +=
            chunk.count < 255 ? [UInt8(chunk.count)] : [255, UInt8(chunk.count >> 8 & 0xFF), UInt8(chunk.count & 0xFF)]
        bytes += chunk
    }
}

/// The pieces in which bytes arrive: from 1 up to as many as `longest`, by a simple generator.
func pieces(of bytes: [UInt8], seed: UInt8, longest: Int = 200) -> [[UInt8]] {
    var state = UInt32(seed) &* 2_654_435_761 | 1
    var pieces: [[UInt8]] = []
    var rest = bytes[...]
    while !rest.isEmpty {
        state = state &* 1_664_525 &+ 1_013_904_223
        // Of each length between two powers of two about as many, so that many are very short.
        let bound = min(longest, 1 << (Int(state >> 28) / 2 + 1))
        let count = Int(state >> 8 & 0xFFFF) % bound + 1
        pieces.append(Array(rest.prefix(count)))
        rest = rest.dropFirst(count)
    }
    return pieces
}
