import HTTPTypes
import HummingbirdCore
import NIOCore

extension Channel {
    /// Waits until the event loop has taken what was written before.
    ///
    /// NIO's asynchronous writer hands a write to the loop and returns; it learns that the channel is full only when the
    /// loop has run. A fast sender on a busy machine would by then have put any amount into memory. Who is on the loop himself
    /// has nothing to wait for.
    func settle() async throws {
        guard !eventLoop.inEventLoop else { return }
        try await eventLoop.submit {}.get()
    }
}

/// A body writer whose back-pressure holds at once.
struct SettledBodyWriter<Base: ResponseBodyWriter>: ResponseBodyWriter {
    var base: Base
    let channel: any Channel

    mutating func write(_ buffer: ByteBuffer) async throws {
        try await base.write(buffer)
        try await channel.settle()
    }

    consuming func finish(_ trailers: HTTPFields?) async throws { try await base.finish(trailers) }
}
