import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import NVR
import Reception

/// A scan as server-sent events. It ends when nobody listens any more.
struct ScanStream {
    let recorder: Recorder
    let call: Call

    private struct Start: Encodable { var total: Int }

    private struct Progress: Encodable {
        var address: String
        var current: Int
        var total: Int
        var percent: Int
    }

    struct Result: Encodable {
        var address: String
        var port: Int
        var kind: String
        var authRequired: Bool
        var rtspPorts: [Int]
        var deviceURL: String?
        var manufacturer: String?
        var model: String?
        var firmware: String?
        var serial: String?
        /// The end of a problem's type: camera-password.
        var problem: String?
        var detail: String?

        enum CodingKeys: String, CodingKey {
            case address, port, kind, manufacturer, model, firmware, serial, problem, detail
            case authRequired = "auth_required"
            case rtspPorts = "rtsp_ports"
            case deviceURL = "device_url"
        }
    }

    func response() async throws -> Response {
        guard let range = try call.query("range", longest: 64) else {
            throw Problem.invalid("range", "range is needed: 192.168.1.0/24.")
        }
        var wish = ScanWish(range: range)
        wish.ports = try ports()
        wish.username = call.request.headers[.cameraUser]
        wish.password = call.request.headers[.cameraPassword]
        let scan = try await recorder.finder.scan(as: call.principal, wish)
        return .stream(
            to: call.request,
            contentType: "text/event-stream",
            headers: [.cacheControl: "no-store", .acceleration: "no"]
        ) { writer in
            func write(_ name: String, _ data: some Encodable) async throws {
                let text = String(buffer: try JSONBody.encode(data))
                try await writer.write(ByteBuffer(string: "event: \(name)\ndata: \(text)\n\n"))
            }
            try await write("start", Start(total: scan.total))
            do {
                try await scan.run { step in
                    switch step {
                    case .looked(let address, let done):
                        let percent = done * 100 / max(scan.total, 1)
                        try await write(
                            "progress",
                            Progress(address: address, current: done, total: scan.total, percent: percent)
                        )
                    case .found(let finding): try await write("result", Result(finding))
                    }
                }
                try await write("done", Start(total: scan.total))
            } catch let error as DomainError {
                try await write("error", ["message": error.sentence])
            }
        }
    }

    private func ports() throws -> [Int] {
        guard let text = try call.query("ports", longest: 128), !text.isEmpty else { return [] }
        return try text.split(separator: ",").map { part in
            guard let port = Int(part) else {
                throw Problem.invalid("ports", "ports are numbers with commas between them.")
            }
            return port
        }
    }
}

extension ScanStream.Result {
    init(_ finding: ScanFinding) {
        address = finding.address
        port = finding.port
        kind = finding.kind
        authRequired = finding.needsPassword
        rtspPorts = finding.rtspPorts
        deviceURL = finding.deviceURL
        manufacturer = finding.manufacturer
        model = finding.model
        firmware = finding.firmware
        serial = finding.serial
        let problem = finding.problem.map { Problem($0) }
        self.problem = problem?.type.split(separator: ":").last.map(String.init)
        detail = finding.problem?.sentence
    }
}

extension HTTPField.Name {
    /// What is shown to cameras: never in an address, which is logged.
    fileprivate static let cameraUser = spelled("X-Camera-User")
    fileprivate static let cameraPassword = spelled("X-Camera-Password")
    /// Proxies that would hold events back let them through.
    fileprivate static let acceleration = spelled("X-Accel-Buffering")
}
