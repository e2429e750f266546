package import Media

/// How pictures are encoded as H.264: each refers to the one before alone, so that none waits for another.
package struct H264OutputSetup: Hashable, Sendable {
    /// The picture is made no larger than this, and keeps its shape: pixels, 16 to 8192 each.
    package var largest: PictureSize
    /// Bits a second, at most, over about a second: 10 000 to 100 000 000. A picture that stands still takes fewer.
    package var bitRate: UInt32
    /// Pictures a second, 1 to 240, as far as one knows: what a picture may take is reckoned by it.
    package var pictureRate: UInt8

    package static let sides = 16...8192
    package static let bitRates: ClosedRange<UInt32> = 10_000...100_000_000
    package static let pictureRates: ClosedRange<UInt8> = 1...240

    package init(largest: PictureSize, bitRate: UInt32, pictureRate: UInt8) {
        self.largest = largest
        self.bitRate = bitRate
        self.pictureRate = pictureRate
    }

    func write(to writer: inout MessageWriter) {
        writer.number(UInt16(clamping: largest.width))
        writer.number(UInt16(clamping: largest.height))
        writer.number(bitRate)
        writer.number(pictureRate)
    }

    init(from reader: inout MessageReader) throws(WorkerChannelError) {
        largest = PictureSize(
            width: Int(try reader.number(UInt16.self)),
            height: Int(try reader.number(UInt16.self))
        )
        bitRate = try reader.number()
        pictureRate = try reader.number()
        guard Self.sides.contains(largest.width), Self.sides.contains(largest.height) else {
            throw .malformed("a largest picture of \(largest.width) x \(largest.height)")
        }
        guard Self.bitRates.contains(bitRate) else { throw .malformed("\(bitRate) bits a second") }
        guard Self.pictureRates.contains(pictureRate) else { throw .malformed("\(pictureRate) pictures a second") }
    }
}
