import Catalog

extension Archive {
    /// The recording whose file has this name below the folder of its volume, also where more stands before it. Nothing is
    /// opened by that name: what it says is looked up in the catalogue.
    ///
    /// - Throws: `notFound` where no recording is called so.
    package func recording(as principal: Principal, named path: String) async throws -> RecordingView {
        try Policy.requireSomebody(principal)
        let missing = DomainError(.notFound, "There is no recording with a file of this name.")
        // "gate/main/2026/11/21/gate_1795233600000000000.mp4", or "…-2.mp4" of one that others were joined to.
        guard path.utf8.count <= 4096, let name = path.split(separator: "/").last, name.hasSuffix(".mp4"),
            let number = name.dropLast(4).split(separator: "_").last,
            let id = RecordingID(number.prefix { $0 != "-" })
        else { throw missing }
        let found = try await recording(as: principal, "\(id)")
        guard path == found.key || path.hasSuffix("/\(found.key)") else { throw missing }
        return found
    }
}
