package import NIOCore

/// How devices are reached: on which event loops, at which addresses, and how a connection is encrypted.
package struct DeviceNetwork: Sendable {
    let group: any EventLoopGroup
    let refusal: @Sendable (SocketAddress) -> String?
    let secure: @Sendable (_ channel: any Channel, _ host: String, _ fingerprint: String?) throws -> Void

    /// - Parameters:
    ///   - refusal: a sentence that says why nothing may be at an address; nil where something may. Asked of the address that is
    ///     really connected to, before anything is sent; on any thread.
    ///   - secure: puts TLS into a connection's pipeline; on its event loop.
    package init(
        group: any EventLoopGroup,
        refusal: @escaping @Sendable (SocketAddress) -> String?,
        secure: @escaping @Sendable (_ channel: any Channel, _ host: String, _ fingerprint: String?) throws -> Void
    ) {
        self.group = group
        self.refusal = refusal
        self.secure = secure
    }
}
