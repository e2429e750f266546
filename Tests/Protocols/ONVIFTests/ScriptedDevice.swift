import HTTPAuthentication
import Media
import XML

@testable import ONVIF

/// A device of the tests: answers what it is asked by a function, and takes down what that was.
struct ScriptedDevice {
    struct Asked {
        var operation: String
        var address: ServiceAddress
        var token: UsernameToken?
        var authorization: String?
        var header: [XMLElement]
    }

    static let now = WallTime(nanoseconds: 1_790_000_000_000_000_000)
    static let credentials = HTTPCredentials(username: "admin", password: "secret")

    var memory: ONVIFMemory
    var now = Self.now
    private(set) var asked: [Asked] = []
    private let answer: (Asked) -> ONVIFResponse

    init(
        _ address: String = "http://192.0.2.9/onvif/device_service",
        credentials: HTTPCredentials? = Self.credentials,
        answer: @escaping (Asked) -> ONVIFResponse
    ) {
        let device = ServiceAddress(address) ?? ServiceAddress(host: "192.0.2.9")
        memory = ONVIFMemory(device: device, credentials: credentials, random: { [UInt8](repeating: 9, count: $0) })
        memory.learn([
            .media: "http://192.0.2.9/media", .events: "http://192.0.2.9/events", .ptz: "http://192.0.2.9/ptz",
        ])
        self.answer = answer
    }

    /// Asks until there is an answer.
    mutating func ask<Operation: ONVIFOperation>(
        _ operation: Operation,
        subscription: EndpointReference? = nil
    ) throws(ONVIFError) -> Operation.Answer {
        var exchange = ONVIFExchange(operation, subscription: subscription)
        var step = exchange.begin(&memory, now: now)
        for _ in 0..<10 {
            switch step {
            case .answered(let answer): return answer
            case .failed(let error): throw error
            case .send(let request):
                let envelope = try? SOAPEnvelope(reading: request.body)
                let asked = Asked(
                    operation: envelope?.body?.name.local ?? "",
                    address: request.address,
                    token: UsernameToken(header: envelope?.header ?? []),
                    authorization: request.authorization,
                    header: envelope?.header ?? []
                )
                self.asked.append(asked)
                step = exchange.received(answer(asked), &memory, now: now)
            }
        }
        throw .unexpectedAnswer("it never ends")
    }

    // MARK: Answers

    static func body(_ content: String, status: Int = 200) -> ONVIFResponse {
        let text =
            "<s:Envelope xmlns:s=\"\(ONVIFNamespace.envelope)\" xmlns:tt=\"\(ONVIFNamespace.schema)\""
            + " xmlns:tds=\"\(ONVIFNamespace.device)\" xmlns:trt=\"\(ONVIFNamespace.media)\"><s:Body>\(content)</s:Body></s:Envelope>"
        return ONVIFResponse(status: status, body: Array(text.utf8))
    }

    static let notAuthorized = body(
        "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:NotAuthorized</s:Value></s:Subcode></s:Code>"
            + "<s:Reason><s:Text>Sender not authorized</s:Text></s:Reason></s:Fault>",
        status: 400
    )

    static func clock(_ time: WallTime) -> ONVIFResponse {
        let answer = DeviceService.GetSystemDateAndTime.Answer { $0.systemDateAndTime.utc = DeviceDateTime(time) }
        return written(answer, DeviceService.GetSystemDateAndTime.answerName)
    }

    static func written(_ answer: some ONVIFStructure, _ name: XMLName) -> ONVIFResponse {
        let element = (try? answer.element(name)) ?? XMLElement(name)
        return ONVIFResponse(status: 200, body: SOAPEnvelope(body: element).document)
    }

    static let information = written(
        DeviceService.GetDeviceInformation.Answer { $0.manufacturer = "Maker" },
        DeviceService.GetDeviceInformation.answerName
    )
}
