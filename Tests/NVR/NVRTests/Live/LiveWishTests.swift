import Catalog
import Live
import Media
import Testing

@testable import NVR

struct LiveWishTests {
    /// 640 × 360, made by x264.
    private var h264: TrackFormat {
        get throws {
            let sequence: [UInt8] = [
                0x67, 0x64, 0x00, 0x1E, 0xAC, 0xD9, 0x40, 0xA0, 0x2F, 0xF9, 0x70, 0x11, 0x00, 0x00, 0x03, 0x00, 0x01,
                0x00, 0x00, 0x03, 0x00, 0x32, 0x0F, 0x16, 0x2D, 0x96,
            ]
            let picture: [UInt8] = [0x68, 0xEB, 0xE3, 0xCB, 0x22, 0xC0]
            return .h264(try H264Format(sequenceParameterSets: [sequence], pictureParameterSets: [picture]))
        }
    }

    private let jpeg = TrackFormat.jpeg(JPEGFormat(size: PictureSize(width: 1920, height: 1080)))

    @Test func aWishIsReadOrRefused() throws {
        #expect(try LiveWish().stream == .main)
        #expect(try LiveWish(width: 300).stream == .auto)
        #expect(try LiveWish(stream: "sub", width: 300).stream == .sub)
        let error = #expect(throws: DomainError.self) { try LiveWish(stream: "best") }
        #expect(error?.kind == .invalid && error?.member == "stream")
        #expect(try LiveWish(codecs: ["h264", "vp8"]).codecs == .h264)
        #expect(try LiveWish(codecs: []).codecs.isEmpty)
    }

    @Test func whoSaysWhichGetsItWhereThereIsOne() throws {
        let both: [StreamKind: TrackFormat?] = [.main: nil, .sub: nil]
        #expect(try LiveWish(stream: "main").choice(among: both) == .main)
        #expect(try LiveWish(stream: "sub").choice(among: both) == .sub)
        #expect(try LiveWish(stream: "sub").choice(among: [.main: nil]) == .main)
        #expect(try LiveWish(stream: "main").choice(among: [.sub: nil]) == .sub)
    }

    @Test func otherwiseItGoesByTheWidthThatIsShown() throws {
        let known: [StreamKind: TrackFormat?] = [.main: try h264, .sub: try h264]
        for pictures in [known, [.main: nil, .sub: nil]] {
            #expect(try LiveWish(width: 300).choice(among: pictures) == .sub)
            #expect(try LiveWish(width: 640).choice(among: pictures) == .sub)
            #expect(try LiveWish(width: 641).choice(among: pictures) == .main)
            #expect(try LiveWish(stream: "auto").choice(among: pictures) == .main)
        }
    }

    @Test func otherwiseItGoesByWhatCanBePlayed() throws {
        let subPlays: [StreamKind: TrackFormat?] = [.main: jpeg, .sub: try h264]
        #expect(try LiveWish(stream: "auto").choice(among: subPlays) == .sub)
        let mainPlays: [StreamKind: TrackFormat?] = [.main: try h264, .sub: jpeg]
        #expect(try LiveWish(width: 300).choice(among: mainPlays) == .main)
        // Where neither can be, something is made of the one that suits.
        let nonePlays: [StreamKind: TrackFormat?] = [.main: jpeg, .sub: jpeg]
        #expect(try LiveWish(width: 300).choice(among: nonePlays) == .sub)
        #expect(try LiveWish(width: 3000).choice(among: nonePlays) == .main)
        // Who names one gets that one, or something made of it.
        #expect(try LiveWish(stream: "main").choice(among: subPlays) == .main)
    }
}
