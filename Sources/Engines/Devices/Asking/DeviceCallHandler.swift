import NIOCore
import NIOHTTP1
import ONVIF

/// The thin end of a ``DeviceCall``. All of it on the connection's event loop.
final class DeviceCallHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let call: DeviceCall
    private let answer: EventLoopPromise<ONVIFResponse>
    private let network: DeviceNetwork
    private var response: ONVIFResponse?
    private var isOver = false

    init(_ call: DeviceCall, _ answer: EventLoopPromise<ONVIFResponse>, _ network: DeviceNetwork) {
        self.call = call
        self.answer = answer
        self.network = network
    }

    func channelActive(context: ChannelHandlerContext) {
        // A name can resolve to anything, so that what counts is where the connection leads.
        guard let address = context.remoteAddress else { return fail(lost, context) }
        if let refusal = network.refusal(address) { return fail(.addressNotAllowed(refusal), context) }
        var headers = HTTPHeaders([
            ("Host", call.address.authority), ("User-Agent", "Nightjar"), ("Connection", "close"),
        ])
        headers.add(contentsOf: call.fields)
        if call.method == .POST { headers.add(name: "Content-Length", value: String(call.body.count)) }
        let head = HTTPRequestHead(
            version: .http1_1,
            method: call.method,
            uri: call.address.target,
            headers: headers
        )
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !call.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: call.body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isOver else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            response = ONVIFResponse(
                status: Int(head.status.code),
                challenges: head.headers["WWW-Authenticate"],
                body: []
            )
        case .body(let buffer):
            guard let count = response?.body.count, count + buffer.readableBytes <= call.longestAnswer else {
                return fail(.answered(.answerTooLarge(limit: call.longestAnswer)), context)
            }
            response?.body += buffer.readableBytesView
        case .end:
            guard let response else { return fail(lost, context) }
            isOver = true
            answer.succeed(response)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { fail(lost, context) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let failure = network.failure(error, at: place, fingerprint: call.fingerprint)
        fail(error is HTTPParserError ? notHTTP(error) : failure, context)
    }

    private func fail(_ error: DeviceError, _ context: ChannelHandlerContext) {
        guard !isOver else { return }
        isOver = true
        answer.fail(error)
        context.close(promise: nil)
    }

    private var place: String { "\(call.address.host):\(call.address.port)" }
    private var lost: DeviceError { .unreachable("The camera at \(place) ended the connection without an answer.") }

    private func notHTTP(_ error: any Error) -> DeviceError {
        // An end in the middle of an answer is told in the same way.
        if let error = error as? HTTPParserError, error == .invalidEOFState { return lost }
        return .answered(.notADevice(reason: "it is no HTTP"))
    }
}
