import Cryptography
import Media

/// A sheet as it is kept on disk: derived data, that is made anew where anything about it is odd.
///
///     0   4  "NJs1"
///     4   1  number of pictures
///     then of each: its number (1), its time (8), the length of its file (4); then the files, one after another
///     at the end 32 bytes: SHA-256 of all before
///
/// Numbers are in network order.
enum StoryboardFile {
    private static let magic: [UInt8] = Array("NJs1".utf8)
    private static let headLength = 5
    private static let entryLength = 13
    private static let hashLength = 32
    /// Bytes of the largest that is read.
    static let largest = 8 << 20

    static func bytes(of tiles: [StoryboardSheet.Tile]) -> [UInt8] {
        var bytes = magic + [UInt8(clamping: tiles.count)]
        bytes.reserveCapacity(tiles.reduce(64) { $0 + $1.picture.count + entryLength })
        func add(_ value: some FixedWidthInteger) {
            for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: value >> shift))
            }
        }
        for tile in tiles {
            add(UInt8(clamping: tile.number))
            add(tile.at.nanoseconds)
            add(UInt32(clamping: tile.picture.count))
        }
        for tile in tiles { tile.picture.withUnsafeBytes { bytes.append(contentsOf: $0) } }
        return bytes + SHA256.hash(bytes)
    }

    /// Nil where these are no such file.
    static func tiles(in bytes: [UInt8]) -> [StoryboardSheet.Tile]? {
        guard bytes.count >= headLength + hashLength, Array(bytes.prefix(4)) == magic else { return nil }
        let content = bytes.count - hashLength
        guard Array(bytes[content...]) == SHA256.hash(Array(bytes[..<content])) else { return nil }
        let count = Int(bytes[4])
        var offset = headLength + count * entryLength
        guard count <= StoryboardSheetID.tiles, offset <= content else { return nil }
        func number(at start: Int, bytes length: Int) -> UInt64 {
            bytes[start..<start + length].reduce(0) { $0 << 8 | UInt64($1) }
        }
        let all = Bytes(bytes)
        var tiles: [StoryboardSheet.Tile] = []
        for index in 0..<count {
            let entry = headLength + index * entryLength
            let length = Int(number(at: entry + 9, bytes: 4))
            guard length <= content - offset else { return nil }
            tiles.append(
                StoryboardSheet.Tile(
                    number: Int(bytes[entry]),
                    at: WallTime(nanoseconds: Int64(bitPattern: number(at: entry + 1, bytes: 8))),
                    picture: all.slice(offset..<offset + length)
                )
            )
            offset += length
        }
        return offset == content ? tiles : nil
    }
}
