import Live
import NIOCore

/// Finds out what a stream is, as soon as that is known, and keeps it at hand for a while for whoever comes back to watch. On
/// the server's event loop.
final class StreamInquiry {
    let source: PacketSource
    /// What the stream is; nil while it is not known, and where there is nothing that RTP could carry.
    private(set) var start: PacketStart?
    private let eventLoop: any EventLoop
    private var reader: RenditionReader?
    private var answer: ((PacketStart?) -> Void)?
    private var patience: Scheduled<Void>?

    init(_ source: PacketSource, on eventLoop: any EventLoop) {
        self.source = source
        self.eventLoop = eventLoop
    }

    /// - Parameter answer: called once, unless ``end()`` is before; with nil where it is not known in time, or the camera is
    ///   gone.
    func begin(_ limits: RestreamLimits, answer: @escaping (PacketStart?) -> Void) {
        self.answer = answer
        let inquiry = NIOLoopBound(WeakReference(self), eventLoop: eventLoop)
        reader = source.reader(on: eventLoop) { inquiry.value.object?.look() }
        patience = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.description)) { [weak self] in
            self?.tell(nil)
            self?.lingers(limits)
        }
        look()
    }

    private func look() {
        guard let reader, answer != nil else { return }
        var items: [ViewerItem] = []
        while reader.read(into: &items) {}
        var isKnown = false
        for item in items {
            switch item {
            case .start(let new):
                start = new.detail as? PacketStart
                isKnown = true
            // Who asks while it is gone is told so at once.
            case .interrupted, .unsuitable, .ended:
                start = nil
                isKnown = true
            case .unit, .liveEdge, .dropped, .fallsBehind: break
            }
        }
        if isKnown { tell(start) }
    }

    private func tell(_ start: PacketStart?) {
        let answer = answer
        self.answer = nil
        answer?(start)
    }

    /// Long enough for somebody who has asked what there is to come back and watch.
    private func lingers(_ limits: RestreamLimits) {
        patience = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limits.linger)) { [weak self] in
            self?.reader = nil
        }
    }

    func end() {
        patience?.cancel()
        answer = nil
        reader = nil
    }
}

/// What is held where nothing is to be kept alive by it.
final class WeakReference<Object: AnyObject> {
    private(set) weak var object: Object?

    init(_ object: Object) { self.object = object }
}
