import Live
import NIOCore
import Stream

/// Where a stream's packets come from: the live hub's rendition.
struct PacketSource {
    let hub: LiveHub
    let ring: StreamRing
    /// By the name that is the ring's own.
    let stream: RestreamID
    let tally: PacketTally
    var limits = ViewerCursor.Limits()

    /// A reader who lives on this event loop.
    func reader(on eventLoop: any EventLoop, onWake: @escaping @Sendable () -> Void) -> RenditionReader {
        hub.reader(
            of: ring,
            as: RenditionKey(
                camera: stream.camera,
                stream: stream.stream,
                kind: .packets,
                isMasked: stream.isMasked
            ),
            limits: limits,
            building: { PacketRendition(counting: tally) },
            on: eventLoop,
            onWake: onWake
        )
    }
}
