import Catalog
import Foundation
import Media

/// What somebody has said that cameras send, by their ids: it is shown until a camera has sent something. Kept in the
/// catalogue beside the settings.
package struct DeclaredCodecs: Hashable, Sendable {
    static let key = "cameras.codecs"
    package static let known = ["h264", "h265", "mjpeg", "jpeg"]

    private var codecs: [String: String] = [:]

    init() {}

    /// Nothing where it is not what ``text()`` gives.
    init(_ text: String?) {
        let found = text.flatMap { try? JSONDecoder().decode([String: String].self, from: Data($0.utf8)) }
        codecs = (found ?? [:]).filter { Self.known.contains($0.value) }
    }

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(codecs), as: UTF8.self)
    }

    package subscript(camera: String) -> String? {
        get { codecs[camera] }
        set { codecs[camera] = newValue }
    }
}

extension Cameras {
    /// Those of the cameras that the asker may see.
    package func declaredCodecs(as principal: Principal) async throws -> DeclaredCodecs {
        try Policy.requireSomebody(principal)
        var codecs = DeclaredCodecs(try await services.catalog.setting(DeclaredCodecs.key))
        for camera in codecs.cameras where !Policy.may(principal, .seeCamera, .camera(camera)) { codecs[camera] = nil }
        return codecs
    }

    /// Says what a camera sends, where nothing of it has been seen yet.
    ///
    /// - Parameter codec: one of ``DeclaredCodecs/known``; nil takes it back.
    package func declare(codec: String?, as principal: Principal, of id: String) async throws {
        try Policy.require(principal, .manageCamera, .camera(id))
        let camera = try await record(id).id.text
        if let codec, !DeclaredCodecs.known.contains(codec) {
            let words = DeclaredCodecs.known.joined(separator: ", ")
            throw DomainError(.invalid, "The codec is one of \(words).", member: "codec")
        }
        let catalog = services.catalog
        try await declaring.run {
            var codecs = DeclaredCodecs(try await catalog.setting(DeclaredCodecs.key))
            guard codecs[camera] != codec else { return }
            codecs[camera] = codec
            try await catalog.changeSettings([DeclaredCodecs.key: codecs.text()])
        }
    }
}

extension DeclaredCodecs {
    fileprivate var cameras: [String] { Array(codecs.keys) }
}
