import Glibc
import Media
import NIOCore
import NIOPosix

/// Whether anything listens at a port, and whether there is a machine at all.
struct PortKnock: Sendable {
    enum Answer: Hashable, Sendable {
        case open
        /// Nothing listens there, and the machine says so.
        case refused
        case silent
        /// Nothing may be connected to there.
        case notAllowed
    }

    let host: String
    let port: Int

    func send(over network: DeviceNetwork, within patience: Duration) async -> Answer {
        guard let address = try? SocketAddress(ipAddress: host, port: port) else { return .silent }
        guard network.refusal(address) == nil else { return .notAllowed }
        let loop = network.group.next()
        let answer = loop.makePromise(of: Answer.self)
        let connection = ClientBootstrap(group: loop)
            .connectTimeout(.nanoseconds(patience.inNanoseconds))
            .connect(to: address)
        network.counted(connection).whenComplete { result in
            switch result {
            case .success(let channel):
                // The next is begun when this one is really over.
                channel.closeFuture.whenComplete { _ in answer.succeed(.open) }
                channel.close(promise: nil)
            case .failure(let error): answer.succeed(Self.isRefusal(error) ? .refused : .silent)
            }
        }
        return await withTaskCancellationHandler {
            (try? await answer.futureResult.get()) ?? .silent
        } onCancel: {
            answer.succeed(.silent)
        }
    }

    static func isRefusal(_ error: any Error) -> Bool {
        if let error = error as? IOError { return error.errnoCode == ECONNREFUSED || error.errnoCode == ECONNRESET }
        guard let error = error as? NIOConnectionError else { return false }
        return error.connectionErrors.contains { isRefusal($0.error) }
    }
}
