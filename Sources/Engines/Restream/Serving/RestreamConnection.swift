import Cryptography
import Datagrams
import HTTPAuthentication
import Logging
import Media
import NIOCore
import RTSP

/// One client's connection: what it asks goes into the RTSP session, and what the session wants is done. All of it on the
/// server's event loop.
final class RestreamConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Fired into the pipeline when the server, or this address of it, ends.
    struct Goodbye: Sendable {}

    /// Fired into the pipeline when what was found out of a camera counts no more.
    struct CameraEnded: Sendable { let camera: String }

    let site: RestreamSite
    let paths: RestreamPaths
    let port: DatagramSockets?
    let door: RestreamDoor
    var session: RTSPServerSession
    var guest: (any RestreamGuest)?
    /// What was described last.
    var asked: StreamInquiry?
    var viewer: StreamViewer?
    private(set) var context: ChannelHandlerContext?
    private var framer = RTSPFramer()
    private var pace: RequestPace
    private var received = 0
    private var isKnown = false
    private var timeout: Scheduled<Void>?
    private var deadline: Scheduled<Void>?
    private var watch: RepeatedTask?

    /// - Parameter port: from which datagrams go; nil where the address sends none.
    init(site: RestreamSite, door: RestreamDoor, paths: RestreamPaths, port: DatagramSockets?) {
        self.site = site
        self.door = door
        self.paths = paths
        self.port = port
        let now = SystemClocks.monotonic
        session = RTSPServerSession(
            .init(
                authentication: Self.authentication(door.step),
                sessionTimeout: site.limits.session,
                maximumFailures: site.limits.failures,
                datagramPorts: port?.ports
            ),
            now: now
        )
        pace = RequestPace(burst: site.limits.requests.burst, perSecond: site.limits.requests.perSecond, now: now)
    }

    /// Nil where nobody is asked.
    private static func authentication(_ step: RestreamDoorstep) -> ServerAuthentication? {
        if case .open = step.entrance { return nil }
        return ServerAuthentication(realm: step.realm, nonce: Hexadecimal.encode(randomBytes(16)), offersSHA256: true)
    }

    // MARK: Channel

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        guard site.connections.add(context.channel, by: door) else { return cut("there is no room for it") }
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(site.limits.login)) { [weak self] in
            self?.cut("nobody has logged in")
        }
        if case .open(let everyone) = door.entrance { guest = everyone }
        scheduleTimeout()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        let now = SystemClocks.monotonic
        if received == 0, Self.isOfHTTP(buffer) { return cut("it speaks HTTP") }
        received += buffer.readableBytes
        guard isKnown || received <= site.limits.bytesBeforeLogin else { return cut("it says too much") }
        do throws(RTSPFramingError) {
            while let input = try framer.next(in: buffer.readableBytesUInt8Span) {
                switch input {
                case .message(let message):
                    guard pace.take(now: now) else { return cut("it asks too often") }
                    perform(session.received(message, now: now))
                // A receiver's reports: it is there.
                case .interleaved: session.touched(now: now)
                case .skipped: if !isKnown { return cut("it does not speak RTSP") }
                }
                guard self.context != nil else { return }
            }
        } catch {
            cut("\(error)")
        }
    }

    /// A page in a browser can be made to send its own requests here, with RTSP in their bodies; they are not read so far.
    private static func isOfHTTP(_ buffer: ByteBuffer) -> Bool {
        ["GET ", "POST", "PUT ", "HEAD", "PATC", "DELE", "PRI ", "CONN", "TRAC"].contains { word in
            buffer.getString(at: buffer.readerIndex, length: 4) == word
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard context.channel.isWritable else { return }
        viewer?.pump()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let ended = event as? CameraEnded {
            let streams = [viewer?.source.stream.camera, asked?.source.stream.camera]
            guard streams.contains(ended.camera) else { return }
        } else if !(event is Goodbye) {
            return context.fireUserInboundEventTriggered(event)
        }
        if let viewer { viewer.end() } else { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        site.connections.remove(context.channel)
        timeout?.cancel()
        deadline?.cancel()
        (timeout, deadline) = (nil, nil)
        asked?.end()
        asked = nil
        self.context = nil
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { cut("\(error)") }

    /// Closes the connection at once, whatever is still to be sent.
    func cut(_ reason: String) {
        guard let context else { return }
        site.logger.debug(
            "an RTSP connection is cut",
            metadata: ["reason": "\(reason)", "address": "\(address ?? "")"]
        )
        leave()
        context.close(promise: nil)
    }

    var address: String? { context?.remoteAddress?.plainAddress }

    /// Somebody has said who he is.
    func becomesKnown() {
        isKnown = true
        deadline?.cancel()
        deadline = nil
    }

    // MARK: Time

    /// Closes the connection when the client has been silent for too long.
    private func scheduleTimeout() {
        guard let context, let at = session.nextDeadline else { return }
        timeout = context.eventLoop.assumeIsolated().scheduleTask(deadline: NIODeadline(at)) { [weak self] in
            guard let self else { return }
            perform(session.tick(now: SystemClocks.monotonic))
            scheduleTimeout()
        }
    }

    /// Looks after a client that plays: may it still, and does it take anything?
    func startWatching() {
        guard let context else { return }
        let interval = TimeAmount(site.limits.permission)
        let connection = NIOLoopBound(WeakReference(self), eventLoop: context.eventLoop)
        watch = context.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in
            connection.value.object?.look()
        }
    }

    private func look() {
        let now = SystemClocks.monotonic
        guard let viewer else { return }
        if viewer.takeProgress() { session.touched(now: now) }
        guard !viewer.isStalled else { return cut("it takes nothing") }
        askWhetherAllowed()
    }

    /// Stops what plays, without a word.
    func leave() {
        watch?.cancel()
        watch = nil
        guard let viewer else { return }
        viewer.stop()
        site.viewers.remove(viewer)
        self.viewer = nil
    }
}
