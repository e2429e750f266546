import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import NVR
import Reception

/// Looking through a network for cameras, as server-sent events.
extension VibeRoutes {
    var scanning: [Endpoint] {
        [.foreignStream("/onvif/scan/stream", access: .may(.addCameras), scan)]
    }

    private func scan(_ call: Call) async throws -> Response {
        guard let range = try call.query("ip_range", longest: 64)?.nothingIfEmpty else {
            throw VibeErrors.invalid("ip_range", "Field required")
        }
        var wish = ScanWish(range: range)
        wish.username = call.request.headers[.scannerUser]?.nothingIfEmpty
        wish.password = call.request.headers[.scannerPassword]?.nothingIfEmpty
        let found: Result<CameraScan, DomainError>
        do {
            found = .success(try await recorder.finder.scan(as: call.principal, wish))
        } catch let error as DomainError where error.kind == .invalid {
            // The document tells it by an event.
            found = .failure(error)
        }
        return .stream(
            to: call.request,
            contentType: "text/event-stream",
            headers: [.cacheControl: "no-cache", .scanBuffering: "no"]
        ) { writer in
            switch found {
            case .success(let scan): try await Self.tell(scan, writer)
            case .failure(let error):
                try await Self.write("error", ["message": "Invalid IP range: \(error.sentence)"], writer)
            }
        }
    }

    private static func tell(_ scan: CameraScan, _ writer: StreamedBodyWriter) async throws {
        try await write("start", VibeScanStartMessage(total: scan.total), writer)
        do {
            try await scan.run { step in
                switch step {
                case .looked(let address, let done):
                    let percent = done * 100 / max(scan.total, 1)
                    try await write(
                        "progress",
                        VibeScanProgressMessage(ip: address, current: done, total: scan.total, percent: percent),
                        writer
                    )
                case .found(let finding): try await write("result", VibeScanResultMessage(finding), writer)
                }
            }
            try await write("done", VibeScanStartMessage(total: scan.total), writer)
        } catch let error as DomainError {
            try await write("error", ["message": error.sentence], writer)
        }
    }

    private static func write(
        _ name: String,
        _ data: some Encodable,
        _ writer: StreamedBodyWriter
    ) async throws {
        let text = String(buffer: try JSONBody.encode(data))
        try await writer.write(ByteBuffer(string: "event: \(name)\ndata: \(text)\n\n"))
    }
}

extension HTTPField.Name {
    /// What is shown to cameras: never in an address, which is logged.
    fileprivate static let scannerUser = spelled("X-Scanner-User")
    fileprivate static let scannerPassword = spelled("X-Scanner-Password")
    /// Proxies that would hold events back let them through.
    fileprivate static let scanBuffering = spelled("X-Accel-Buffering")
}
