import Media
import NIOCore

/// A session whose connection is gone, and which nobody has ended: live555 before 2017 goes on writing to the number that
/// the connection had in the process, and the next connection gets that number.
struct LeftoverSession: Sendable {
    var playback: ClipPlayback
    let end: MonotonicTime
}

/// Puts the packets of such a session into a new connection, before anything else has been said there.
final class LeftoverHandler: ChannelInboundHandler, Paced {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let site: CameraSite
    private var context: ChannelHandlerContext?
    private var session: LeftoverSession?

    init(site: CameraSite) { self.site = site }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        session = site.takeLeftover()
        if let due = sendDue(ticket: 0) { site.pacer(of: context.eventLoop).add(self, ticket: 0, due: due) }
        context.fireChannelActive()
    }

    /// The connection after this one may get them as well.
    func channelInactive(context: ChannelHandlerContext) {
        if let session, session.end > CameraSite.now { site.leave(session) }
        session = nil
        self.context = nil
        context.fireChannelInactive()
    }

    func sendDue(ticket: Int) -> Int64? {
        guard let context, let end = session?.end, CameraSite.now < end else { return nil }
        while let due = session?.playback.nextInstant, due <= CameraSite.now, context.channel.isWritable {
            var buffer = context.channel.allocator.buffer(capacity: (session?.playback.nextLength ?? 0) + 256)
            guard session?.playback.writeNext(into: &buffer) != nil else { break }
            context.write(wrapOutboundOut(buffer), promise: nil)
        }
        context.flush()
        return session?.playback.nextInstant?.nanoseconds
    }
}
