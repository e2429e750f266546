import Media

/// The size of a picture as it is shown, and smaller.
enum PictureScale {
    /// What JPEG files have at most.
    private static let longest = 16_384

    /// With square samples, as wide as wanted, and no wider than it is.
    ///
    /// - Parameters:
    ///   - ratio: width to height of a sample; nil where they are square.
    ///   - width: in pixels; 0 for the picture's own.
    static func size(of picture: PictureSize, _ ratio: PictureSize?, width: Int) -> PictureSize {
        let ratio = ratio ?? PictureSize(width: 1, height: 1)
        let shown = (picture.width * ratio.width + ratio.height / 2) / ratio.height
        let own = min(max(shown, 1), longest)
        let chosen = width == 0 ? own : min(width, own)
        // As high as it is wide by its own shape: height ÷ width as shown.
        let height = (chosen * picture.height + shown / 2) / max(shown, 1)
        return PictureSize(width: chosen, height: min(max(height, 1), longest))
    }

    /// As large as it is, or smaller in the same shape to be no larger than `largest`; with even sides, as halved colours want.
    static func size(of picture: PictureSize, within largest: PictureSize) -> PictureSize {
        var (width, height) = (picture.width, picture.height)
        if width > largest.width { (width, height) = (largest.width, height * largest.width / max(width, 1)) }
        if height > largest.height { (width, height) = (width * largest.height / max(height, 1), largest.height) }
        return PictureSize(width: max(2, width & ~1), height: max(2, height & ~1))
    }
}
