import Media
import Testing
import WorkerChannel

@testable import Workers

/// A session's worker is believed what can come of what it was sent, and nothing else.
struct SessionTalkTests {
    private let size = PictureSize(width: 64, height: 36)

    private func frame(_ answer: WorkerAnswer, tag: UInt32) throws -> WorkerFrame {
        var framer = WorkerFramer()
        var frames: [WorkerFrame] = []
        try framer.feed(answer.bytes(tag: tag).array.span) { frames.append(try $0.get()) }
        return try #require(frames.first)
    }

    private func feed(_ time: Int64, outputs: UInt8 = .max) -> DecodeFeed {
        DecodeFeed(payload: Bytes([1]), time: time, flags: .key, outputs: outputs)
    }

    /// One of H.264 and brightness, and of sound; opened with the tags 1 and 2.
    private func begun() throws -> SessionTalk {
        let outputs: [DecodeOutputSetup] = [
            .h264(H264OutputSetup(largest: size, bitRate: 100_000, pictureRate: 25)), .gray(width: 2, height: 1),
        ]
        let pictures = DecodeSetup(codec: .jpeg, parameterSets: [], outputs: outputs)
        let sound = try #require(
            SoundSetup(
                .g711(G711Format(law: .a)),
                output: AACOutputSetup(sampleRate: 16_000, channels: 1, bitRate: 32_000)
            )
        )
        var talk = SessionTalk([.pictures(pictures), .sound(sound)])
        let introduction = WorkerIntroduction(library: "5.1", confinement: .whole)
        #expect(try talk.receive(frame(.ready(introduction), tag: 0)) == .introduced(introduction))
        #expect(talk.open().count == 2)
        #expect(try talk.receive(frame(.done, tag: 1)) == .opened(track: 0))
        let format = EncodedFormat(output: 0, parameterSets: [[0x14, 0x08]])
        #expect(try talk.receive(frame(.format(format), tag: 2)) == .format(track: 1, format))
        #expect(try talk.receive(frame(.done, tag: 2)) == .opened(track: 1))
        return talk
    }

    private func picture(
        _ time: Int64 = 7,
        _ flags: DecodeOutput.Flags = .key,
        _ payload: [UInt8] = [0, 0, 0, 2, 0x65, 9]
    ) -> DecodeOutput {
        DecodeOutput(output: 0, time: time, flags: flags, size: size, payload: Bytes(payload))
    }

    private func gray(_ time: Int64 = 7) -> DecodeOutput {
        DecodeOutput(output: 1, time: time, flags: [], size: PictureSize(width: 2, height: 1), payload: Bytes([1, 2]))
    }

    private func sound(_ time: Int64, _ count: Int = 9) -> DecodeOutput {
        let none = PictureSize(width: 0, height: 0)
        return DecodeOutput(
            output: 0,
            time: time,
            flags: .key,
            size: none,
            payload: Bytes([UInt8](repeating: 1, count: count))
        )
    }

    private let format = EncodedFormat(output: 0, parameterSets: [[0x67], [0x68]])

    @Test func whatComesOfAUnitIsTaken() throws {
        var talk = try begun()
        #expect(talk.feed(feed(7), track: 0).count == 1)
        #expect(talk.feed(feed(0), track: 1).count == 1)
        #expect(try talk.receive(frame(.format(format), tag: 3)) == .format(track: 0, format))
        #expect(try talk.receive(frame(.output(picture()), tag: 3)) == .output(track: 0, picture()))
        #expect(try talk.receive(frame(.output(gray()), tag: 3)) == .output(track: 0, gray()))
        #expect(try talk.receive(frame(.done, tag: 3)) == .fed(track: 0))
        #expect(try talk.receive(frame(.output(sound(-1024)), tag: 4)) == .output(track: 1, sound(-1024)))
        #expect(try talk.receive(frame(.output(sound(0)), tag: 4)) == .output(track: 1, sound(0)))
        let failure = WorkerFailure(.undecodable)
        #expect(try talk.receive(frame(.failed(failure), tag: 4)) == .undecoded(track: 1, failure))
    }

    /// A decoder keeps pictures back.
    @Test func aPictureMayComeLater() throws {
        var talk = try begun()
        for time in [7, 9, 8] as [Int64] { _ = talk.feed(feed(time), track: 0) }
        for tag in [3, 4] as [UInt32] { #expect(try talk.receive(frame(.done, tag: tag)) == .fed(track: 0)) }
        _ = try talk.receive(frame(.format(format), tag: 5))
        for time in [7, 8, 9] as [Int64] {
            #expect(try talk.receive(frame(.output(picture(time)), tag: 5)) == .output(track: 0, picture(time)))
        }
    }

    @Test func aTrackMayBeRefused() throws {
        var talk = SessionTalk([.pictures(DecodeSetup(codec: .h264, parameterSets: [], outputs: []))])
        let introduction = WorkerIntroduction(library: "", confinement: [])
        _ = try talk.receive(frame(.ready(introduction), tag: 0))
        _ = talk.open()
        let failure = WorkerFailure(.unsupported)
        #expect(try talk.receive(frame(.failed(failure), tag: 1)) == .refused(track: 0, failure))
    }

    /// Each after a feed of the picture at 7 with the tag 3, whose format is known.
    @Test func whatCannotComeOfItIsAFault() throws {
        let other = PictureSize(width: 66, height: 36)
        var large = picture()
        large.size = other
        var elsewhere = gray()
        elsewhere.output = 2
        let bad: [(WorkerAnswer, UInt32)] = [
            // Another time, another size, an output that there is not; what is no access unit; a key frame that is none.
            (.output(picture(8)), 3), (.output(large), 3), (.output(elsewhere), 3), (.output(picture(7, .key, [])), 3),
            (.output(picture(7, .key, [0, 0, 0, 3, 0x65, 9])), 3),
            (.output(picture(7, .key, [0, 0, 0, 2, 0x67, 9])), 3),
            (.output(picture(7, .key, [0, 0, 0, 2, 0x61, 9])), 3), (.output(picture(7, [], [0, 0, 0, 2, 0x65, 9])), 3),
            (.output(picture(7, .key, [0, 0, 0, 0])), 3),
            // Formats of what is not encoded.
            (.format(EncodedFormat(output: 1, parameterSets: [])), 3),
            (.format(EncodedFormat(output: 9, parameterSets: [])), 3),
            // To no question, out of turn, or what nobody asked.
            (.done, 4), (.output(picture()), 9), (.done, 0),
            (.measured(WorkerMeasurement(decoders: [], encoders: [], rates: [])), 3),
            (.ready(WorkerIntroduction(library: "", confinement: [])), 3),
        ]
        for (answer, tag) in bad {
            var talk = try begun()
            _ = talk.feed(feed(7), track: 0)
            _ = try talk.receive(frame(.format(format), tag: 3))
            let frame = try frame(answer, tag: tag)
            #expect(throws: WorkerFault.self, "\(answer)") { try talk.receive(frame) }
        }
    }

    @Test func aPictureComesOnceAndAfterItsFormat() throws {
        var talk = try begun()
        _ = talk.feed(feed(7), track: 0)
        let frame = try frame(.output(picture()), tag: 3)
        #expect(throws: WorkerFault.self) { try talk.receive(frame) }
        talk = try begun()
        _ = talk.feed(feed(7), track: 0)
        _ = try talk.receive(self.frame(.format(format), tag: 3))
        _ = try talk.receive(frame)
        #expect(throws: WorkerFault.self) { try talk.receive(frame) }
        // Nor one that nobody wants to see.
        talk = try begun()
        _ = talk.feed(feed(7, outputs: 2), track: 0)
        _ = try talk.receive(self.frame(.format(format), tag: 3))
        #expect(throws: WorkerFault.self) { try talk.receive(frame) }
    }

    @Test func soundGoesOnAndIsShort() throws {
        for bad in [sound(5), sound(4), sound(6, 0), sound(6, 5000)] {
            var talk = try begun()
            _ = talk.feed(feed(0), track: 1)
            _ = try talk.receive(frame(.output(sound(5)), tag: 3))
            let frame = try frame(.output(bad), tag: 3)
            #expect(throws: WorkerFault.self) { try talk.receive(frame) }
        }
    }

    @Test func oneThatSendsWithoutEndIsStopped() throws {
        var talk = try begun()
        _ = talk.feed(feed(0), track: 1)
        for time in 0..<64 { _ = try talk.receive(frame(.output(sound(Int64(time))), tag: 3)) }
        let frame = try frame(.output(sound(64)), tag: 3)
        #expect(throws: WorkerFault.self) { try talk.receive(frame) }
        talk = try begun()
        _ = talk.feed(feed(7), track: 0)
        for _ in 0..<64 { _ = try talk.receive(self.frame(.format(format), tag: 3)) }
        let another = try self.frame(.format(format), tag: 3)
        #expect(throws: WorkerFault.self) { try talk.receive(another) }
    }
}
