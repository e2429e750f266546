import Media
import WorkerChannel

/// What is said with the worker of one session: its tracks are opened when it is ready, and given units. What comes back is taken
/// only where it can come of what was sent.
struct SessionTalk: WorkerTalk {
    enum Event: Equatable {
        case introduced(WorkerIntroduction)
        /// A track takes units from now on.
        case opened(track: Int)
        /// It never will.
        case refused(track: Int, WorkerFailure)
        case format(track: Int, EncodedFormat)
        case output(track: Int, DecodeOutput)
        /// A unit was decoded, and all that came of it at once was given.
        case fed(track: Int)
        /// It could not be.
        case undecoded(track: Int, WorkerFailure)
    }

    private struct Request {
        let tag: UInt32
        let track: Int
        let opens: Bool
        /// What came of it so far.
        var outputs = 0
        var bytes = 0
    }

    /// Of what was sent of a track, what has not come back.
    private struct Track {
        let setup: SessionTrack
        /// Times of pictures with the outputs that are wanted of each, the oldest first. Some never come.
        var awaited: [(time: Int64, outputs: UInt8)] = []
        var formats: Set<UInt8> = []
        /// Of sound.
        var lastTime: Int64?
    }

    /// Bytes of a block of AAC: 6144 bits for each channel (ISO/IEC 14496-3 §4.5.3.3), and as much again.
    static let largestSound = 4096
    /// A decoder keeps 16 pictures back at most, and gives them all when a key frame comes.
    private static let mostAwaited = 256
    /// A unit of sound, of a second at most, makes 47 blocks; more pictures than are kept back come of none.
    private static let mostOutputs = 64
    private static let mostBytes = WorkerChannel.largestBody

    private var isIntroduced = false
    private var nextTag: UInt32 = 1
    private var requests: [Request] = []
    private var tracks: [Track]

    init(_ tracks: [SessionTrack]) { self.tracks = tracks.map { Track(setup: $0) } }

    // MARK: Asking

    /// Opens all tracks: after the worker has introduced itself.
    mutating func open() -> [WorkerMessageBytes] {
        tracks.indices.map { ask(tracks[$0].setup.request(session: Self.session($0)), of: $0, opens: true) }
    }

    /// After the track was opened.
    mutating func feed(_ feed: DecodeFeed, track: Int) -> [WorkerMessageBytes] {
        guard tracks.indices.contains(track) else { return [] }
        if case .pictures(let setup) = tracks[track].setup {
            let outputs = feed.outputs & UInt8(truncatingIfNeeded: (1 << setup.outputs.count) - 1)
            if outputs != 0 { tracks[track].awaited.append((feed.time, outputs)) }
            if tracks[track].awaited.count > Self.mostAwaited { tracks[track].awaited.removeFirst() }
        }
        return [ask(.feed(session: Self.session(track), feed), of: track, opens: false)]
    }

    private static func session(_ track: Int) -> UInt32 { UInt32(track + 1) }

    private mutating func ask(_ request: WorkerRequest, of track: Int, opens: Bool) -> WorkerMessageBytes {
        defer { nextTag = nextTag == .max ? 1 : nextTag + 1 }
        requests.append(Request(tag: nextTag, track: track, opens: opens))
        return request.bytes(tag: nextTag)
    }

    // MARK: Being answered

    mutating func receive(_ frame: WorkerFrame) throws(WorkerFault) -> Event? {
        let answer: WorkerAnswer
        do throws(WorkerChannelError) {
            answer = try WorkerAnswer(frame)
        } catch {
            throw WorkerFault(what: "\(error)")
        }
        guard isIntroduced else {
            guard case .ready(let introduction) = answer, frame.tag == 0 else {
                throw WorkerFault(what: "an answer before it was ready")
            }
            isIntroduced = true
            return .introduced(introduction)
        }
        guard let first = requests.first, first.tag == frame.tag else {
            throw WorkerFault(what: "an answer to no question")
        }
        switch answer {
        case .ready: throw WorkerFault(what: "a second introduction")
        case .measured: throw WorkerFault(what: "a measurement that nobody asked for")
        case .format(let format): return try take(format, of: first.track)
        case .output(let output): return try take(output, of: first)
        case .done:
            requests.removeFirst()
            return first.opens ? .opened(track: first.track) : .fed(track: first.track)
        case .failed(let failure):
            requests.removeFirst()
            return first.opens ? .refused(track: first.track, failure) : .undecoded(track: first.track, failure)
        }
    }

    private mutating func take(_ format: EncodedFormat, of track: Int) throws(WorkerFault) -> Event {
        guard tracks[track].setup.isEncoded(format.output), count(bytes: 0) else {
            throw WorkerFault(what: "a format that nobody asked for")
        }
        tracks[track].formats.insert(format.output)
        return .format(track: track, format)
    }

    private mutating func take(_ output: DecodeOutput, of request: Request) throws(WorkerFault) -> Event {
        let track = request.track
        guard !request.opens, tracks[track].setup.accepts(output),
            !tracks[track].setup.isEncoded(output.output) || tracks[track].formats.contains(output.output),
            isAwaited(output, of: track)
        else { throw WorkerFault(what: "something that is not what was asked for") }
        guard count(bytes: output.payload.count) else { throw WorkerFault(what: "more than was asked for") }
        return .output(track: track, output)
    }

    /// Counts what came of the oldest request.
    /// - Returns: whether so much can come of one.
    private mutating func count(bytes: Int) -> Bool {
        requests[0].outputs += 1
        requests[0].bytes += bytes
        return requests[0].outputs <= Self.mostOutputs && requests[0].bytes <= Self.mostBytes
    }

    /// Each output of each picture comes once, and the times of sound rise.
    private mutating func isAwaited(_ output: DecodeOutput, of track: Int) -> Bool {
        guard case .pictures = tracks[track].setup else {
            if let last = tracks[track].lastTime, output.time <= last { return false }
            tracks[track].lastTime = output.time
            return true
        }
        let bit: UInt8 = 1 << output.output
        let place = tracks[track].awaited.firstIndex { $0.time == output.time && $0.outputs & bit != 0 }
        guard let place else { return false }
        tracks[track].awaited[place].outputs &= ~bit
        if tracks[track].awaited[place].outputs == 0 { tracks[track].awaited.remove(at: place) }
        return true
    }
}
