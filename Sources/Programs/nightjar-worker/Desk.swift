import Media
import WorkerChannel

/// Takes the recorder's requests one after the other, and answers each.
struct Desk: ~Copyable {
    private let socket: WorkerSocket
    private let introduction: WorkerIntroduction
    private var sessions: [UInt32: SessionBox] = [:]

    /// A dictionary holds no value that cannot be copied.
    private class SessionBox {
        func feed(_ feed: DecodeFeed, _ give: (WorkerAnswer) throws -> Void) throws {}
    }

    private final class PictureBox: SessionBox {
        private var session: DecodeSession

        init(_ setup: DecodeSetup) throws(WorkerFailure) { session = try DecodeSession(setup) }

        override func feed(_ feed: DecodeFeed, _ give: (WorkerAnswer) throws -> Void) throws {
            try session.feed(feed, give)
        }
    }

    private final class SoundBox: SessionBox {
        private var converter: SoundConverter

        init(_ setup: SoundSetup) throws(WorkerFailure) { converter = try SoundConverter(setup) }

        var format: EncodedFormat { converter.format }

        override func feed(_ feed: DecodeFeed, _ give: (WorkerAnswer) throws -> Void) throws {
            try converter.feed(feed, give)
        }
    }

    init(socket: WorkerSocket, introduction: WorkerIntroduction) {
        self.socket = socket
        self.introduction = introduction
    }

    /// Works until the recorder closes the channel.
    ///
    /// - Throws: `WorkerChannelError` where what comes is no request, `WorkerSocket.Closed`.
    mutating func work() throws {
        try socket.write(WorkerAnswer.ready(introduction).bytes(tag: 0))
        var framer = WorkerFramer()
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = try socket.read(into: &buffer)
            guard count > 0 else { return }
            var frames: [WorkerFrame] = []
            try framer.feed(buffer.span.extracting(0..<count)) { frames.append(try $0.get()) }
            for frame in frames { try answer(try WorkerRequest(frame), tag: frame.tag) }
        }
    }

    private mutating func answer(_ request: WorkerRequest, tag: UInt32) throws {
        let end: WorkerAnswer
        do {
            end = try perform(request, tag: tag)
        } catch let failure as WorkerFailure {
            end = .failed(failure)
        }
        try socket.write(end.bytes(tag: tag))
    }

    /// - Returns: what ends the request.
    /// - Throws: `WorkerFailure`, `WorkerSocket.Closed`.
    private mutating func perform(_ request: WorkerRequest, tag: UInt32) throws -> WorkerAnswer {
        switch request {
        case .open(let number, let setup):
            try checkRoom(for: number)
            sessions[number] = try PictureBox(setup)
        case .openSound(let number, let setup):
            try checkRoom(for: number)
            let box = try SoundBox(setup)
            sessions[number] = box
            try socket.write(WorkerAnswer.format(box.format).bytes(tag: tag))
        case .feed(let number, let feed):
            guard let box = sessions[number] else { throw WorkerFailure(.wrongSession) }
            let socket = socket
            try box.feed(feed) { try socket.write($0.bytes(tag: tag)) }
        case .close(let number): sessions[number] = nil
        case .measure: return .measured(Measurement.make())
        case .ping: break
        }
        return .done
    }

    private func checkRoom(for session: UInt32) throws(WorkerFailure) {
        guard sessions[session] == nil else { throw WorkerFailure(.wrongSession) }
        guard sessions.count < WorkerChannel.mostSessions else { throw WorkerFailure(.tooManySessions) }
    }
}
