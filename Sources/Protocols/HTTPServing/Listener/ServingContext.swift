package import Hummingbird
package import Logging
package import NIOCore

/// What a route knows beside the request. A face makes its own context of it, with the user in it, by
/// `router.group(context:)` and Hummingbird's `ChildRequestContext`.
package struct ServingContext: RequestContext {
    package typealias Source = ServingContextSource

    package var coreContext: CoreRequestContextStorage
    /// The name of the listener, from its configuration.
    package let listener: String
    /// The other end of the connection; a proxy's, where there is one.
    package let remoteAddress: SocketAddress?
    /// Who asks: the other end of the connection, or whom a trusted proxy names. Nil on a socket of the local system.
    package let clientAddress: IPAddress?
    /// Whether the way to the client is encrypted, as far as we and trusted proxies know.
    package let isSecure: Bool
    /// The name, with its port unless that is the scheme's own, by which the client asked for this server. The listener's
    /// ``HostPolicy`` permits it.
    package let host: String
    /// Where the connection is served; nil where there is none, as in tests.
    package let eventLoop: (any EventLoop)?

    package init(source: ServingContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        listener = source.listener
        remoteAddress = source.remoteAddress
        clientAddress = source.caller.address
        isSecure = source.caller.isSecure
        host = source.caller.host ?? ""
        eventLoop = source.eventLoop
    }

    package var maxUploadSize: Int { JSONBody.limit }
    package var requestDecoder: JSONRequestDecoder { JSONRequestDecoder() }
    package var responseEncoder: JSONResponseEncoder { JSONResponseEncoder() }
}

package struct ServingContextSource: RequestContextSource {
    package let logger: Logger
    package let listener: String
    package let remoteAddress: SocketAddress?
    package let caller: Caller
    package var eventLoop: (any EventLoop)?
}
