import Media

/// Finds the size of a picture in a header that has a byte for each side, in units of 8 pixels: enough for 2040.
enum JPEGSizes {
    /// What cameras have that is larger. Some cut the number off, others write 0.
    private static let large: [PictureSize] = [
        PictureSize(width: 2560, height: 1920), PictureSize(width: 3840, height: 2160),
        PictureSize(width: 2304, height: 1296), PictureSize(width: 2560, height: 1440),
        PictureSize(width: 2592, height: 1944), PictureSize(width: 2688, height: 1520),
        PictureSize(width: 2048, height: 1536), PictureSize(width: 4096, height: 2160),
    ]

    /// - Parameters:
    ///   - width: as in the header; likewise `height`.
    ///   - announced: what the session description says. It counts where the header can mean it, and where the header
    ///     says nothing.
    /// - Returns: nil where nobody says it.
    static func size(width: UInt8, height: UInt8, announced: PictureSize?) -> PictureSize? {
        func means(_ size: PictureSize) -> Bool { isCut(size.width, to: width) && isCut(size.height, to: height) }
        if let announced, width == 0 || height == 0 || means(announced) { return announced }
        if let size = large.first(where: means) { return size }
        guard width > 0, height > 0 else { return nil }
        return PictureSize(width: Int(width) * 8, height: Int(height) * 8)
    }

    /// Whether the lower byte of a side in units of 8 pixels, rounded either way, is this.
    private static func isCut(_ side: Int, to byte: UInt8) -> Bool {
        UInt8(truncatingIfNeeded: side / 8) == byte || UInt8(truncatingIfNeeded: (side + 7) / 8) == byte
    }
}
