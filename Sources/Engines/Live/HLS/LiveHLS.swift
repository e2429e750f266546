import HLS
import Media
package import Stream
import Synchronization

/// Serves live streams as HLS: each is begun when somebody asks for its playlist, made once for all who watch it, and
/// ended when nobody asks any more.
///
/// Thread-safe. Nothing is made but while ``run()`` runs.
package final class LiveHLS: Sendable {
    private struct Key: Hashable {
        var name: String
        var flavour: LiveHLSFlavour
    }

    /// What outlives a stream that is begun again.
    private struct Memory {
        var rhythm: LiveHLSRhythm?
        var nextNumber: Int
    }

    private struct State {
        var streams: [Key: LiveHLSStream] = [:]
        var memories: [Key: Memory] = [:]
        var started = 0
        var stopped = 0
        var refused = 0
    }

    private let limits: Mutex<LiveHLSLimits>
    private let time: any TimeSource
    private let state = Mutex(State())
    private let begun: AsyncStream<LiveHLSStream>
    private let continuation: AsyncStream<LiveHLSStream>.Continuation

    /// More are forgotten: cameras come and go.
    private static let mostMemories = 2048
    /// How often it is looked whether somebody has waited too long, or nobody asks any more.
    private static let beat: Duration = .seconds(1)

    package init(limits: LiveHLSLimits = LiveHLSLimits(), time: any TimeSource) {
        self.limits = Mutex(limits)
        self.time = time
        (begun, continuation) = AsyncStream.makeStream()
    }

    /// - Parameter count: streams that may be served at once. Those that are served go on.
    package func setMostStreams(_ count: Int) { limits.withLock { $0.streams = count } }

    // MARK: Running

    /// Makes the streams that are asked for until the task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.watch() }
            for await stream in begun {
                group.addTask {
                    await stream.run()
                    self.forget(stream)
                }
            }
            group.cancelAll()
        }
        for stream in state.withLock({ Array($0.streams.values) }) { end(stream) }
    }

    private func watch() async {
        while !Task.isCancelled {
            tick()
            // The beat itself. Cut short by being cancelled alone, which the loop looks at.
            try? await Task.sleep(for: Self.beat)
        }
    }

    /// Lets those go who have waited too long, and ends streams that nobody asks for.
    func tick() {
        let now = time.monotonic
        for stream in state.withLock({ Array($0.streams.values) }) {
            stream.expire(at: now)
            if let idle = stream.idle(at: now), idle >= stream.patience { end(stream) }
        }
    }

    private func end(_ stream: LiveHLSStream) {
        forget(stream)
        stream.stop()
    }

    private func forget(_ stream: LiveHLSStream) {
        state.withLock { state in
            guard let key = state.streams.first(where: { $0.value === stream })?.key else { return }
            state.streams[key] = nil
            state.stopped += 1
            if state.memories.count >= Self.mostMemories { state.memories.removeAll() }
            state.memories[key] = Memory(rhythm: stream.rhythm, nextNumber: stream.nextNumber)
        }
    }

    // MARK: Being asked

    /// The media playlist of a stream, which is begun if it is not served yet.
    ///
    /// - Parameters:
    ///   - isQuick: whether a stream that is begun is told in parts (fragmented MP4 alone).
    ///   - frameRate: the most pictures a second; 0 for all. See ``LiveHLSFrameRate``.
    ///   - query: of the playlist's address: what the client waits for (RFC 8216bis §6.2.5).
    package func playlist(
        of source: LiveHLSSource,
        _ flavour: LiveHLSFlavour,
        isQuick: Bool,
        frameRate: Int = 0,
        query: Substring = ""
    ) async throws(LiveHLSError) -> LiveHLSPlaylist {
        let request: ReloadRequest
        do {
            request = try ReloadRequest(query: query)
        } catch {
            throw .malformed(error.description)
        }
        if let format = LiveHLSReader.format(of: source.ring), !flavour.serves(format) {
            throw .notCarried(format.tracks.map(\.codec.name))
        }
        let stream = try stream(of: source, flavour, isQuick: isQuick)
        stream.setFrameRate(frameRate)
        let (text, hasWaited) = try await stream.playlist(request)
        return LiveHLSPlaylist(text: text, hasWaited: hasWaited)
    }

    /// A file that a playlist names. None is begun for it.
    package func file(
        of source: LiveHLSSource,
        _ flavour: LiveHLSFlavour,
        _ name: String
    ) async throws(LiveHLSError) -> LiveHLSFile {
        guard let known = LiveHLSName(name, flavour) else { throw .noSuchFile }
        let key = Key(name: source.name, flavour: flavour)
        let found = state.withLock { $0.streams[key] }
        guard let found, found.ring === source.ring else { throw .noSuchFile }
        let (parts, hasWaited) = try await found.file(known)
        return LiveHLSFile(contentType: flavour.segmentType, parts: parts, hasWaited: hasWaited)
    }

    private func stream(
        of source: LiveHLSSource,
        _ flavour: LiveHLSFlavour,
        isQuick: Bool
    ) throws(LiveHLSError) -> LiveHLSStream {
        let key = Key(name: source.name, flavour: flavour)
        let now = time.monotonic
        let limits = limits.withLock { $0 }
        let (known, streams) = state.withLock { ($0.streams[key], Array($0.streams.values)) }
        if let known {
            if known.ring === source.ring, !known.isOver { return known }
            // The camera was switched off and on again, or its stream was broken.
            end(known)
        } else if streams.count >= limits.streams {
            let idle = streams.compactMap { stream in stream.idle(at: now).map { (stream: stream, time: $0) } }
            // Whoever watched it is gone, or asks again and gets it when another has gone.
            if let longest = idle.max(by: { $0.time < $1.time }), longest.time >= limits.spared { end(longest.stream) }
        }
        return try begin(key, source, isQuick: isQuick, limits)
    }

    private func begin(
        _ key: Key,
        _ source: LiveHLSSource,
        isQuick: Bool,
        _ limits: LiveHLSLimits
    ) throws(LiveHLSError) -> LiveHLSStream {
        let base = firstNumber
        let (stream, isNew) = state.withLock { state -> (LiveHLSStream?, Bool) in
            // Somebody else may have begun it meanwhile.
            if let known = state.streams[key], known.ring === source.ring, !known.isOver { return (known, false) }
            guard state.streams.count < limits.streams else {
                state.refused += 1
                return (nil, false)
            }
            let memory = state.memories[key]
            let new = LiveHLSStream(
                source.ring,
                key.flavour,
                isQuick: isQuick,
                limits,
                base: max(base, memory?.nextNumber ?? 0),
                rhythm: memory?.rhythm,
                time: time
            )
            state.streams[key] = new
            state.started += 1
            return (new, true)
        }
        guard let stream else { throw .full(limits.streams) }
        if isNew { continuation.yield(stream) }
        return stream
    }

    /// Segments are numbered by the time of day at which the stream was begun, so that a player that comes back finds no
    /// lower numbers than before, and no other segment under a name that it knows: they last a second at least, in the long
    /// run. Since 2020, in seconds.
    private var firstNumber: Int { max(0, Int(time.wall.nanoseconds / 1_000_000_000) - 1_577_836_800) }

    /// How it is, at one look.
    package var figures: LiveHLSFigures {
        let (streams, started, stopped, refused) = state.withLock {
            (Array($0.streams.values), $0.started, $0.stopped, $0.refused)
        }
        let each = streams.map(\.figures)
        return LiveHLSFigures(
            streams: streams.count,
            mostStreams: limits.withLock { $0.streams },
            taken: each.reduce(0) { $0 + $1.taken },
            segments: each.reduce(0) { $0 + $1.segments },
            bytes: each.reduce(0) { $0 + $1.bytes },
            waiting: each.reduce(0) { $0 + $1.waiting },
            started: started,
            stopped: stopped,
            refused: refused
        )
    }
}
