import Media
import Testing
import WorkerChannel

@testable import Workers

/// A worker is believed what was asked of it, and nothing else.
struct WorkerConversationTests {
    private static let picture: [UInt8] = [
        0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 16, 1, 1, 0x11, 0, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 9, 0xFF,
        0xD9,
    ]

    private func frame(_ answer: WorkerAnswer, tag: UInt32) throws -> WorkerFrame {
        var framer = WorkerFramer()
        var frames: [WorkerFrame] = []
        try framer.feed(answer.bytes(tag: tag).array.span) { frames.append(try $0.get()) }
        return try #require(frames.first)
    }

    private func setup() throws -> DecodeSetup {
        DecodeSetup(
            codec: .jpeg,
            parameterSets: [],
            outputs: [.jpeg(width: 16, quality: 80), .gray(width: 2, height: 2)]
        )
    }

    private func output(
        _ index: UInt8 = 0,
        size: PictureSize = PictureSize(width: 16, height: 8),
        _ payload: [UInt8] = picture
    ) -> WorkerAnswer {
        .output(DecodeOutput(output: index, time: 0, flags: .key, size: size, payload: Bytes(payload)))
    }

    /// One that has introduced itself and is at a picture, whose requests have the tags 1 to 3.
    private func begun() throws -> WorkerConversation {
        var conversation = WorkerConversation()
        let introduction = WorkerIntroduction(library: "5.1", confinement: .whole)
        #expect(try conversation.receive(frame(.ready(introduction), tag: 0)) == .introduced(introduction))
        #expect(conversation.begin(.decode(try setup(), Bytes([1]))).count == 3)
        return conversation
    }

    @Test func aPictureIsTaken() throws {
        var conversation = try begun()
        #expect(try conversation.receive(frame(.done, tag: 1)) == nil)
        #expect(try conversation.receive(frame(output(), tag: 2)) == nil)
        #expect(
            try conversation.receive(frame(output(1, size: PictureSize(width: 2, height: 2), [1, 2, 3, 4]), tag: 2))
                == nil
        )
        #expect(try conversation.receive(frame(.done, tag: 2)) == nil)
        guard case .finished(.success(.pictures(let pictures))) = try conversation.receive(frame(.done, tag: 3)) else {
            Issue.record("no pictures")
            return
        }
        #expect(pictures.map(\.output) == [0, 1] && pictures[0].payload.array == Self.picture)
        // A sign of life while nothing is to be done.
        _ = conversation.ping()
        #expect(try conversation.receive(frame(.done, tag: 4)) == .ponged)
    }

    @Test func theFirstFailureIsTold() throws {
        var conversation = try begun()
        #expect(try conversation.receive(frame(.failed(WorkerFailure(.unsupported)), tag: 1)) == nil)
        #expect(try conversation.receive(frame(.failed(WorkerFailure(.wrongSession)), tag: 2)) == nil)
        let end = try conversation.receive(frame(.done, tag: 3))
        #expect(end == .finished(.failure(WorkerFailure(.unsupported))))
    }

    @Test func beforeTheIntroductionNothingIsBelieved() throws {
        for (answer, tag) in [
            (WorkerAnswer.done, 0), (output(), 0), (.ready(WorkerIntroduction(library: "", confinement: [])), 1),
        ] as [(WorkerAnswer, UInt32)] {
            var conversation = WorkerConversation()
            let frame = try frame(answer, tag: tag)
            #expect(throws: WorkerFault.self) { try conversation.receive(frame) }
        }
    }

    @Test func whatWasNotAskedForIsAFault() throws {
        let measured = WorkerMeasurement(decoders: [], encoders: [], rates: [])
        let introduction = WorkerIntroduction(library: "", confinement: [])
        for (answer, tag) in [
            (.done, 2), (.done, 0), (.measured(measured), 1), (.measured(measured), 3), (.ready(introduction), 1),
            // Before its turn.
            (output(), 2),
        ] as [(WorkerAnswer, UInt32)] {
            var conversation = try begun()
            let frame = try frame(answer, tag: tag)
            #expect(throws: WorkerFault.self, "\(answer)") { try conversation.receive(frame) }
        }
    }

    @Test func picturesThatAreNotWhatTheySayAreFaults() throws {
        let small = PictureSize(width: 2, height: 2)
        let bad: [WorkerAnswer] = [
            // Of no output, of another size, of a size that was not asked for, cut short, with something behind it.
            output(2), output(size: PictureSize(width: 8, height: 8)), output(0, size: small, [1, 2, 3, 4]),
            output(0, Array(Self.picture.dropLast(2))), output(0, Self.picture + [0]), output(0, []),
            output(1, size: small, [1, 2, 3]), output(1, size: PictureSize(width: 4, height: 1), [1, 2, 3, 4]),
        ]
        for answer in bad {
            var conversation = try begun()
            _ = try conversation.receive(frame(.done, tag: 1))
            let frame = try frame(answer, tag: 2)
            #expect(throws: WorkerFault.self, "\(answer)") { try conversation.receive(frame) }
        }
    }

    @Test func oneThatSendsPicturesWithoutEndIsStopped() throws {
        var conversation = try begun()
        _ = try conversation.receive(frame(.done, tag: 1))
        let frame = try frame(output(), tag: 2)
        for _ in 0..<4 { #expect(try conversation.receive(frame) == nil) }
        #expect(throws: WorkerFault.self) { try conversation.receive(frame) }
    }

    @Test func whatIsNoMessageIsAFault() throws {
        var conversation = try begun()
        var framer = WorkerFramer()
        var frames: [WorkerFrame] = []
        try framer.feed(([WorkerChannel.version, 77, 0, 0, 0, 1, 0, 0, 0, 0] as [UInt8]).span) {
            frames.append(try $0.get())
        }
        let frame = try #require(frames.first)
        #expect(throws: WorkerFault.self) { try conversation.receive(frame) }
    }
}
