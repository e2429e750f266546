package import NIOCore

/// How devices are reached: on which event loops, at which addresses, and how a connection is encrypted.
package struct DeviceNetwork: Sendable {
    let group: any EventLoopGroup
    let refusal: @Sendable (SocketAddress) -> String?
    let secure: @Sendable (_ channel: any Channel, _ host: String, _ fingerprint: String?) throws -> Void
    let explain: @Sendable (_ error: any Error, _ place: String, _ fingerprint: String?) -> String?
    let count: @Sendable (_ change: Int) -> Void

    /// - Parameters:
    ///   - refusal: a sentence that says why nothing may be at an address; nil where something may. Asked of the address that is
    ///     really connected to, before anything is sent; on any thread.
    ///   - secure: puts TLS into a connection's pipeline; on its event loop.
    ///   - explain: a sentence for what went wrong with TLS; nil for what is another fault.
    ///   - count: is told of each connection, 1 when it is begun and −1 when it is over or has failed; on any thread.
    package init(
        group: any EventLoopGroup,
        refusal: @escaping @Sendable (SocketAddress) -> String?,
        secure: @escaping @Sendable (_ channel: any Channel, _ host: String, _ fingerprint: String?) throws -> Void,
        explain: @escaping @Sendable (_ error: any Error, _ place: String, _ fingerprint: String?) -> String? = {
            _,
            _,
            _ in nil
        },
        count: @escaping @Sendable (_ change: Int) -> Void = { _ in }
    ) {
        self.group = group
        self.refusal = refusal
        self.secure = secure
        self.explain = explain
        self.count = count
    }

    /// What a failed connection means to a person.
    func failure(_ error: any Error, at place: String, fingerprint: String?) -> DeviceError {
        if let sentence = explain(error, place, fingerprint) { return .unreachable(sentence) }
        return DeviceError(error, at: place)
    }

    /// A connection that was begun, as one that is counted.
    func counted(_ connection: EventLoopFuture<any Channel>) -> EventLoopFuture<any Channel> {
        count(1)
        connection.whenComplete { [count] result in
            switch result {
            case .success(let channel): channel.closeFuture.whenComplete { _ in count(-1) }
            case .failure: count(-1)
            }
        }
        return connection
    }
}
