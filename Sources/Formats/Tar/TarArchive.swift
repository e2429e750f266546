import CZlib

/// A tar file (POSIX.1-2017, pax, "ustar Interchange Format") in a gzip file (RFC 1952), for programs that take nothing else.
/// Its content is stored, not compressed: what is sealed does not become smaller.
package enum TarArchive {
    private static let block = 512
    /// The longest name, in bytes of ASCII.
    package static let longestName = 100
    /// The longest content: what eleven octal digits hold.
    package static let mostBytes = 1 << 33

    /// An archive with one file, that its owner alone may read.
    ///
    /// - Parameters:
    ///   - name: 1 to ``longestName`` bytes.
    ///   - content: less than ``mostBytes``.
    ///   - time: seconds since 1970, when it was changed.
    package static func gzipped(_ name: String, _ content: [UInt8], at time: Int64) -> [UInt8] {
        precondition((1...longestName).contains(name.utf8.count) && content.count < mostBytes)
        var tar = header(name, content.count, time)
        tar += content
        // Whole blocks, and two of zeros behind the last file.
        tar += [UInt8](repeating: 0, count: (block - content.count % block) % block + 2 * block)
        return stored(tar, time)
    }

    private static func header(_ name: String, _ count: Int, _ time: Int64) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: block)
        func put(_ bytes: some Sequence<UInt8>, at place: Int) {
            for (index, byte) in bytes.enumerated() { header[place + index] = byte }
        }
        put(name.utf8, at: 0)
        put(octal(0o600, 7), at: 100)
        put(octal(0, 7), at: 108)
        put(octal(0, 7), at: 116)
        put(octal(count, 11), at: 124)
        put(octal(Int(clamping: min(max(time, 0), 0o77777777777)), 11), at: 136)
        // The sum is made with blanks in its own place.
        put(repeatElement(UInt8(ascii: " "), count: 8), at: 148)
        put([UInt8(ascii: "0")], at: 156)
        put("ustar\u{0}00".utf8, at: 257)
        put(octal(header.reduce(0) { $0 + Int($1) }, 6), at: 148)
        header[154] = 0
        return header
    }

    private static func octal(_ value: Int, _ digits: Int) -> [UInt8] {
        let text = String(value, radix: 8)
        return Array((String(repeating: "0", count: max(0, digits - text.utf8.count)) + text).utf8)
    }

    /// In blocks of DEFLATE that are stored (RFC 1951 §3.2.4).
    private static func stored(_ bytes: [UInt8], _ time: Int64) -> [UInt8] {
        var output: [UInt8] = [0x1F, 0x8B, 8, 0]
        output += little(UInt32(clamping: time), 4)
        // Made as fast as can be, on Unix.
        output += [4, 3]
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(0xFFFF)
            rest = rest.dropFirst(piece.count)
            output.append(rest.isEmpty ? 1 : 0)
            output += little(UInt32(piece.count), 2)
            output += little(UInt32(piece.count) ^ 0xFFFF, 2)
            output += piece
        }
        // The address is good for the call, with the count of the very buffer behind it, and zlib keeps nothing of it.
        output += little(bytes.withUnsafeBufferPointer { czlib_crc32(0, $0.baseAddress, $0.count) }, 4)
        output += little(UInt32(truncatingIfNeeded: bytes.count), 4)
        return output
    }

    private static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }
}
