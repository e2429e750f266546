import Catalog
import Changes
import Media
import Storage

/// A backup as the document of another product has it: a file beside the backups, which holds no secret, or a sealed backup in
/// another form. A face makes and reads it; here it is kept.
package struct ConfigurationDocument: Hashable, Sendable {
    /// "vibenvr_backup_MANUAL_20261122_040506.json".
    package var name: String
    package var byteCount: Int64
}

extension Backups {
    /// Bytes of the largest document that is kept or given.
    package static let largestDocument = 10 << 20
    /// Of one face; beyond it none is kept.
    package static let mostDocuments = 200
    private static let suffixes = [".json", ".tar.gz"]
    private static let longestName = 120

    /// Those of a face, by name.
    ///
    /// - Parameter face: the word with which their names begin.
    package func documents(as principal: Principal, of face: String) async throws -> [ConfigurationDocument] {
        try Policy.require(principal, .manageSystem)
        return try await working { [folder] in try Self.documents(of: face, in: folder) }
    }

    /// Where a document lies on this machine.
    package func path(as principal: Principal, ofDocument name: String) throws -> String {
        try Policy.require(principal, .manageSystem)
        return "\(folder.path)/\(name)"
    }

    /// - Throws: `notFound`.
    package func document(as principal: Principal, of face: String, _ name: String) async throws -> [UInt8] {
        try Policy.require(principal, .manageSystem)
        guard Self.isName(name, of: face) else { throw Self.noDocument(name) }
        let bytes = try await working { [folder] in try Self.bytes(ofDocument: name, in: folder) }
        guard bytes.count <= Self.largestDocument else {
            throw DomainError(.invalid, "\(name) is larger than any document.")
        }
        await services.audit.note("backup.download", "backup/\(name)", by: principal)
        return bytes
    }

    /// Keeps a document under a name that nothing has.
    ///
    /// - Throws: `conflict` where something has it, or there are too many; `invalid`, `busy`, `unavailable`.
    package func keep(
        document bytes: [UInt8],
        as principal: Principal,
        of face: String,
        _ name: String
    ) async throws {
        try Policy.require(principal, .manageSystem)
        guard Self.isName(name, of: face), bytes.count <= Self.largestDocument else {
            throw DomainError(.invalid, "This is no document that can be kept.")
        }
        try await working { [folder] in
            let others = try Self.documents(of: face, in: folder)
            guard others.count < Self.mostDocuments, !others.contains(where: { $0.name == name }) else {
                throw DomainError(.conflict, "There are \(others.count) backups already. Delete some first.")
            }
            try folder.write(name, bytes)
        }
        await services.audit.note("backup.create", "backup/\(name)", by: principal, .done, ["size": "\(bytes.count)"])
        services.published(.created, "backup", id: name)
    }

    /// - Throws: `notFound`.
    package func deleteDocument(as principal: Principal, of face: String, _ name: String) async throws {
        try Policy.require(principal, .manageSystem)
        guard Self.isName(name, of: face) else { throw Self.noDocument(name) }
        let wasThere = try await working { [folder] in try folder.delete(name) }
        guard wasThere else { throw Self.noDocument(name) }
        await services.audit.note("backup.delete", "backup/\(name)", by: principal)
        services.published(.deleted, "backup", id: name)
    }

    private static func bytes(ofDocument name: String, in folder: PrivateFolder) throws -> [UInt8] {
        do throws(StorageError) {
            return try folder.read(name, most: largestDocument + 1)
        } catch .missing {
            throw noDocument(name)
        }
    }

    private static func documents(of face: String, in folder: PrivateFolder) throws -> [ConfigurationDocument] {
        try folder.entries().compactMap { entry in
            isName(entry.name, of: face) ? ConfigurationDocument(name: entry.name, byteCount: entry.byteCount) : nil
        }
    }

    /// Letters, digits and low lines: such a name is in no other folder, and none of a sealed backup.
    private static func isName(_ name: String, of face: String) -> Bool {
        guard name.hasPrefix("\(face)_"), name.utf8.count <= longestName,
            let suffix = suffixes.first(where: { name.hasSuffix($0) })
        else { return false }
        return name.dropLast(suffix.utf8.count).utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    private static func noDocument(_ name: String) -> DomainError {
        DomainError(.notFound, "There is no backup \"\(BackupHeader.printable(name, 80))\".")
    }
}
