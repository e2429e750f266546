import Media
import Testing

struct AnamorphicSizesTests {
    /// Without a word in the stream, these are taken to be 16:9; turned by a quarter, 9:16.
    @Test(arguments: [
        (704, 480, 40, 33), (704, 576, 16, 11), (352, 288, 16, 11), (352, 240, 40, 33), (720, 576, 64, 45),
        (720, 480, 32, 27), (704, 288, 8, 11), (704, 240, 20, 33), (176, 144, 16, 11), (176, 120, 40, 33),
    ])
    func row107SqueezedPicturesAreStretched(width: Int, height: Int, across: Int, down: Int) {
        let size = PictureSize(width: width, height: height)
        #expect(AnamorphicSizes.sampleAspectRatio(of: size) == PictureSize(width: across, height: down))
        #expect(width * across * 9 == height * down * 16)
        let turned = PictureSize(width: height, height: width)
        #expect(AnamorphicSizes.sampleAspectRatio(of: turned) == PictureSize(width: down, height: across))
        let track = TrackFormat.jpeg(JPEGFormat(size: size))
        #expect(track.sampleAspectRatio == PictureSize(width: across, height: down))
        #expect(track.pictureSize == size)
    }

    @Test(arguments: [(640, 480), (320, 240), (640, 360), (1280, 720), (1920, 1080), (2560, 1920), (704, 704), (1, 1)])
    func row107OthersAreLeftAlone(width: Int, height: Int) {
        let size = PictureSize(width: width, height: height)
        #expect(AnamorphicSizes.sampleAspectRatio(of: size) == nil)
        #expect(TrackFormat.jpeg(JPEGFormat(size: size)).sampleAspectRatio == nil)
    }

    @Test func row107SoundHasNoShape() {
        #expect(TrackFormat.opus(OpusFormat(channels: 2)).sampleAspectRatio == nil)
    }
}
