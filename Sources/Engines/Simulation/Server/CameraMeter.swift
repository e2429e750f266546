import Media
import Synchronization

/// Counts what is sent at one path, from any event loop.
final class CameraMeter: Sendable {
    private let state = Mutex((statistics: CameraStatistics(), newestSession: 0))

    var statistics: CameraStatistics { state.withLock { $0.statistics } }

    /// A session began to play. The answer tells it from others.
    func began() -> Int {
        state.withLock { state in
            state.statistics.sessions += 1
            state.statistics.openSessions += 1
            state.statistics.firstVideoIndex = nil
            state.statistics.lastVideoIndex = nil
            state.newestSession = state.statistics.sessions
            return state.newestSession
        }
    }

    func ended() { state.withLock { $0.statistics.openSessions -= 1 } }

    func dropped() { state.withLock { $0.statistics.droppedSessions += 1 } }

    func sent(_ unit: ClipPlayback.Sent, bytes: Int, nanosecondsLate: Int64, session: Int) {
        state.withLock { state in
            if unit.kind == .video {
                state.statistics.videoUnits += 1
                if session == state.newestSession {
                    state.statistics.firstVideoIndex = state.statistics.firstVideoIndex ?? unit.index
                    state.statistics.lastVideoIndex = unit.index
                }
            } else {
                state.statistics.audioUnits += 1
            }
            state.statistics.bytes += bytes
            let late = Double(nanosecondsLate) / 1_000_000
            state.statistics.maximumLatenessMilliseconds = max(state.statistics.maximumLatenessMilliseconds, late)
        }
    }

    func sent(_ counts: DatagramWay.Counts) {
        state.withLock { state in
            var datagrams = state.statistics.datagrams ?? .init()
            datagrams.sent += counts.sent
            datagrams.dropped += counts.dropped
            state.statistics.datagrams = datagrams
        }
    }
}
