/// Sizes at which cameras send a picture of 16:9 squeezed to the lines of old television, and mostly do not say so:
/// Hikvision's sub stream of 704 × 480 has no sample aspect ratio in its parameter sets.
package enum AnamorphicSizes {
    /// D1, CIF, two thirds of them and a quarter, of 525 and of 625 lines. With square samples none of them has the
    /// shape of any sensor. (640 × 480 and 320 × 240 have: they are left as they are.)
    private static let sizes: [PictureSize] = [
        PictureSize(width: 720, height: 576), PictureSize(width: 720, height: 480),
        PictureSize(width: 704, height: 576), PictureSize(width: 704, height: 480),
        PictureSize(width: 704, height: 288), PictureSize(width: 704, height: 240),
        PictureSize(width: 352, height: 288), PictureSize(width: 352, height: 240),
        PictureSize(width: 176, height: 144), PictureSize(width: 176, height: 120),
    ]

    /// Width to height of a sample, such that the picture is shown as 16:9, or as 9:16 where the camera has turned it;
    /// nil for sizes that are not known to be squeezed.
    package static func sampleAspectRatio(of size: PictureSize) -> PictureSize? {
        let turned = PictureSize(width: size.height, height: size.width)
        if sizes.contains(size) {
            return reduced(16 * size.height, 9 * size.width)
        } else if sizes.contains(turned) {
            return reduced(9 * size.height, 16 * size.width)
        }
        return nil
    }

    private static func reduced(_ width: Int, _ height: Int) -> PictureSize {
        var (divisor, rest) = (width, height)
        while rest > 0 { (divisor, rest) = (rest, divisor % rest) }
        return PictureSize(width: width / divisor, height: height / divisor)
    }
}
