import Devices
import Media
import ONVIF
import Synchronization

/// What is remembered of devices while the program runs: those that are asked, how following them stands, and who was found.
final class DeviceBook: Sendable {
    /// Of what a client is good for: another one is made when any of it changes.
    struct ClientKey: Hashable {
        var address: ServiceAddress
        var username: String?
        var password: String?
        var fingerprint: String?
    }

    struct State {
        var clients: [String: (key: ClientKey, client: DeviceClient)] = [:]
        var following: [String: DeviceFollower.State] = [:]
        /// The movements that end by the clock, by camera.
        var stops: [String: Task<Void, Never>] = [:]
        var found: [FoundDevice] = []
        var search = SearchState()
    }

    struct SearchState {
        var isRunning = false
        var isListening = false
        var lastRun: WallTime?
        var problem: String?
        var scans = 0
    }

    /// One change of what is kept after the other.
    let changing = OneAtATime()
    /// One search after the other.
    let searching = OneAtATime()
    let state = Mutex(State())
    /// Yields when somebody's link is another.
    let changes: AsyncStream<Void>
    private let changed: AsyncStream<Void>.Continuation

    init() {
        (changes, changed) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Has links looked at anew.
    func wake() { changed.yield() }

    /// The one that was asked before, as long as all that it was made of is the same.
    func client(of camera: String, _ key: ClientKey, _ make: () -> DeviceClient) -> DeviceClient {
        state.withLock { state in
            if let known = state.clients[camera], known.key == key { return known.client }
            let client = make()
            state.clients[camera] = (key, client)
            return client
        }
    }

    /// Those that wait to stop a movement wait no more: the program ends, and the camera was told when to stop.
    func endMovements() {
        let stops = state.withLock { state in
            defer { state.stops = [:] }
            return state.stops
        }
        for stop in stops.values { stop.cancel() }
    }

    func forget(_ camera: String) {
        let stop = state.withLock { state in
            state.clients[camera] = nil
            state.following[camera] = nil
            return state.stops.removeValue(forKey: camera)
        }
        stop?.cancel()
    }
}
