import Foundation
import TestKit
import Testing

@testable import QRCode

/// Our codes, read by a program that is not ours.
struct OtherReaderTests {
    private static let reason: Comment =
        "zbarimg is not installed (Debian: zbar-tools): nothing else can read the codes"

    /// A picture with four pixels to the module, in the format PGM.
    private func picture(_ symbol: QRSymbol) -> [UInt8] {
        let edge = symbol.size + 2 * QRSymbol.quietZone
        var bytes = Array("P5 \(edge * 4) \(edge * 4) 255\n".utf8)
        for row in 0..<edge {
            let line = (0..<edge).flatMap { column in
                let isDark = symbol[row - QRSymbol.quietZone, column - QRSymbol.quietZone]
                return [UInt8](repeating: isDark ? 0 : 255, count: 4)
            }
            for _ in 0..<4 { bytes += line }
        }
        return bytes
    }

    /// What is read in each of the symbols, one line for each.
    private func read(_ symbols: [QRSymbol], options: [String] = []) throws -> [UInt8] {
        try TemporaryFolder.with { folder in
            let names = symbols.indices.map { "\($0).pgm" }
            for (symbol, name) in zip(symbols, names) {
                try Data(picture(symbol)).write(to: folder.appendingPathComponent(name))
            }
            return try #require(Tool.zbarimg).run(["--raw", "--quiet"] + options + names, in: folder).bytes
        }
    }

    private func expectReads(_ texts: [String], _ symbols: [QRSymbol]) throws {
        let lines = String(decoding: try read(symbols), as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(lines.count == texts.count)
        for ((text, line), symbol) in zip(zip(texts, lines), symbols) {
            #expect(text == line, "version \(symbol.version), level \(symbol.level), mask \(symbol.mask)")
        }
    }

    private func text(_ count: Int, _ generator: inout SeededGenerator) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:/?&=%".utf8)
        return String(
            decoding: (0..<count).map { _ in letters[Int.random(in: letters.indices, using: &generator)] },
            as: UTF8.self
        )
    }

    @Test(.enabled(if: Tool.zbarimg != nil, reason), arguments: QRSymbol.Level.allCases)
    func theVersionsAreRead(level: QRSymbol.Level) throws {
        var generator = SeededGenerator(seed: UInt64(level.rawValue))
        // All of the level that we use; of the others every third, to be done sooner.
        let versions = QRVersion.all.filter { level == .medium || $0.number % 3 == level.rawValue % 3 }
        let texts = versions.map { text($0.capacity(level), &generator) }
        let symbols = zip(texts, versions).map { text, version in
            // Rating the masks takes longest, and each of them is good.
            QRSymbol(Array(text.utf8), version: version, level: level, mask: version.number % 8)
        }
        try expectReads(texts, symbols)
    }

    @Test(.enabled(if: Tool.zbarimg != nil, reason), arguments: [1, 2, 7, 10])
    func everyMaskIsRead(version: Int) throws {
        var generator = SeededGenerator(seed: 9)
        let version = QRVersion(number: version)
        let text = text(version.capacity(.medium), &generator)
        let symbols = (0...7).map { QRSymbol(Array(text.utf8), version: version, level: .medium, mask: $0) }
        try expectReads([String](repeating: text, count: 8), symbols)
    }

    @Test(.enabled(if: Tool.zbarimg != nil, reason))
    func theAddressOfASecretIsRead() throws {
        let address =
            "otpauth://totp/Caf%C3%A9:anna%40example.net?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
            + "&issuer=Caf%C3%A9&algorithm=SHA1&digits=6&period=30"
        for level in QRSymbol.Level.allCases { try expectReads([address], [try QRSymbol(address, level: level)]) }
    }

    @Test(.enabled(if: Tool.zbarimg != nil, reason))
    func anyBytesAreRead() throws {
        let bytes = (0...255).map { UInt8($0) }
        #expect(try read([QRSymbol(bytes)], options: ["-Sbinary"]) == bytes)
        let text = "Nachtschwalbe, engoulevent d’Europe, козодой"
        #expect(try read([QRSymbol(text)], options: ["-Sbinary"]) == Array(text.utf8))
    }

    /// The error correction corrects: as many code words are spoilt in each block as the level promises at least.
    @Test(.enabled(if: Tool.zbarimg != nil, reason), arguments: [1, 6, 15])
    func spoiltSymbolsAreRead(number: Int) throws {
        var generator = SeededGenerator(seed: 4)
        let version = QRVersion(number: number)
        let level = QRSymbol.Level.high
        let text = text(version.capacity(level), &generator)
        let data = QRCodewords.data(Array(text.utf8), version, level)
        var words = QRCodewords.interleaved(data, version, level)
        // Of each block every fifth code word: less than half of its error correction.
        for index in words.indices where index / version.blocks(level) % 5 == 0 { words[index] ^= 0xFF }
        var grid = QRGrid(version: version)
        grid.place(words)
        let spoilt = QRSymbol(grid.masked(by: 3, level: level), version: version, level: level, mask: 3)
        try expectReads([text], [spoilt])
    }
}
