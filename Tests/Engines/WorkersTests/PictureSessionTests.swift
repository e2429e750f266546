import Media
import Testing
import WorkerChannel

@testable import Workers

/// Streams of pictures become H.264 and JPEG, in the real program.
struct PictureSessionTests {
    private static let h264 = DecodeOutputSetup.h264(
        H264OutputSetup(largest: PictureSize(width: 1920, height: 1080), bitRate: 2_000_000, pictureRate: 25)
    )
    private static let gray = DecodeOutputSetup.gray(width: 64, height: 36)

    private func format(_ encoded: EncodedFormat) throws -> TrackFormat {
        .h264(
            try H264Format(
                sequenceParameterSets: encoded.parameterSets.filter { $0.first.map { $0 & 0x1F } == 7 },
                pictureParameterSets: encoded.parameterSets.filter { $0.first.map { $0 & 0x1F } == 8 }
            )
        )
    }

    /// The brightness of each picture of a stream.
    private func grays(_ pool: WorkerPool, _ format: TrackFormat, _ feeds: [(Int, DecodeFeed)]) async throws
        -> [[UInt8]]
    {
        let setup = try #require(DecodeSetup(format, outputs: [Self.gray]))
        var session = SessionUnderTest(pool, [.pictures(setup)])
        try await session.wait(opened: 1)
        try await session.feed(feeds)
        return session.outputs(0).map(\.payload.array)
    }

