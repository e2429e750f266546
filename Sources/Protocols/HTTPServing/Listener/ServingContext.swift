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

    package init(source: ServingContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        listener = source.listener
        remoteAddress = source.remoteAddress
    }

    package var maxUploadSize: Int { JSONBody.limit }
    package var requestDecoder: JSONRequestDecoder { JSONRequestDecoder() }
    package var responseEncoder: JSONResponseEncoder { JSONResponseEncoder() }
}

package struct ServingContextSource: RequestContextSource {
    package let logger: Logger
    package let listener: String
    package let remoteAddress: SocketAddress?
}
