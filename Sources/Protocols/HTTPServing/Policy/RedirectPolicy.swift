package import HTTPTypes
import Hummingbird

/// What a plain listener does that only leads to one with TLS.
package struct RedirectPolicy: Sendable {
    /// What kind of thing an address names.
    package enum RouteClass: Sendable {
        /// Something that a person opens in a browser.
        case page
        /// Something that a program asks for.
        case api
        case webSocket
    }

    package enum Action: Sendable {
        /// Sends the client to the same address of the other listener.
        case redirect(HTTPResponse.Status)
        /// Refuses: whoever sends a secret in the clear shall learn of it.
        case refuse
    }

    /// Of the listener with TLS. Asked for each request, since the system may have chosen it.
    package var port: @Sendable () -> Int
    package var page: Action
    package var api: Action
    package var webSocket: Action
    /// What a refused request is told, with the port to ask at. A dialect has a type, or words, of its own for it.
    package var refusal: @Sendable (_ port: Int) -> Problem
    /// - Parameter path: without the query.
    package var classify: @Sendable (_ path: String) -> RouteClass

    package init(
        port: @escaping @Sendable () -> Int,
        page: Action = .redirect(.found),
        api: Action = .refuse,
        webSocket: Action = .refuse,
        refusal: @escaping @Sendable (_ port: Int) -> Problem = RedirectPolicy.httpsRequired,
        classify: @escaping @Sendable (_ path: String) -> RouteClass = RedirectPolicy.pageByName
    ) {
        self.port = port
        self.page = page
        self.api = api
        self.webSocket = webSocket
        self.refusal = refusal
        self.classify = classify
    }

    /// The title and the member are as the ipcamera document prints them.
    package static func httpsRequired(at port: Int) -> Problem {
        Problem(
            .forbidden,
            type: Problem.type("https-required"),
            title: "HTTPS required",
            detail: "Ask for this over HTTPS, at port \(port).",
            members: ["httpsPort": .number(port)]
        )
    }

    private static let pageEndings: Set<Substring> = [
        "html", "js", "mjs", "css", "map", "ico", "png", "svg", "webp", "woff2", "webmanifest",
    ]

    /// Pages are `/`, and files whose names end as a page's parts do; all else is for programs.
    package static func pageByName(_ path: String) -> RouteClass {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        if path == "/" { return .page }
        guard let dot = name.lastIndex(of: ".") else { return .api }
        return pageEndings.contains(name[name.index(after: dot)...]) ? .page : .api
    }

    /// - Parameter host: the name by which the request asked for this machine, already found good.
    /// - Returns: the answer; every request has one.
    func answer(to request: Request, host: Authority, isWebSocket: Bool) -> Result<Response, Problem> {
        let action =
            switch isWebSocket ? .webSocket : classify(request.uri.path) {
            case .page: page
            case .api: api
            case .webSocket: webSocket
            }
        let port = port()
        guard case .redirect(let status) = action, request.method == .get || request.method == .head,
            let target = Self.target(request.head.path)
        else {
            return .failure(refusal(port))
        }
        let name = host.host.contains(":") ? "[\(host.host)]" : host.host
        let location = "https://\(name)\(port == 443 ? "" : ":\(port)")\(target)"
        return .success(Response(status: status, headers: [.location: location, .cacheControl: "no-store"]))
    }

    /// Path and query as they came; nil where they are not what an address consists of.
    private static func target(_ path: String?) -> String? {
        guard let path, path.hasPrefix("/"), path.utf8.count <= 8192,
            path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return nil }
        return path
    }
}
