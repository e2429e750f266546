import Media
import Testing
import WorkerChannel

@testable import Workers

/// Key frames become JPEG files, in the real program.
struct StillPictureTests {
    @Test(arguments: [("main", 1280, 720), ("sub", 640, 360), ("h265", 320, 180), ("mjpeg", 320, 180)])
    func aKeyFrameBecomesAFile(name: String, width: Int, height: Int) async throws {
        let film = try Film(name)
        try await withPool { pool in
            let whole = try await pool.still(of: film)
            #expect(whole.size == PictureSize(width: width, height: height))
            let outline = try JPEGOutline(parsing: whole.bytes.span)
            #expect(outline.isEnded && outline.size == whole.size && outline.length == whole.bytes.count)
            let small = try await pool.still(of: film, width: 160)
            #expect(small.size == PictureSize(width: 160, height: 90))
            #expect(small.bytes.count < whole.bytes.count)
            // Not larger than it is.
            #expect(try await pool.still(of: film, width: 4000).size == whole.size)
            // Nothing of the library's.
            #expect(!String(decoding: whole.bytes.array, as: UTF8.self).contains("Lav"))
        }
    }

    /// What is in the file is what was in the stream, as bright as it was.
    @Test(arguments: ["main", "h265", "mjpeg"]) func thePictureIsTheSame(name: String) async throws {
        let film = try Film(name)
        let gray = DecodeOutputSetup.gray(width: 64, height: 36)
        try await withPool { pool in
            let setup = try #require(DecodeSetup(film.format, outputs: [.jpeg(width: 0, quality: 95), gray]))
            let first = try await pool.perform(.decode(setup, film.keyFrame), camera: nil, longest: .seconds(120))
            guard case .pictures(let pictures) = first, pictures.count == 2 else {
                Issue.record("not two outputs: \(first)")
                return
            }
            #expect(pictures.allSatisfy { $0.flags == .key })
            let again = DecodeSetup(codec: .jpeg, parameterSets: [], outputs: [gray])
            let second = try await pool.perform(
                .decode(again, pictures[0].payload),
                camera: nil,
                longest: .seconds(120)
            )
            guard case .pictures(let others) = second, others.count == 1 else {
                Issue.record("not one output: \(second)")
                return
            }
            let (before, after) = (pictures[1].payload.array, others[0].payload.array)
            #expect(before.count == 64 * 36 && after.count == before.count)
            let difference = zip(before, after).map { abs(Int($0) - Int($1)) }.reduce(0, +)
            #expect(Double(difference) / Double(before.count) < 2)
            #expect((before.max() ?? 0) - (before.min() ?? 0) > 100, "a picture without contrast proves nothing")
        }
    }

    @Test func samplesThatAreNotSquareBecomeSo() async throws {
        let film = try Film("mjpeg")
        try await withPool { pool in
            var setup = try #require(
                DecodeSetup(film.format, outputs: [.jpeg(width: 0, quality: 80), .jpeg(width: 160, quality: 80)])
            )
            setup.sampleAspectRatio = PictureSize(width: 2, height: 1)
            let yield = try await pool.perform(.decode(setup, film.keyFrame), camera: nil, longest: .seconds(120))
            guard case .pictures(let pictures) = yield else {
                Issue.record("no pictures")
                return
            }
            #expect(
                pictures.map(\.size) == [PictureSize(width: 640, height: 180), PictureSize(width: 160, height: 45)]
            )
        }
    }

    @Test func soundIsNoPicture() async throws {
        try await withPool { pool in
            await #expect(throws: WorkerError.notVideo) {
                try await pool.still(of: Bytes([1]), .g711(G711Format(law: .mu)), camera: "yard")
            }
        }
    }

    @Test func aWorkerMeasuresItself() async throws {
        try await withPool { pool in
            let measurement = try await pool.measure()
            #expect(Set(["h264", "hevc", "mjpeg"]).isSubset(of: measurement.decoders))
            #expect(measurement.encoders.contains("libx264"))
            for work in WorkerMeasurement.Work.allCases {
                #expect(measurement.rate(work)?.picturesPerSecond ?? 0 > 0, "\(work)")
            }
        }
    }

    @Test func manyAtOnceShareTheWorkers() async throws {
        let film = try Film("sub")
        try await withPool(shared: 2) { pool in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for width in 1...24 { group.addTask { try await pool.still(of: film, width: width * 16).size.width } }
                var widths: Set<Int> = []
                for try await width in group { widths.insert(width) }
                #expect(widths == Set((1...24).map { $0 * 16 }))
            }
            let state = try #require(await pool.state())
            #expect(state.workers.count <= 2 && state.restarts == 0)
            #expect(state.workers.reduce(0) { $0 + $1.jobs } == 24)
        }
    }
}
