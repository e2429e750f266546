import Media
import NIOCore

/// The wire form of a raw frame: ten bytes, little-endian, and the payload.
enum RawFrame {
    enum Kind: UInt8 {
        case video = 0
        case audio = 1
        case metadata = 2
    }

    static let headLength = 10
    private static let startCode: [UInt8] = [0, 0, 0, 1]

    /// The head, in a buffer with room for a payload.
    static func head(_ kind: Kind, isKey: Bool, seconds: Double, room: Int) -> ByteBuffer {
        var bytes = ByteBuffer()
        bytes.reserveCapacity(headLength + room)
        bytes.writeInteger(kind.rawValue)
        bytes.writeInteger(isKey ? UInt8(1) : 0)
        bytes.writeInteger(seconds.bitPattern, endianness: .little)
        return bytes
    }

    static func startCoded(_ units: [[UInt8]]) -> [UInt8] { units.flatMap { startCode + $0 } }

    /// Writes NAL units that stand after their lengths with start codes instead. Both take four bytes.
    static func writeStartCoded(_ payload: Bytes, to bytes: inout ByteBuffer) {
        let start = bytes.writerIndex
        payload.withUnsafeBytes { _ = bytes.writeBytes($0) }
        var lengths: [Int] = []
        NALUnits.forEach(in: payload.span) { lengths.append($0.lowerBound - 4) }
        for offset in lengths { bytes.setBytes(startCode, at: start + offset) }
    }
}
