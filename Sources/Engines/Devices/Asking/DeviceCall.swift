import Media
import NIOCore
import NIOHTTP1
import NIOPosix
import ONVIF

/// One question by HTTP on a connection of its own: what is asked, and how much of an answer is worth taking.
struct DeviceCall: Sendable {
    var address: ServiceAddress
    var method = HTTPMethod.POST
    var fields: [(String, String)] = []
    var body: [UInt8] = []
    /// SHA-256 of the device's certificate in hexadecimal; nil accepts any.
    var fingerprint: String?
    /// Bytes.
    var longestAnswer = ONVIFResponse.longestBody

    private static let longestConnecting = Duration.seconds(5)

    init(_ address: ServiceAddress) { self.address = address }

    init(_ request: ONVIFRequest, fingerprint: String?) {
        address = request.address
        body = request.body
        fields = [("Content-Type", request.contentType)]
        if let authorization = request.authorization { fields.append(("Authorization", authorization)) }
        self.fingerprint = fingerprint
    }

    /// Sends it, and returns when the whole answer is there.
    ///
    /// - Parameter patience: for all of it, from the connecting on.
    /// - Throws: `unreachable`, `addressNotAllowed`, and `answerTooLarge` where the device does not stop.
    func send(over network: DeviceNetwork, within patience: Duration) async throws(DeviceError) -> ONVIFResponse {
        let loop = network.group.next()
        let place = "\(address.host):\(address.port)"
        let answer = loop.makePromise(of: ONVIFResponse.self)
        let connecting = min(patience, Self.longestConnecting)
        let deadline = loop.scheduleTask(in: .nanoseconds(patience.inNanoseconds)) {
            answer.fail(DeviceError.noAnswer(place, within: patience))
        }
        let connection = ClientBootstrap(group: loop)
            .connectTimeout(.nanoseconds(connecting.inNanoseconds))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try set(up: channel, answer, network) }
            }
            .connect(host: address.host, port: address.port)
        network.counted(connection).whenComplete { result in
            switch result {
            // Whether it was answered, given up or too late: the connection has served.
            case .success(let channel): answer.futureResult.whenComplete { _ in channel.close(promise: nil) }
            case .failure(let error): answer.fail(network.failure(error, at: place, fingerprint: fingerprint))
            }
        }
        defer { deadline.cancel() }
        do {
            return try await withTaskCancellationHandler {
                try await answer.futureResult.get()
            } onCancel: {
                answer.fail(CancellationError())
            }
        } catch {
            throw network.failure(error, at: place, fingerprint: fingerprint)
        }
    }

    private func set(
        up channel: any Channel,
        _ answer: EventLoopPromise<ONVIFResponse>,
        _ network: DeviceNetwork
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        if address.isSecure { try network.secure(channel, address.host, fingerprint) }
        try pipeline.addHandler(HTTPRequestEncoder())
        try pipeline.addHandler(ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes)))
        try pipeline.addHandler(DeviceCallHandler(self, answer, network))
    }
}
