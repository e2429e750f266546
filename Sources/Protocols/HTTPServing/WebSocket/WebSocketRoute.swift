import HTTPTypes
package import Hummingbird
import NIOCore

/// Serves an accepted WebSocket. Is cancelled when the peer goes away or the listener stops; the connection is closed when
/// it returns, with 1011 when it throws.
package typealias WebSocketHandler = @Sendable (WebSocketConnection) async throws -> Void

/// What becomes of a request to open a WebSocket.
package enum WebSocketDecision: Sendable {
    /// Open it, with one of the subprotocols that the client has offered, or none.
    case accept(subprotocol: String? = nil, WebSocketHandler)
    /// Answer the request as a plain one; it can also be thrown.
    case reject(Problem)
}

/// Which pages may open a WebSocket.
package enum WebSocketOrigins: Sendable {
    /// Pages of this listener, and programs that are not browsers.
    case sameHost
    /// Pages of any site: only for routes that take no cookie as proof of identity.
    case any
}

struct WebSocketRoute: Sendable {
    let pattern: PathPattern
    let origins: WebSocketOrigins
    let decide: @Sendable (Request, ServingContext) async throws -> WebSocketDecision
}

/// The demands of the protocol on a request to open a WebSocket (RFC 6455 §4.2.1).
enum WebSocketHandshake {
    /// Whether the request means to open a WebSocket, well formed or not.
    static func isAsked(by request: HTTPRequest) -> Bool {
        request.method == .get && tokens(request.headerFields[.upgrade]).contains("websocket")
            && tokens(request.headerFields[.connection]).contains("upgrade")
    }

    /// What is wrong with the request, or nil.
    static func problem(of request: HTTPRequest) -> Problem? {
        let headers = request.headerFields
        guard headers[values: .secWebSocketVersion] == ["13"] else {
            return Problem(
                .upgradeRequired,
                detail: "Only version 13 of the WebSocket protocol is spoken here.",
                headers: [.secWebSocketVersion: "13", .upgrade: "websocket"]
            )
        }
        let keys = headers[values: .secWebSocketKey]
        guard keys.count == 1, isKey(keys[0]) else {
            return Problem(.badRequest, detail: "The Sec-WebSocket-Key must be 16 bytes in base64.")
        }
        let length = headers[.contentLength].map { $0 != "0" } ?? false
        guard !length, headers[.transferEncoding] == nil else {
            return Problem(.badRequest, detail: "A request to open a WebSocket has no body.")
        }
        return nil
    }

    static let missing = Problem(
        .upgradeRequired,
        detail: "This is a WebSocket; open it with a WebSocket client.",
        headers: [.upgrade: "websocket"]
    )

    /// Asked for over a connection on which something was asked before.
    static let late = Problem(
        .upgradeRequired,
        detail: "A WebSocket must be asked for by the first request of a connection. "
            + "If a proxy stands before this server, it has to open a new connection for each.",
        headers: [.upgrade: "websocket"]
    )

    private static func tokens(_ header: String?) -> [String] {
        (header ?? "").lowercased().split { $0 == "," || $0 == " " || $0 == "\t" }.map(String.init)
    }

    private static func isKey(_ text: String) -> Bool {
        text.utf8.count == 24 && text.hasSuffix("==")
            && text.utf8.dropLast(2).allSatisfy {
                switch $0 {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "+"), UInt8(ascii: "/"): true
                default: false
                }
            }
    }
}

extension Request {
    /// The subprotocols that a client offers with a request to open a WebSocket, in its order.
    package var offeredSubprotocols: [String] {
        (headers[.secWebSocketProtocol] ?? "").split(separator: ",").map { $0.split(separator: " ").joined() }
    }
}