    /// What is encoded shows what was sent, picture by picture, with the same times, and needs no picture of later.
    @Test(arguments: ["sub", "h265", "mjpeg"]) func whatComesOutShowsWhatWentIn(name: String) async throws {
        let film = try Film(name)
        try await withPool { pool in
            let setup = try #require(DecodeSetup(film.format, outputs: [Self.h264, Self.gray]))
            var session = SessionUnderTest(pool, [.pictures(setup)])
            try await session.wait(opened: 1)
            try await session.feed(film.feeds(50) { $0 == 20 })
            let (encoded, seen) = (session.outputs(0), session.outputs(0, 1))
            #expect(encoded.map(\.time) == film.pictures.prefix(50).map(\.time))
            #expect(encoded.indices.filter { encoded[$0].flags.contains(.key) } == [0, 20])
            #expect(session.formats(0).count == 1)
            let format = try format(try #require(session.formats(0).first))
            #expect(format.pictureSize == film.format.pictureSize)
            #expect(encoded.allSatisfy { $0.size == film.format.pictureSize })
            // Nothing of the library's.
            #expect(!encoded.contains { String(decoding: $0.payload.array, as: UTF8.self).contains("x264") })

            // Fed one by one, each picture is there before the next is sent.
            let feeds = encoded.map { (0, DecodeFeed(payload: $0.payload, time: $0.time, flags: [])) }
            let again = try await grays(pool, format, feeds)
            #expect(again.count == 50 && seen.count == 50)
            for (before, after) in zip(seen.map(\.payload.array), again) { #expect(difference(before, after) < 4) }
            // And they are not all one.
            #expect(difference(again[0], again[25]) > difference(seen[0].payload.array, again[0]))
        }
    }

    @Test func whatIsLargerThanWantedIsMadeSmaller() async throws {
        let film = try Film("main")
        try await withPool { pool in
            let small = H264OutputSetup(
                largest: PictureSize(width: 4096, height: 90),
                bitRate: 500_000,
                pictureRate: 25
            )
            let setup = try #require(DecodeSetup(film.format, outputs: [.h264(small), .jpeg(width: 100, quality: 60)]))
            var session = SessionUnderTest(pool, [.pictures(setup)])
            try await session.wait(opened: 1)
            try await session.feed(film.feeds(4))
            #expect(session.outputs(0).map(\.size) == Array(repeating: PictureSize(width: 160, height: 90), count: 4))
            #expect(
                try format(try #require(session.formats(0).first)).pictureSize == PictureSize(width: 160, height: 90)
            )
            #expect(session.outputs(0, 1).map(\.size.width) == [100, 100, 100, 100])
        }
    }

    @Test func samplesThatAreNotSquareStaySo() async throws {
        let film = try Film("mjpeg")
        try await withPool { pool in
            var setup = try #require(DecodeSetup(film.format, outputs: [Self.h264]))
            setup.sampleAspectRatio = PictureSize(width: 16, height: 11)
            var session = SessionUnderTest(pool, [.pictures(setup)])
            try await session.wait(opened: 1)
            try await session.feed(film.feeds(1))
            let format = try format(try #require(session.formats(0).first))
            #expect(format.sampleAspectRatio == PictureSize(width: 16, height: 11))
        }
    }

    /// A picture that nobody wants to see is decoded for those that refer to it.
    @Test func onlyWantedPicturesComeOut() async throws {
        let film = try Film("sub")
        try await withPool { pool in
            let setup = try #require(DecodeSetup(film.format, outputs: [Self.gray]))
            let all = try await grays(pool, film.format, film.feeds(30))
            var session = SessionUnderTest(pool, [.pictures(setup)])
            try await session.wait(opened: 1)
            var feeds = film.feeds(30)
            for index in feeds.indices { feeds[index].1.outputs = index == 29 ? 1 : 0 }
            try await session.feed(feeds)
            #expect(session.outputs(0).map(\.payload.array) == [all[29]])
        }
    }

    @Test func whatIsMaskedIsSeenInNoOutput() async throws {
        let film = try Film("main")
        // The upper left quarter, in which the number stands, as a triangle and what is left of the quarter.
        let quarter = [
            MaskPolygon([.init(x: 0, y: 0), .init(x: 32_768, y: 0), .init(x: 0, y: 32_768)]),
            MaskPolygon([.init(x: 32_768, y: 0), .init(x: 32_768, y: 32_768), .init(x: 0, y: 32_768)]),
        ]
        try await withPool { pool in
            func session(_ masks: [MaskPolygon]) async throws -> SessionUnderTest {
                let outputs = [Self.h264, Self.gray, .jpeg(width: 0, quality: 90)]
                let setup = try #require(DecodeSetup(film.format, masks: masks, outputs: outputs))
                var session = SessionUnderTest(pool, [.pictures(setup)])
                try await session.wait(opened: 1)
                try await session.feed(film.feeds(12))
                return session
            }
            let (open, masked) = (try await session([]), try await session(quarter))
            let feeds = masked.outputs(0).map { (0, DecodeFeed(payload: $0.payload, time: $0.time, flags: [])) }
            let fromH264 = try await grays(pool, try format(try #require(masked.formats(0).first)), feeds)
            let jpegs = masked.outputs(0, 2).map { (0, DecodeFeed(payload: $0.payload, time: $0.time, flags: .key)) }
            let fromJPEG = try await grays(pool, .jpeg(JPEGFormat(size: masked.outputs(0, 2)[0].size)), jpegs)
            let plain = open.outputs(0, 1).map(\.payload.array)
            for (kind, pictures) in [
                "gray": masked.outputs(0, 1).map(\.payload.array), "h264": fromH264, "jpeg": fromJPEG,
            ] {
                #expect(pictures.count == 12)
                for (picture, before) in zip(pictures, plain) {
                    let hidden = (0..<18).flatMap { row in picture[row * 64..<row * 64 + 32] }
                    #expect(hidden.max() ?? 255 < 24, "\(kind)")
                    #expect((before[..<(18 * 64)].max() ?? 0) > 200, "what is hidden must be there")
                    // The rest is as it was.
                    let (rest, was) = (Array(picture[(19 * 64)...]), Array(before[(19 * 64)...]))
                    #expect(difference(rest, was) < 6, "\(kind)")
                }
            }
        }
    }

    /// In what is encoded the figures stand in the lower left corner, and nowhere else; each picture has its own.
    @Test(arguments: ["sub", "mjpeg", "h265"])
    func aCaptionIsLaidOverThePicture(name: String) async throws {
        let film = try Film(name)
        let size = try #require(film.format.pictureSize)
        try await withPool { pool in
            let wide = DecodeOutputSetup.h264(
                H264OutputSetup(largest: PictureSize(width: 8192, height: 8192), bitRate: 8_000_000, pictureRate: 25)
            )
            func encoded(_ captions: [String]) async throws -> [[UInt8]] {
                let setup = try #require(DecodeSetup(film.format, outputs: [wide]))
                var session = SessionUnderTest(pool, [.pictures(setup)])
                try await session.wait(opened: 1)
                var feeds = film.feeds(captions.count)
                for (index, caption) in captions.enumerated() { feeds[index].1.caption = caption }
                feeds[captions.count - 1].1.flags.insert(.last)
                try await session.feed(feeds)
                let gray = DecodeOutputSetup.gray(width: UInt16(size.width), height: UInt16(size.height))
                let made = try format(try #require(session.formats(0).first))
                let again = try #require(DecodeSetup(made, outputs: [gray]))
                var reading = SessionUnderTest(pool, [.pictures(again)])
                try await reading.wait(opened: 1)
                try await reading.feed(
                    session.outputs(0).map {
                        (0, DecodeFeed(payload: $0.payload, time: $0.time, flags: $0.flags.contains(.key) ? .key : []))
                    }
                )
                return reading.outputs(0).map(\.payload.array)
            }
            let captions = ["2026-11-21 05:00:00 +01:00", "", "2026-11-21 05:00:01 +01:00"]
            let (plain, with) = (try await encoded(["", "", ""]), try await encoded(captions))
            #expect(plain.count == 3 && with.count == 3)
            for (index, caption) in captions.enumerated() {
                let band = CaptionBitmap(caption, in: size)
                let top = size.height - band.height
                var wrong = 0
                if !caption.isEmpty {
                    for y in 0..<band.height {
                        for x in 0..<band.width {
                            let isLight = with[index][(top + y) * size.width + x] > 128
                            if isLight != (band.pixels[y * band.width + x] == 1) { wrong += 1 }
                        }
                    }
                }
                // Edges are encoded with loss.
                #expect(wrong * 50 < band.pixels.count, "\(wrong) of \(band.pixels.count)")
                let above = 0..<(caption.isEmpty ? size.height : top - 8) * size.width
                #expect(difference(Array(with[index][above]), Array(plain[index][above])) < 3)
            }
        }
    }

    /// A star whose line crosses itself goes around its middle twice: by the rule of even and odd that would be left open.
    @Test func whatALineGoesAroundTwiceIsHiddenToo() async throws {
        let film = try Film("main")
        let star = MaskPolygon([
            .init(x: 32_768, y: 0), .init(x: 52_000, y: 65_535), .init(x: 1000, y: 25_000), .init(x: 64_000, y: 25_000),
            .init(x: 13_000, y: 65_535),
        ])
        try await withPool { pool in
            func picture(_ masks: [MaskPolygon]) async throws -> [UInt8] {
                let setup = try #require(DecodeSetup(film.format, masks: masks, outputs: [Self.gray]))
                var session = SessionUnderTest(pool, [.pictures(setup)])
                try await session.wait(opened: 1)
                try await session.feed(film.feeds(1))
                return try #require(session.outputs(0).first).payload.array
            }
            let (open, masked) = (try await picture([]), try await picture([star]))
            let middle = (16..<20).flatMap { row in masked[row * 64 + 28..<row * 64 + 36] }
            #expect(middle.max() == 0)
            // A corner far from the star is as it was.
            let corner = { (picture: [UInt8]) in (30..<36).flatMap { row in picture[row * 64 + 60..<row * 64 + 64] } }
            #expect(corner(masked) == corner(open))
        }
    }

    /// Where a picture is made smaller each of its samples is made of several, of hidden ones too beside a mask: those are filled
    /// as well. In its own size nothing more is.
    @Test(arguments: [(64, 36, 1), (100, 56, 1), (1280, 720, 0)])
    func nothingOfWhatIsHiddenIsSeenBesideIt(width: Int, height: Int, more: Int) async throws {
        let film = try Film("main")
        let half = MaskPolygon([
            .init(x: 0, y: 0), .init(x: 0, y: 65_535), .init(x: 32_767, y: 65_535), .init(x: 32_767, y: 0),
        ])
        try await withPool { pool in
            func picture(_ masks: [MaskPolygon]) async throws -> [UInt8] {
                let gray = DecodeOutputSetup.gray(width: UInt16(width), height: UInt16(height))
                let setup = try #require(DecodeSetup(film.format, masks: masks, outputs: [gray]))
                let yield = try await pool.perform(.decode(setup, film.keyFrame), camera: nil, longest: .seconds(120))
                guard case .pictures(let pictures) = yield else { throw CancellationError() }
                return try #require(pictures.first).payload.array
            }
            let (open, masked) = (try await picture([]), try await picture([half]))
            let edge = width / 2 + more
            for row in 0..<height {
                let start = row * width
                #expect(masked[start..<start + edge].max() == 0, "row \(row)")
                #expect(masked[start + edge..<start + width] == open[start + edge..<start + width], "row \(row)")
            }
        }
    }

    @Test func aStillIsMaskedToo() async throws {
        let film = try Film("mjpeg")
        let all = MaskPolygon([
            .init(x: 0, y: 0), .init(x: 65_535, y: 0), .init(x: 65_535, y: 65_535), .init(x: 0, y: 65_535),
        ])
        try await withPool { pool in
            let open = try await pool.still(of: film.keyFrame, film.format, camera: "yard")
            let masked = try await pool.still(of: film.keyFrame, film.format, masks: [all], camera: "yard")
            // One block of black, over and over.
            func values(_ still: StillPicture) -> Int { Set(still.bytes.array.suffix(400)).count }
            #expect(masked.size == open.size && values(masked) < 16 && values(open) > 50)
        }
    }

    @Test func aStreamThatIsDamagedInTheMiddleGoesOn() async throws {
        let film = try Film("h265")
        try await withPool { pool in
            let setup = try #require(DecodeSetup(film.format, outputs: [Self.h264]))
            var session = SessionUnderTest(pool, [.pictures(setup)])
            try await session.wait(opened: 1)
            var feeds = film.feeds(50)
            for index in 5..<10 { feeds[index].1.payload = Bytes([0, 0, 0, 2, 0xFF, 0xFF]) }
            feeds[10].1.payload = Bytes([1, 2, 3])
            feeds[11].1.payload = .empty
            try await session.feed(feeds)
            #expect(session.events.contains { if case .undecoded(0, .undecodable) = $0 { true } else { false } })
            // The second group is whole.
            #expect(session.outputs(0).suffix(25).map(\.time) == film.pictures.suffix(25).map(\.time))
        }
    }
}
