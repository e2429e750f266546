/// Whether some bytes are a whole JPEG file, and where it ends: for what cameras send as one.
package struct JPEGOutline: Hashable, Sendable {
    package let size: PictureSize
    /// Bytes from SOI up to the end of EOI; where EOI is missing, up to the end of what can be read.
    package let length: Int
    /// Whether the file has its EOI. Without it the picture may also have been cut short.
    package let isEnded: Bool

    /// Reads a file that begins with SOI and has a frame header and at least one scan. What lies behind EOI does not
    /// matter.
    package init(parsing file: Span<UInt8>) throws(ParameterSetError) {
        var markers = JPEGMarkers(file)
        var size: PictureSize?
        var hasScan = false
        var end = 0
        var isEnded = false
        do {
            while let segment = try markers.next() {
                if JPEGMarker.isFrameHeader(segment.marker), size == nil {
                    size = try JPEGMarkers.pictureSize(file, frameHeader: segment)
                }
                if segment.marker == JPEGMarker.startOfScan, size != nil { hasScan = true }
                isEnded = segment.marker == JPEGMarker.endOfImage
                end = segment.end
            }
        } catch {
            // Behind a scan it is junk, or a progressive picture that was cut off.
            guard hasScan else { throw error }
        }
        guard let size, hasScan else { throw .malformed("a JPEG file without a picture") }
        self.size = size
        self.length = end
        self.isEnded = isEnded
    }

    /// Appends the picture to what is pending in `arena`: without what lies behind its end, and with an EOI if it had
    /// none.
    ///
    /// - Parameter file: what this is the outline of.
    package func append(_ file: Span<UInt8>, to arena: inout ByteArena) {
        arena.append(file.extracting(0..<min(length, file.count)))
        if !isEnded { arena.appendEndOfImage() }
    }
}

extension ByteArena {
    /// Appends the marker EOI, which ends a JPEG file.
    package mutating func appendEndOfImage() {
        append(0xFF)
        append(JPEGMarker.endOfImage)
    }
}
