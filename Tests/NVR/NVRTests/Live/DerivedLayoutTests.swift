import Catalog
import Media
import Testing
import WorkerChannel
import Workers

@testable import NVR

/// What becomes of which track.
struct DerivedLayoutTests {
    private let options = DerivedOptions()

    private func layout(_ tracks: [TrackFormat], _ picture: DerivedKey.Picture, _ sound: DerivedKey.Sound = .original)
        throws -> DerivedLayout
    {
        DerivedLayout(StreamFormat(tracks: tracks), for: try DerivedSamples.key(picture, sound), options)
    }

    @Test func onlyWhatIsNotAsWantedIsMade() throws {
        let (h264, h265, aac) = (try DerivedSamples.h264(), try DerivedSamples.h265(), try DerivedSamples.aac())
        let (jpeg, opus, law) = (DerivedSamples.jpeg, DerivedSamples.opus, DerivedSamples.muLaw)
        #expect(try layout([h265, opus], .h264).ways == [.made(0), .passed])
        #expect(try layout([jpeg], .h264).ways == [.made(0)])
        #expect(try layout([h265, law], .h264, .aac).ways == [.made(0), .made(1)])
        #expect(try layout([h264, law], .original, .aac).ways == [.passed, .made(0)])
        #expect(try layout([h264, aac], .h264, .aac).ways == [.passed, .passed])
        #expect(try layout([h264, aac], .jpeg).ways == [.made(0), .passed])
        #expect(try layout([jpeg], .jpeg).ways == [.passed])
        #expect(try layout([law], .h264, .aac).ways == [.made(0)])
    }

    /// However well it could be played as it is.
    @Test func whatIsMaskedIsAlwaysMade() throws {
        let camera = try #require(CameraID("yard"))
        let masks = [MaskPolygon([.init(x: 0, y: 0), .init(x: 9, y: 0), .init(x: 0, y: 9)])]
        let (h264, aac) = (try DerivedSamples.h264(), try DerivedSamples.aac())
        for picture in [DerivedKey.Picture.original, .h264, .jpeg] {
            for video in [h264, try DerivedSamples.h265(), DerivedSamples.jpeg] {
                let key = DerivedKey(camera: camera, stream: .main, picture: picture, masks: masks)
                let layout = DerivedLayout(StreamFormat(tracks: [video, aac]), for: key, options)
                #expect(layout.ways == [.made(0), .passed])
                guard case .pictures(let setup)? = layout.tracks.first else {
                    Issue.record("no picture")
                    continue
                }
                #expect(setup.masks == masks && key.isMasked && key.name.hasSuffix("-masked"))
            }
        }
        #expect(DerivedKey(camera: camera, stream: .main, masks: masks).picture == .h264)
        // Nobody is there to make it, and nothing is known of the camera: it is masked all the same.
        for isPossible in [true, false] {
            for format in [nil, StreamFormat(tracks: [h264, aac])] {
                let form = HLSForm(of: format, asksForH264: false, isPossible: isPossible, masks: masks)
                #expect(form.key(camera, .sub)?.masks == masks && form.key(camera, .sub)?.name == "sub-h264-masked")
            }
        }
    }

    @Test func placesAreThoseOfWhatIsKept() throws {
        var layout = try layout([DerivedSamples.muLaw, DerivedSamples.h265()], .h264, .aac)
        #expect(layout.kept == [0, 1] && layout.place(of: 1) == 1 && layout.source(of: 1) == 1)
        layout.leaveOut(0)
        #expect(layout.kept == [1] && layout.place(of: 1) == 0 && layout.place(of: 0) == nil)
    }

    @Test func picturesAreBoundedInSizeAndBits() throws {
        guard case .pictures(let setup)? = try layout([DerivedSamples.jpeg], .h264).tracks.first,
            case .h264(let h264)? = setup.outputs.first
        else {
            Issue.record("no picture")
            return
        }
        #expect(h264.largest == PictureSize(width: 1920, height: 1080) && h264.pictureRate == 25)
        #expect((5_000_000...9_000_000).contains(h264.bitRate))
        guard case .pictures(let small)? = try layout([DerivedSamples.jpeg], .jpeg).tracks.first else {
            // JPEG is sent as it is.
            return
        }
        Issue.record("\(small)")
    }

    @Test func picturesAreSentAsJPEGInTheSizeThatIsSet() throws {
        var options = options
        options.jpegHeight = 180
        options.jpegQuality = 33
        let format = StreamFormat(tracks: [try DerivedSamples.h264()])
        let layout = DerivedLayout(format, for: try DerivedSamples.key(.jpeg), options)
        guard case .pictures(let setup)? = layout.tracks.first else {
            Issue.record("no picture")
            return
        }
        #expect(setup.outputs == [.jpeg(width: 320, quality: 33)])
    }

    @Test func soundGetsARateThatPlayersKnow() throws {
        func rate(_ track: TrackFormat) -> [UInt32]? {
            DerivedLayout.aac(of: track).map { [$0.sampleRate, UInt32($0.channels)] }
        }
        #expect(rate(DerivedSamples.muLaw) == [16_000, 1])
        #expect(rate(DerivedSamples.opus) == [48_000, 2])
        #expect(rate(.g711(G711Format(law: .a, sampleRate: 16_000))) == [16_000, 1])
        #expect(rate(.g711(G711Format(law: .a, channels: 4, sampleRate: 20_000))) == [22_050, 2])
        #expect(rate(DerivedSamples.jpeg) == nil)
    }

    @Test func hlsHasAFormForEveryCodec() throws {
        func form(_ tracks: [TrackFormat], h264: Bool = false, possible: Bool = true) -> HLSForm {
            HLSForm(of: StreamFormat(tracks: tracks), asksForH264: h264, isPossible: possible)
        }
        let camera = try #require(CameraID("yard"))
        let (h264, h265, aac) = (try DerivedSamples.h264(), try DerivedSamples.h265(), try DerivedSamples.aac())
        #expect(form([h264, aac]).key(camera, .main) == nil)
        #expect(form([h265, aac]).key(camera, .main) == nil)
        #expect(form([h265, aac], h264: true).key(camera, .main)?.name == "main-h264")
        #expect(form([h264, DerivedSamples.muLaw]).key(camera, .sub)?.name == "sub-aac")
        #expect(form([h265, DerivedSamples.opus], h264: true).key(camera, .main)?.name == "main-h264-aac")
        #expect(form([DerivedSamples.jpeg]).key(camera, .main)?.name == "main-h264")
        #expect(form([DerivedSamples.jpeg], possible: false).key(camera, .main) == nil)
        #expect(HLSForm(of: nil, asksForH264: true, isPossible: true).key(camera, .main) == nil)
        // What is told before it is made is what comes.
        let told = form([h264, DerivedSamples.muLaw]).tracks(of: StreamFormat(tracks: [h264, DerivedSamples.muLaw]))
        guard case .aac(let format)? = told.tracks.last else {
            Issue.record("no AAC")
            return
        }
        #expect(format.sampleRate == 16_000 && format.channels == 1 && format.codecString == "mp4a.40.2")
    }
}
