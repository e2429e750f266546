import NIOCore
import NIOHTTP1
import NIOPosix
import ONVIF
import Synchronization
import XML

@testable import Devices

/// A device of the tests that answers over real connections as a maker's would: a function says what, by what is asked.
final class VendorDevice: Sendable {
    struct Asked: Sendable {
        /// "GetProfiles"; empty for what is no message.
        var operation: String
        var path: String
        var token: UsernameToken?
        var authorization: String?
    }

    struct Answer: Sendable {
        var status = 200
        var fields: [(String, String)] = []
        var body = ""
        /// Whether the body comes byte by byte, with a pause before each.
        var isDripped = false
    }

    private let asking = Mutex<[Asked]>([])
    /// Nil holds the answer back for as long as the connection lasts.
    private let answer: @Sendable (Asked) -> Answer?

    private init(_ answer: @escaping @Sendable (Asked) -> Answer?) { self.answer = answer }

    /// All that it was asked, in that order.
    var asked: [Asked] { asking.withLock(\.self) }

    static func serving(
        _ answer: @escaping @Sendable (Asked) -> Answer?,
        _ body: (VendorDevice, Int) async throws -> Void
    ) async throws {
        let device = VendorDevice(answer)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(device))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(device, channel.localAddress?.port ?? 0))
        } catch {
            outcome = .failure(error)
        }
        try await channel.close()
        try outcome.get()
    }

    private func take(_ head: HTTPRequestHead, _ body: [UInt8]) -> Answer? {
        let envelope = try? SOAPEnvelope(reading: body)
        let asked = Asked(
            operation: envelope?.body?.name.local ?? "",
            path: head.uri,
            token: UsernameToken(header: envelope?.header ?? []),
            authorization: head.headers.first(name: "Authorization")
        )
        asking.withLock { $0.append(asked) }
        return answer(asked)
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let device: VendorDevice
        private var head: HTTPRequestHead?
        private var body: [UInt8] = []

        init(_ device: VendorDevice) { self.device = device }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): (self.head, body) = (head, [])
            case .body(let buffer): body += Array(buffer.readableBytesView)
            case .end:
                guard let head, let answer = device.take(head, body) else { return }
                respond(answer, context)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        private func respond(_ answer: Answer, _ context: ChannelHandlerContext) {
            let bytes = ByteBuffer(string: answer.body)
            var headers = HTTPHeaders(answer.fields)
            headers.add(name: "Content-Length", value: String(bytes.readableBytes))
            let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: answer.status), headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            if answer.isDripped { return drip(bytes, context) }
            context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }

        private func drip(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
            var rest = bytes
            guard let byte = rest.readSlice(length: 1) else {
                return context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(byte))), promise: nil)
            let bound = NIOLoopBound((self, context, rest), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: .milliseconds(1)) {
                let (handler, context, rest) = bound.value
                // Whoever asked may have gone.
                if context.channel.isActive { handler.drip(rest, context) }
            }
        }
    }
}

// MARK: What it says

extension VendorDevice.Answer {
    /// With prefixes that no document uses, and namespaces that are declared where they are needed.
    static func said(_ content: String, status: Int = 200) -> Self {
        Self(
            status: status,
            body: """
                <?xml version="1.0"?><x:Envelope xmlns:x="http://www.w3.org/2003/05/soap-envelope"
                 xmlns:d="http://www.onvif.org/ver10/device/wsdl" xmlns:m="http://www.onvif.org/ver10/media/wsdl"
                 xmlns:n="http://www.onvif.org/ver20/media/wsdl" xmlns:q="http://www.onvif.org/ver10/schema"
                 xmlns:e="http://www.onvif.org/ver10/events/wsdl" xmlns:b="http://docs.oasis-open.org/wsn/b-2"
                 xmlns:a="http://www.w3.org/2005/08/addressing"><x:Header/><x:Body>\(content)</x:Body></x:Envelope>
                """
        )
    }

    static func fault(_ subcodes: String..., reason: String, status: Int) -> Self {
        let nested = subcodes.reversed().reduce("") { "<x:Subcode><x:Value>ter:\($1)</x:Value>\($0)</x:Subcode>" }
        return said(
            "<x:Fault><x:Code><x:Value>x:Sender</x:Value>\(nested)</x:Code><x:Reason><x:Text>\(reason)</x:Text></x:Reason></x:Fault>",
            status: status
        )
    }

    static func unknown(status: Int = 500) -> Self {
        fault("ActionNotSupported", reason: "Optional Action Not Implemented", status: status)
    }

    static let information = said(
        "<d:GetDeviceInformationResponse><d:Manufacturer>Maker</d:Manufacturer><d:Model>M1</d:Model></d:GetDeviceInformationResponse>"
    )

    /// Its clock, so many seconds since 1970.
    static func clock(_ seconds: Int64) -> Self {
        let days = seconds / 86_400
        let rest = seconds % 86_400
        // From days to a date (Hinnant, "chrono-compatible low-level date algorithms").
        let shifted = days + 719_468
        let era = shifted / 146_097
        let ofEra = shifted - era * 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let month = (5 * ofYear + 2) / 153
        let day = ofYear - (153 * month + 2) / 5 + 1
        let civilMonth = month < 10 ? month + 3 : month - 9
        let civilYear = year + era * 400 + (civilMonth <= 2 ? 1 : 0)
        return said(
            """
            <d:GetSystemDateAndTimeResponse><d:SystemDateAndTime><q:DateTimeType>Manual</q:DateTimeType>
            <q:UTCDateTime><q:Time><q:Hour>\(rest / 3600)</q:Hour><q:Minute>\(rest / 60 % 60)</q:Minute>
            <q:Second>\(rest % 60)</q:Second></q:Time><q:Date><q:Year>\(civilYear)</q:Year><q:Month>\(civilMonth)</q:Month>
            <q:Day>\(day)</q:Day></q:Date></q:UTCDateTime></d:SystemDateAndTime></d:GetSystemDateAndTimeResponse>
            """
        )
    }

    /// The services by their namespaces and addresses.
    static func services(_ services: [(String, String)]) -> Self {
        let entries = services.map { "<d:Service><d:Namespace>\($0)</d:Namespace><d:XAddr>\($1)</d:XAddr></d:Service>" }
        return said("<d:GetServicesResponse>\(entries.joined())</d:GetServicesResponse>")
    }

    static let profiles = said(
        """
        <m:GetProfilesResponse><m:Profiles token="P1"><q:Name>main</q:Name><q:VideoSourceConfiguration token="V">
        <q:SourceToken>S1</q:SourceToken></q:VideoSourceConfiguration><q:VideoEncoderConfiguration token="E">
        <q:Encoding>H264</q:Encoding><q:Resolution><q:Width>1920</q:Width><q:Height>1080</q:Height></q:Resolution>
        </q:VideoEncoderConfiguration></m:Profiles></m:GetProfilesResponse>
        """
    )

    static func stream(_ url: String) -> Self {
        said("<m:GetStreamUriResponse><m:MediaUri><q:Uri>\(url)</q:Uri></m:MediaUri></m:GetStreamUriResponse>")
    }
}
