/// Motion JPEG: each access unit is a whole JPEG file (ITU-T T.81), from its SOI marker to its EOI.
package struct JPEGFormat: CodecFormat {
    package let size: PictureSize

    package init(size: PictureSize) { self.size = size }

    /// The format of a JPEG file: reads it as far as its frame header.
    package init(parsing file: Span<UInt8>) throws(ParameterSetError) {
        var markers = JPEGMarkers(file)
        while let segment = try markers.next() {
            guard JPEGMarker.isFrameHeader(segment.marker) else { continue }
            size = try JPEGMarkers.pictureSize(file, frameHeader: segment)
            return
        }
        throw .malformed("a JPEG file without a frame header")
    }

    package var kind: MediaKind { .video }
    package var name: String { "MJPEG" }
    /// RFC 2435 §3.
    package var timescale: UInt32 { 90_000 }
    package var pictureSize: PictureSize? { size }
    /// Object type 0x6C of ISO/IEC 14496-1; no browser plays it in MP4.
    package var codecString: String { "mp4v.6C" }
    package var usualDuration: Int64 { videoDuration(atRate: nil) }
}
