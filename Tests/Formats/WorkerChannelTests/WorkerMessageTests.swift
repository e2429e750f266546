import Media
import Testing

@testable import WorkerChannel

/// What is written is what is read, however it is cut.
struct WorkerMessageTests {
    private func frames(_ pieces: [[UInt8]]) throws(WorkerChannelError) -> [WorkerFrame] {
        var framer = WorkerFramer()
        var frames: [WorkerFrame] = []
        var failure: WorkerChannelError?
        for piece in pieces {
            framer.feed(piece.span) { frame in
                switch frame {
                case .success(let frame): frames.append(frame)
                case .failure(let error): failure = error
                }
            }
            if let failure { throw failure }
        }
        return frames
    }

    private var stream: [UInt8] {
        Samples.requests.enumerated().flatMap { $1.bytes(tag: UInt32($0)).array }
    }

    @Test(arguments: Samples.requests) func aRequestIsReadAsItWasWritten(request: WorkerRequest) throws {
        let frame = try #require(try frames([request.bytes(tag: 0xDEAD_BEEF).array]).first)
        #expect(frame.tag == 0xDEAD_BEEF)
        #expect(try WorkerRequest(frame) == request)
    }

    @Test(arguments: Samples.answers) func anAnswerIsReadAsItWasWritten(answer: WorkerAnswer) throws {
        let frame = try #require(try frames([answer.bytes(tag: 3).array]).first)
        #expect(frame.tag == 3)
        #expect(try WorkerAnswer(frame) == answer)
    }

    @Test func messagesAreFoundAtEverySplit() throws {
        let whole = try frames([stream])
        #expect(try whole.map { frame throws(WorkerChannelError) in try WorkerRequest(frame) } == Samples.requests)
        for split in 0...stream.count {
            #expect(try frames([Array(stream[..<split]), Array(stream[split...])]) == whole, "split at \(split)")
        }
        #expect(try frames(stream.map { [$0] }) == whole)
    }

    @Test func aFramerKnowsWhetherAMessageHasBegun() {
        var framer = WorkerFramer()
        let message = WorkerRequest.ping.bytes(tag: 1).array
        var states: [Bool] = [framer.isWithinMessage]
        framer.feed(Array(message.prefix(4)).span) { _ in Issue.record("half a head is no message") }
        states.append(framer.isWithinMessage)
        framer.feed(Array(message.dropFirst(4)).span) { _ in }
        states.append(framer.isWithinMessage)
        #expect(states == [false, true, false])
    }

    @Test func aTrackOfVideoMakesASetup() throws {
        let setup = try #require(DecodeSetup(.jpeg(JPEGFormat(size: PictureSize(width: 8, height: 8))), outputs: []))
        #expect(setup.codec == .jpeg && setup.parameterSets.isEmpty)
        #expect(DecodeSetup(.g711(G711Format(law: .a)), outputs: []) == nil)
    }

    @Test func aTrackOfSoundMakesASetup() throws {
        let output = AACOutputSetup(sampleRate: 16_000, channels: 1, bitRate: 32_000)
        let law = try #require(SoundSetup(.g711(G711Format(law: .a)), output: output))
        #expect(law.codec == .aLaw && law.sampleRate == 8000 && law.channels == 1 && law.configuration.isEmpty)
        let opus = try #require(SoundSetup(.opus(OpusFormat(channels: 2)), output: output))
        #expect(opus.codec == .opus && opus.sampleRate == 48_000 && opus.channels == 2)
        let aac = try #require(SoundSetup(.aac(try AACFormat(configuration: [0x11, 0x90])), output: output))
        #expect(aac.codec == .aac && aac.configuration == [0x11, 0x90])
        #expect(SoundSetup(.jpeg(JPEGFormat(size: PictureSize(width: 8, height: 8))), output: output) == nil)
        // More channels than there are decoders for.
        #expect(SoundSetup(.g711(G711Format(law: .mu, channels: 9)), output: output) == nil)
    }

    @Test func equalSidesOfASampleAreSquare() throws {
        var setup = Samples.setup
        setup.sampleAspectRatio = PictureSize(width: 40, height: 40)
        let frame = try #require(try frames([WorkerRequest.open(session: 1, setup).bytes(tag: 1).array]).first)
        guard case .open(_, let read) = try WorkerRequest(frame) else {
            Issue.record("another request")
            return
        }
        #expect(read.sampleAspectRatio == nil)
    }
}
