import Media
import TestKit
import Testing

@testable import WorkerChannel

/// What comes out of a worker may be anything.
struct HostileMessageTests {
    private func error(in bytes: [UInt8], largest: Int = WorkerChannel.largestBody) -> WorkerChannelError? {
        var framer = WorkerFramer(largestBody: largest)
        var found: WorkerChannelError?
        framer.feed(bytes.span) { frame in
            if case .failure(let error) = frame { found = error }
        }
        return found
    }

    private func frame(_ kind: UInt8, _ body: [UInt8]) -> WorkerFrame {
        WorkerFrame(kind: kind, tag: 1, body: Bytes(body))
    }

    @Test func anotherVersionIsTold() {
        #expect(error(in: [1, 1, 0, 0, 0, 0, 0, 0, 0, 0]) == .unknownVersion(1))
    }

    @Test func aMessageThatIsTooLargeIsRefusedByItsHeadAlone() {
        #expect(error(in: [WorkerChannel.version, 1, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]) == .tooLarge(0xFFFF_FFFF))
        #expect(error(in: [WorkerChannel.version, 1, 0, 0, 0, 0, 0, 0, 0, 11], largest: 10) == .tooLarge(11))
        #expect(error(in: [WorkerChannel.version, 1, 0, 0, 0, 0, 0, 0, 0, 10], largest: 10) == nil)
    }

    @Test func anUnknownKindIsAnError() {
        #expect(throws: WorkerChannelError.unknownKind(99)) { try WorkerAnswer(frame(99, [])) }
        #expect(throws: WorkerChannelError.unknownKind(0)) { try WorkerRequest(frame(0, [])) }
    }

    @Test(arguments: Samples.answers) func anAnswerThatIsCutOffIsAnErrorOrAShorterPicture(answer: WorkerAnswer) {
        let bytes = Array(answer.bytes(tag: 1).array.dropFirst(10))
        let kind = answer.bytes(tag: 1).array[1]
        for count in 0..<bytes.count {
            let cut = try? WorkerAnswer(frame(kind, Array(bytes.prefix(count))))
            if case .output? = cut { continue }
            #expect(cut == nil, "\(count) of \(bytes.count) bytes")
        }
    }

    @Test(arguments: Samples.requests) func aRequestThatIsCutOffIsAnErrorOrAShorterUnit(request: WorkerRequest) {
        let bytes = Array(request.bytes(tag: 1).array.dropFirst(10))
        let kind = request.bytes(tag: 1).array[1]
        for count in 0..<bytes.count {
            let cut = try? WorkerRequest(frame(kind, Array(bytes.prefix(count))))
            if case .feed? = cut { continue }
            #expect(cut == nil, "\(count) of \(bytes.count) bytes")
        }
    }

    @Test func bytesBehindTheEndAreAnError() {
        #expect(throws: WorkerChannelError.trailingBytes(2)) { try WorkerAnswer(frame(4, [1, 2])) }
        #expect(throws: WorkerChannelError.trailingBytes(1)) { try WorkerRequest(frame(5, [0])) }
    }

