import HTTPAuthentication
import Media
import ONVIF
import XML

extension FuzzEntry {
    /// What a device answers, what is said on the network, and what a client asks a device of ours: all of it in the
    /// same bytes.
    static let onvif = FuzzEntry("onvif", longestInput: 16_384, words: onvifWords, seeds: { onvifSeeds }) {
        bytes throws(BrokenPromise) in
        try discover(bytes)
        try ask(DeviceService.GetServices(), bytes)
        try ask(DeviceService.GetCapabilities(), bytes)
        try ask(MediaService.GetProfiles(), bytes)
        try ask(Media2Service.GetProfiles(), bytes)
        try ask(PTZService.GetNodes(), bytes)
        try ask(ImagingService.GetOptions(source: "1"), bytes)
        try ask(EventService.CreatePullPointSubscription(), bytes)
        try pull(bytes)
        try answer(bytes)
    }

    /// However often a device refuses, a question ends.
    private static func ask<Operation: ONVIFOperation>(_ operation: Operation, _ bytes: [UInt8]) throws(BrokenPromise) {
        var memory = ONVIFMemory(
            device: ServiceAddress(host: "192.0.2.1"),
            credentials: HTTPCredentials(username: "admin", password: "secret"),
            random: { [UInt8](repeating: 7, count: $0) }
        )
        memory.learn([
            .ptz: String(decoding: bytes.prefix(64), as: UTF8.self), .events: "http://10.0.0.1/e", .media: "/m",
        ])
        for address in memory.addresses.values { try expect(address.host == "192.0.2.1", "\(address)") }
        var exchange = ONVIFExchange(operation)
        let now = WallTime(nanoseconds: 1_800_000_000_000_000_000)
        var step = exchange.begin(&memory, now: now)
        for round in 0..<12 {
            guard case .send(let request) = step else { return }
            try expect(!request.body.isEmpty, "an empty question")
            let refused = ONVIFResponse(
                status: 401,
                challenges: ["Digest realm=\"x\", nonce=\"\(round)\""],
                body: bytes
            )
            step = exchange.received(
                round % 3 == 2 ? ONVIFResponse(status: 200, body: bytes) : refused,
                &memory,
                now: now
            )
        }
        throw BrokenPromise(description: "\(Operation.name) never ends")
    }

    private static func discover(_ bytes: [UInt8]) throws(BrokenPromise) {
        var collector = DiscoveryCollector(limit: 4)
        _ = collector.take(bytes, from: "192.0.2.1")
        try expect(collector.found.count <= 4, "more devices than there is room for")
        guard let message = DiscoveryMessage(reading: bytes) else { return }
        // What is written is what is read.
        guard let read = DiscoveryMessage(reading: message.document) else { return }
        try expect(DiscoveryMessage(reading: read.document) == read, "\(message)")
    }

    private static func pull(_ bytes: [UInt8]) throws(BrokenPromise) {
        guard let body = try? SOAPEnvelope(reading: bytes).body,
            let answer = try? EventService.PullMessages.Answer(reading: body)
        else { return }
        var edges = EventEdges()
        var active: Set<String> = []
        for (second, notification) in answer.notificationMessage.enumerated() {
            let now = MonotonicTime(nanoseconds: Int64(second) * 3_000_000_000)
            for edge in edges.take(notification, at: now) {
                let name = "\(edge.kind) \(edge.source)"
                let isNew = edge.change == .began ? active.insert(name).inserted : active.remove(name) != nil
                try expect(isNew, "\(edge) twice")
            }
        }
        try expect(active.count <= 64, "\(active.count) activities at once")
    }

    private static func answer(_ bytes: [UInt8]) throws(BrokenPromise) {
        var dispatcher = ONVIFDispatcher<Int>()
        dispatcher.on(PTZService.ContinuousMove.self) { count, _ throws(SOAPFault) in
            count += 1
            return NoAnswer()
        }
        dispatcher.on(MediaService.SetVideoEncoderConfiguration.self) { _, _ throws(SOAPFault) in NoAnswer() }
        guard let question = try? ReceivedQuestion(reading: bytes) else { return }
        if let token = question.token {
            var register = TokenRegister()
            _ = (token.matches(password: "secret"), register.accepts(token, now: WallTime(nanoseconds: 0)))
        }
        var count = 0
        let answer = dispatcher.answer(question, &count)
        try expect(
            !answer.document.isEmpty && [200, 400, 500].contains(ONVIFDispatcher<Int>.status(of: answer)),
            "no answer"
        )
    }

    private static let onvifWords = [
        "Envelope", "Header", "Body", "Fault", "Code", "Subcode", "Value", "Reason", "Text", "ter:NotAuthorized",
        "GetServicesResponse", "Service", "Namespace", "XAddr", "GetProfilesResponse", "Profiles", "token=\"1\"",
        "VideoEncoderConfiguration", "PTZConfiguration", "PullMessagesResponse", "NotificationMessage", "Topic",
        "tns1:RuleEngine/CellMotionDetector/Motion", "SimpleItem", "Name=\"IsMotion\"", "Value=\"true\"", "UtcTime=",
        "PropertyOperation=\"Changed\"", "ProbeMatches", "ProbeMatch", "EndpointReference", "Address", "XAddrs",
        "Scopes",
        "2026-11-22T08:00:00Z", "PT60S", "UsernameToken", "Nonce", "Created", "ContinuousMove",
    ]

    private static var onvifSeeds: [[UInt8]] {
        func envelope(_ body: String, header: String = "") -> [UInt8] {
            Array("<s:Envelope xmlns:s='s'><s:Header>\(header)</s:Header><s:Body>\(body)</s:Body></s:Envelope>".utf8)
        }
        let item = { (value: String) in "<Data><SimpleItem Name='IsMotion' Value='\(value)'/></Data>" }
        let event = { (value: String) in
            "<NotificationMessage><Topic>tns1:RuleEngine/CellMotionDetector/Motion</Topic><Message><Message UtcTime="
                + "'2026-11-22T08:00:00Z' PropertyOperation='Changed'>\(item(value))</Message></Message>"
                + "</NotificationMessage>"
        }
        return [
            envelope(
                "<GetServicesResponse><Service><Namespace>\(ONVIFNamespace.ptz)</Namespace><XAddr>http://10.0.0.9/p"
                    + "</XAddr></Service></GetServicesResponse>"
            ),
            envelope(
                "<GetProfilesResponse><Profiles token='1'><Name>a</Name><PTZConfiguration token='p'><NodeToken>n"
                    + "</NodeToken></PTZConfiguration></Profiles></GetProfilesResponse>"
            ),
            envelope("<PullMessagesResponse>\(event("true"))\(event("false"))</PullMessagesResponse>"),
            envelope(
                "<Fault><Code><Value>s:Sender</Value><Subcode><Value>ter:NotAuthorized</Value></Subcode></Code></Fault>"
            ),
            envelope(
                "<ContinuousMove xmlns='\(ONVIFNamespace.ptz)'><ProfileToken>1</ProfileToken><Velocity><PanTilt x='1'"
                    + " y='0'/></Velocity></ContinuousMove>",
                header:
                    "<Security><UsernameToken><Username>a</Username><Password Type='x#PasswordDigest'>AA==</Password>"
                    + "<Nonce>AA==</Nonce><Created>2026-11-22T08:00:00Z</Created></UsernameToken></Security>"
            ),
            DiscoveryMessage(
                identifier: "urn:uuid:1",
                .hello(DiscoveredDevice(endpoint: "urn:uuid:2", scopes: DeviceScopes(["a"]), addresses: ["http://c/"]))
            ).document,
        ]
    }
}
