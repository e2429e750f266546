import Foundation

/// One file of the web app, ready to be served.
package struct WebAppFile: Sendable, Equatable {
    /// Where it is served, such as "/app.js"; the page itself is "/" (and "/index.html").
    package let path: String
    /// The value of the Content-Type header.
    package let contentType: String
    package let bytes: [UInt8]

    package init(path: String, contentType: String, bytes: [UInt8]) {
        self.path = path
        self.contentType = contentType
        self.bytes = bytes
    }
}

/// Why the web app cannot be served.
package enum WebAppError: Error, Equatable, CustomStringConvertible {
    case missing(folder: String)
    case unreadable(file: String)

    package var description: String {
        switch self {
        case .missing(let folder):
            "The web app is not where it was installed (\(folder)). Install Nightjar again, with its resources folder."
        case .unreadable(let file):
            "The web app's file \(file) cannot be read. Check its permissions, or install Nightjar again."
        }
    }
}

/// The web app: static files, all of them read once. Nothing is ever looked up by a name that a request brought.
package enum WebApp {
    /// Every file of the app, by path.
    package static func files() throws -> [WebAppFile] {
        try files(in: Bundle.module.bundleURL.appending(path: "Resources", directoryHint: .isDirectory))
    }

    static func files(in folder: URL) throws -> [WebAppFile] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
            throw WebAppError.missing(folder: folder.path)
        }
        var files: [WebAppFile] = []
        var page: [UInt8]?
        for name in names.sorted() {
            guard let contentType = contentType(of: name) else { continue }
            guard let data = try? Data(contentsOf: folder.appending(path: name, directoryHint: .notDirectory)) else {
                throw WebAppError.unreadable(file: name)
            }
            let bytes = [UInt8](data)
            files.append(WebAppFile(path: "/\(name)", contentType: contentType, bytes: bytes))
            if name == "index.html" { page = bytes }
        }
        guard let page else { throw WebAppError.missing(folder: folder.path) }
        return withPage(page, files)
    }

    /// With the page itself, which names the modules that it needs.
    private static func withPage(_ page: [UInt8], _ files: [WebAppFile]) -> [WebAppFile] {
        let scripts = files.filter { $0.path.hasSuffix(".js") }
            .map { (String($0.path.dropFirst()), String(decoding: $0.bytes, as: UTF8.self)) }
        let text = ModuleLinks.adding(
            to: String(decoding: page, as: UTF8.self),
            root: "app.js",
            modules: Dictionary(scripts) { first, _ in first }
        )
        let bytes = Array(text.utf8)
        return files.filter { $0.path != "/index.html" }
            + ["/", "/index.html"].map { WebAppFile(path: $0, contentType: "text/html; charset=utf-8", bytes: bytes) }
    }

    /// Nil for a name that is no file of the app: an editor's copy, a hidden file.
    static func contentType(of name: String) -> String? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let stem = parts[0].utf8
        let safe = stem.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard parts.count == 2, !stem.isEmpty, safe else { return nil }
        return contentTypes[String(parts[1])]
    }

    private static let contentTypes = [
        "html": "text/html; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "css": "text/css; charset=utf-8",
        "svg": "image/svg+xml",
        "webmanifest": "application/manifest+json",
    ]
}
