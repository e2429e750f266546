import TestKit

@testable import RTP

/// A JPEG file of random coefficients, written by an encoder of our own: what RTP carries of one, and the whole of it.
struct TestJPEG {
    var width = 64
    var height = 48
    /// 4:2:0; else 4:2:2.
    var hasHalfChromaLines = true
    var restartInterval: UInt16 = 0
    var luma = [UInt8](repeating: 8, count: 64)
    var chroma = [UInt8](repeating: 9, count: 64)
    /// The entropy-coded data, without EOI.
    private(set) var data: [UInt8] = []

    init(width: Int = 64, height: Int = 48) {
        self.width = width
        self.height = height
    }

    static func random(largest: Int, using generator: inout SeededGenerator) -> TestJPEG {
        var jpeg = TestJPEG(
            width: 8 * Int.random(in: 1...largest / 8, using: &generator),
            height: 8 * Int.random(in: 1...largest / 8, using: &generator)
        )
        jpeg.hasHalfChromaLines = Bool.random(using: &generator)
        if Bool.random(using: &generator) { jpeg.restartInterval = UInt16.random(in: 1...20, using: &generator) }
        let isWide = Int.random(in: 0..<4, using: &generator)
        jpeg.luma = table(isWide: isWide & 1 == 1, using: &generator)
        jpeg.chroma = table(isWide: isWide == 3, using: &generator)
        jpeg.fill(using: &generator)
        return jpeg
    }

    private static func table(isWide: Bool, using generator: inout SeededGenerator) -> [UInt8] {
        (0..<64).flatMap { _ in (isWide ? [0] : []) + [UInt8.random(in: 1...40, using: &generator)] }
    }

    /// The whole file as we expect it from the depacketiser.
    var file: [UInt8] {
        var bytes: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16] + Array("JFIF\0".utf8) + [1, 2, 0, 0, 1, 0, 1, 0, 0]
        bytes += segment(0xDB, [luma.count > 64 ? 0x10 : 0] + luma)
        bytes += segment(0xDB, [chroma.count > 64 ? 0x11 : 1] + chroma)
        if restartInterval > 0 { bytes += segment(0xDD, [UInt8(restartInterval >> 8), UInt8(restartInterval & 0xFF)]) }
        let size = [UInt8(height >> 8), UInt8(height & 0xFF), UInt8(width >> 8), UInt8(width & 0xFF)]
        let isExtended = luma.count > 64 || chroma.count > 64
        bytes += segment(
            isExtended ? 0xC1 : 0xC0,
            [8] + size + [3, 1, hasHalfChromaLines ? 0x22 : 0x21, 0, 2, 0x11, 1, 3, 0x11, 1]
        )
        let tables = JPEGHuffmanTables.all
        bytes += segment(
            0xC4,
            [0x00] + tables[0][0] + [0x10] + tables[1][0] + [0x01] + tables[0][1] + [0x11] + tables[1][1]
        )
        bytes += segment(0xDA, [3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0])
        return bytes + data + [0xFF, 0xD9]
    }

    private func segment(_ marker: UInt8, _ parameters: [UInt8]) -> [UInt8] {
        let length = parameters.count + 2
        return [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + parameters
    }

    /// Codes random coefficients for every block of the picture (T.81 annex F).
    mutating func fill(using generator: inout SeededGenerator) {
        var coder = Coder()
        let columns = (width + 15) / 16
        let rows = hasHalfChromaLines ? (height + 15) / 16 : (height + 7) / 8
        var sinceRestart = 0
        var restarts: UInt8 = 0
        for _ in 0..<columns * rows {
            if restartInterval > 0, sinceRestart == Int(restartInterval) {
                coder.restart(restarts)
                restarts = (restarts + 1) % 8
                sinceRestart = 0
            }
            sinceRestart += 1
            for _ in 0..<(hasHalfChromaLines ? 4 : 2) { coder.block(0, component: 0, using: &generator) }
            for component in 1...2 { coder.block(1, component: component, using: &generator) }
        }
        coder.align()
        data = coder.bytes
    }

    /// The RTP payloads of this picture, as a camera of some kind sends it.
    ///
    /// - Parameters:
    ///   - quality: as in the header.
    ///   - tables: in the first packet; nil for none and no header for them, empty for a header without any.
    func payloads(
        type: UInt8? = nil,
        quality: UInt8 = 255,
        tables: [UInt8]? = nil,
        sides: (UInt8, UInt8)? = nil,
        data: [UInt8]? = nil,
        piece: Int = 300
    ) -> [[UInt8]] {
        let data = data ?? self.data
        let type = type ?? (hasHalfChromaLines ? 1 : 0) + (restartInterval > 0 ? 64 : 0)
        let (across, down) = sides ?? (UInt8(truncatingIfNeeded: width / 8), UInt8(truncatingIfNeeded: height / 8))
        return stride(from: 0, to: max(1, data.count), by: piece).map { start in
            let offset = [0, UInt8(start >> 16), UInt8(start >> 8 & 0xFF), UInt8(start & 0xFF)]
            var payload = offset + [type, quality, across, down]
            if type & 64 != 0 { payload += [UInt8(restartInterval >> 8), UInt8(restartInterval & 0xFF), 0xFF, 0xFF] }
            if start == 0, quality >= 128 {
                let tables = tables ?? luma + chroma
                let precision: UInt8 = (luma.count > 64 ? 1 : 0) | (chroma.count > 64 ? 2 : 0)
                payload += [0, precision, UInt8(tables.count >> 8), UInt8(tables.count & 0xFF)] + tables
            }
            return payload + data[start..<min(start + piece, data.count)]
        }
    }
}