    @Test func valuesThatNothingCanHaveAreErrors() {
        // A failure without a known reason.
        #expect(throws: WorkerChannelError.self) { try WorkerAnswer(frame(5, [200, 0, 0, 0, 0])) }
        // A version that would write into the log what it likes.
        #expect(throws: WorkerChannelError.self) {
            try WorkerAnswer(frame(1, [0, 0, 0, 3, 0x35, 0x0A, 0x1B, 0, 0, 0]))
        }
        // A text that claims more than there is, and one that is too long.
        #expect(throws: WorkerChannelError.truncated) { try WorkerAnswer(frame(1, [0, 0, 0, 60, 0x35])) }
        #expect(throws: WorkerChannelError.self) {
            try WorkerAnswer(frame(1, [0, 0, 0, 65] + [UInt8](repeating: 0x35, count: 65) + [0, 0, 0]))
        }
        // More devices than any machine has.
        #expect(throws: WorkerChannelError.self) { try WorkerAnswer(frame(1, [0, 0, 0, 0, 0, 0xFF, 0xFF])) }
    }

    @Test func setupsThatMakeNoSenseAreErrors() {
        func setup(_ fields: [UInt8]) -> WorkerFrame { frame(1, [0, 0, 0, 1] + fields) }
        let square: [UInt8] = [0, 1, 0, 1]
        #expect(throws: WorkerChannelError.self) { try WorkerRequest(setup([9] + square + [0, 0, 0, 0, 0, 0])) }
        #expect(throws: WorkerChannelError.self) { try WorkerRequest(setup([1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0])) }
        // JPEG of quality 0; a gray picture without a width, one that is larger than a message, one with more fields.
        let outputs: [[UInt8]] = [
            [1, 0, 0, 0, 3, 0, 0, 0], [2, 0, 0, 0, 4, 0, 0, 0, 9], [2, 0, 0, 0, 4, 0xFF, 0xFF, 0xFF, 0xFF],
            [2, 0, 0, 0, 5, 0, 9, 0, 9, 9], [9, 0, 0, 0, 0],
            // H.264 of 15 pixels, of no bits, of no pictures.
            [3, 0, 0, 0, 9, 0, 15, 0, 16, 0, 1, 0, 0, 25], [3, 0, 0, 0, 9, 0, 16, 0, 16, 0, 0, 0, 0, 25],
            [3, 0, 0, 0, 9, 0, 16, 0, 16, 0, 1, 0, 0, 0],
        ]
        for output in outputs {
            #expect(throws: WorkerChannelError.self) {
                try WorkerRequest(setup([1] + square + [0, 0, 0, 0, 0, 1] + output))
            }
        }
        // The last of them with a rate: what is refused above is refused for its one fault.
        let good: [UInt8] = [3, 0, 0, 0, 9, 0, 16, 0, 16, 0, 1, 0, 0, 25]
        #expect(throws: Never.self) { try WorkerRequest(setup([1] + square + [0, 0, 0, 0, 0, 1] + good)) }
    }

    @Test func masksThatAreNoneAreErrors() {
        func setup(_ mask: [UInt8]) -> WorkerFrame {
            frame(1, [0, 0, 0, 1, 1, 0, 1, 0, 1, 0, 0, 0, 1] + mask + [0, 0])
        }
        let corner: [UInt8] = [0, 1, 0, 2]
        #expect(throws: Never.self) { try WorkerRequest(setup([0, 3] + corner + corner + corner)) }
        #expect(throws: WorkerChannelError.self) { try WorkerRequest(setup([0, 2] + corner + corner)) }
        #expect(throws: WorkerChannelError.self) {
            try WorkerRequest(setup([0, 65] + (0..<65).flatMap { _ in corner }))
        }
    }

    @Test(
        arguments: [
            // An unknown codec, no channel, rates that nothing has, three channels of AAC, AAC of 44 099 and of no bits.
            [9, 0, 0, 0, 0, 0, 0, 0x1F, 0x40, 1, 0, 0, 0x3E, 0x80, 1, 0, 0, 0x7D, 0],
            [3, 0, 0, 0, 0, 0, 0, 0x1F, 0x40, 0, 0, 0, 0x3E, 0x80, 1, 0, 0, 0x7D, 0],
            [3, 0, 0, 0, 0, 0, 0, 0, 0x40, 1, 0, 0, 0x3E, 0x80, 1, 0, 0, 0x7D, 0],
            [3, 0, 0, 0, 0, 0xFF, 0, 0x1F, 0x40, 1, 0, 0, 0x3E, 0x80, 1, 0, 0, 0x7D, 0],
            [3, 0, 0, 0, 0, 0, 0, 0x1F, 0x40, 1, 0, 0, 0x3E, 0x80, 3, 0, 0, 0x7D, 0],
            [3, 0, 0, 0, 0, 0, 0, 0x1F, 0x40, 1, 0, 0, 0xAC, 0x43, 1, 0, 0, 0x7D, 0],
            [3, 0, 0, 0, 0, 0, 0, 0x1F, 0x40, 1, 0, 0, 0x3E, 0x80, 1, 0, 0, 0, 0],
        ] as [[UInt8]]
    ) func soundThatMakesNoSenseIsAnError(fields: [UInt8]) {
        #expect(throws: WorkerChannelError.self) { try WorkerRequest(frame(6, [0, 0, 0, 1] + fields)) }
        let good: [UInt8] = [3, 0, 0, 0, 0, 0, 0, 0x1F, 0x40, 1, 0, 0, 0x3E, 0x80, 1, 0, 0, 0x7D, 0]
        #expect(throws: Never.self) { try WorkerRequest(frame(6, [0, 0, 0, 1] + good)) }
    }

    @Test func formatsWithoutEndAreErrors() {
        #expect(throws: WorkerChannelError.self) {
            try WorkerAnswer(frame(6, [0, 0, 9] + [UInt8](repeating: 0, count: 36)))
        }
        #expect(throws: WorkerChannelError.self) {
            try WorkerAnswer(frame(6, [0, 0, 1, 0, 0, 4, 1] + [UInt8](repeating: 0, count: 1025)))
        }
    }

    @Test func nothingThatIsMadeUpCrashes() {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<20_000 {
            let kind = UInt8.random(in: 0...7, using: &random)
            let body = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                UInt8.random(in: 0...UInt8.random(in: 1...255, using: &random), using: &random)
            }
            if let answer = try? WorkerAnswer(frame(kind, body)) {
                #expect(Array(answer.bytes(tag: 1).array.dropFirst(10)).count == body.count)
            }
            _ = try? WorkerRequest(frame(kind, body))
        }
    }
}
