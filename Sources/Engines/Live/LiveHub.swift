package import NIOCore
package import Stream
import Synchronization

/// All that is being watched: each rendition is made when its first viewer comes, shared by all who want the same, and gone
/// soon after the last has left.
///
/// Thread-safe.
package final class LiveHub: Sendable {
    private struct Seat {
        let rendition: Rendition
        var viewers = 0
        /// Counts those who have left, so that a seat is cleared only if nobody came meanwhile.
        var departures = 0
    }

    private let seats = Mutex<[RenditionKey: Seat]>([:])
    private let limits: RenditionLog.Limits
    private let time: any TimeSource
    private let linger: Duration
    private let budget: RingBudget?

    /// - Parameters:
    ///   - linger: how long a rendition stays without a viewer: a page that is loaded again finds it.
    ///   - budget: of all renditions together. Over it, groups of pictures before the current ones go first; then the
    ///     current one of whichever holds the most, so that who is behind goes on with its next key frame.
    package init(
        time: any TimeSource = SystemTimeSource(),
        linger: Duration = .seconds(5),
        budget: RingBudget? = nil
    ) {
        self.time = time
        self.linger = linger
        self.budget = budget
        limits = RenditionLog.Limits()
    }

    /// How many renditions there are.
    package var count: Int { seats.withLock(\.count) }

    /// Viewers of all of them.
    package var viewers: Int { seats.withLock { $0.values.reduce(0) { $0 + $1.viewers } } }

    /// Bytes that all renditions hold for their viewers.
    package var heldBytes: Int {
        seats.withLock { $0.values.map(\.rendition) }.reduce(0) { $0 + $1.log.heldBytes }
    }

    /// How often event loops were called by all renditions that there are.
    var loopCalls: Int {
        seats.withLock { $0.values.map(\.rendition) }.reduce(0) { $0 + $1.log.loopCalls }
    }

    /// A viewer of a stream in one form.
    ///
    /// - Parameters:
    ///   - ring: where the stream is. A rendition of another ring, as of a camera that was switched off and on, is left to
    ///     those who still watch it.
    ///   - builder: called where nobody watches it in this form yet.
    ///   - loop: where the viewer lives. What comes costs one call to a loop, however many viewers of the rendition it has.
    ///     Nil for a viewer who is called on any thread.
    ///   - onWake: called there when there is something to read, at most once between two reads that found nothing more.
    ///     Must not block.
    package func reader(
        of ring: StreamRing,
        as key: RenditionKey,
        limits: ViewerCursor.Limits = ViewerCursor.Limits(),
        building builder: () -> any RenditionBuilder,
        on loop: (any EventLoop)? = nil,
        onWake: @escaping @Sendable () -> Void
    ) -> RenditionReader {
        let (rendition, replaced) = seats.withLock { seats -> (Rendition, Seat?) in
            let present = seats[key]
            if let present, present.rendition.ring === ring {
                seats[key]?.viewers += 1
                return (present.rendition, nil)
            }
            let made = Rendition(of: ring, building: builder(), limits: self.limits, budget: budget, time: time)
            seats[key] = Seat(rendition: made, viewers: 1)
            return (made, present)
        }
        // Ends outside the lock, if nobody else holds it.
        _ = replaced
        return RenditionReader(of: rendition, limits: limits, time: time, on: loop, onWake: onWake) {
            [weak self] rendition in
            self?.left(rendition, key)
        }
    }

    /// Passes on what was found in a camera's picture, to all who take it. What is too long is not passed on.
    package func publish(_ metadata: LiveMetadata, camera: String) {
        guard metadata.json.readableBytes <= LiveMetadata.longest else { return }
        let renditions = seats.withLock { seats in seats.filter { $0.key.camera == camera }.map(\.value.rendition) }
        for rendition in renditions { rendition.add(metadata) }
    }

    private func left(_ rendition: Rendition, _ key: RenditionKey) {
        let departure = seats.withLock { seats -> Int? in
            guard seats[key]?.rendition === rendition else { return nil }
            seats[key]?.viewers -= 1
            seats[key]?.departures += 1
            return seats[key]?.viewers == 0 ? seats[key]?.departures : nil
        }
        guard let departure else { return }
        guard linger > .zero else { return clear(key, departure) }
        Task { [weak self, linger] in
            // A pause that is part of the work; nothing cuts it short.
            try? await Task.sleep(for: linger)
            self?.clear(key, departure)
        }
    }

    private func clear(_ key: RenditionKey, _ departure: Int) {
        let cleared = seats.withLock { seats -> Seat? in
            guard let seat = seats[key], seat.viewers == 0, seat.departures == departure else { return nil }
            return seats.removeValue(forKey: key)
        }
        _ = cleared
    }
}