/// Writes entropy-coded data with the standard tables.
private struct Coder {
    private(set) var bytes: [UInt8] = []
    private var pending: UInt32 = 0
    private var count = 0
    private var previous = [0, 0, 0]

    /// By table and value.
    private static let codes = JPEGHuffmanTables.all.map { $0.map(assign) }

    /// Code and length of each value (T.81 annex C).
    private static func assign(_ table: [UInt8]) -> [UInt8: (code: UInt32, length: Int)] {
        var codes: [UInt8: (code: UInt32, length: Int)] = [:]
        var code: UInt32 = 0
        var next = 16
        for length in 1...16 {
            for _ in 0..<table[length - 1] {
                codes[table[next]] = (code, length)
                code += 1
                next += 1
            }
            code <<= 1
        }
        return codes
    }

    mutating func block(_ table: Int, component: Int, using generator: inout SeededGenerator) {
        let level = Int.random(in: -60...60, using: &generator)
        put(level - previous[component], prefix: 0, codes: Self.codes[0][table])
        previous[component] = level
        var position = 1
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            let run = Int.random(in: 0...20, using: &generator)
            guard position + run < 63 else { break }
            if run > 15 { write(Self.codes[1][table][0xF0]) }
            let value = [-9, -2, -1, 1, 3, 17][Int.random(in: 0..<6, using: &generator)]
            put(value, prefix: UInt8(run % 16) << 4, codes: Self.codes[1][table])
            position += run + 1
        }
        if position < 64 { write(Self.codes[1][table][0]) }
    }

    private mutating func put(_ value: Int, prefix: UInt8, codes: [UInt8: (code: UInt32, length: Int)]) {
        let size = Int.bitWidth - abs(value).leadingZeroBitCount
        write(codes[prefix | UInt8(size)])
        let bits = value < 0 ? value + (1 << size) - 1 : value
        write((UInt32(bits), size))
    }

    private mutating func write(_ code: (code: UInt32, length: Int)?) {
        guard let code else { preconditionFailure("a value that has no code") }
        for shift in stride(from: code.length - 1, through: 0, by: -1) {
            pending = pending << 1 | code.code >> UInt32(shift) & 1
            count += 1
            guard count == 8 else { continue }
            bytes.append(UInt8(pending & 0xFF))
            if bytes.last == 0xFF { bytes.append(0) }
            count = 0
        }
    }

    mutating func align() {
        while count > 0 { write((1, 1)) }
    }

    mutating func restart(_ number: UInt8) {
        align()
        bytes += [0xFF, 0xD0 + number]
        previous = [0, 0, 0]
    }
}
