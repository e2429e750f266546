import Accounts
import Foundation
import Storage

/// What a volume may be called, and where it may lie.
struct VolumeRules: Sendable {
    /// The volume of the data folder, in which others may lie.
    let recordings: String
    private let dataDirectory: String
    /// As the configuration file names them.
    private let roots: [String]

    static let most = 32
    private static let longestName = 100
    private static let longestNote = 1000
    private static let longestPath = 1024
    private static let amounts: ClosedRange<Int64> = 1...(1 << 53)

    init(_ directory: DataDirectory, roots: [String]) {
        dataDirectory = Self.absolute(directory.path)
        recordings = Self.absolute(directory.recordings)
        // The longest first, so that the nearest to a volume is found.
        self.roots = roots.map(Self.absolute).sorted { $0.utf8.count > $1.utf8.count }
    }

    private static func absolute(_ path: String) -> String {
        let whole = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        let parts = whole.split(separator: "/").filter { $0 != "." }
        return "/" + parts.joined(separator: "/")
    }

    // MARK: Where it lies

    /// The place that `path` names, if a volume may lie there.
    func place(of path: String) throws(DomainError) -> VolumePlace {
        let path = path.hasSuffix("/") && path.utf8.count > 1 ? String(path.dropLast()) : path
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard path.hasPrefix("/"), path.utf8.count <= Self.longestPath, path != "/",
            parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." })
        else {
            throw Self.refused("path is an absolute path such as /srv/nightjar/disk-1, without . and .. in it.")
        }
        if let below = Self.part(of: path, below: recordings) {
            guard let key = StorageKey(below), key.folder == nil else {
                throw Self.refused(
                    "In the data folder a volume lies directly in \(recordings), under a name of letters, digits, . _ and -."
                )
            }
            return VolumePlace(root: recordings, below: key)
        }
        guard !isOwn(path), !Self.isSame(dataDirectory, orBelow: path) else {
            throw Self.refused("Of the recorder's own folders only \(recordings) can hold volumes.")
        }
        guard let root = roots.first(where: { Self.isSame(path, orBelow: $0) }) else {
            throw Self.refused(
                "path lies neither in \(recordings) nor beneath a folder that volume_roots names in the configuration file. Add its "
                    + "folder there, and start Nightjar anew."
            )
        }
        guard let below = Self.part(of: path, below: root) else { return VolumePlace(root: root, below: nil) }
        guard let key = StorageKey(below) else {
            throw Self.refused("Beneath \(root) the names on the way to a volume have letters, digits, . _ and -.")
        }
        return VolumePlace(root: root, below: key)
    }

    /// Whether it is one of the recorder's own folders. Others in the data folder are as good as any, where the configuration
    /// file names a folder above them.
    private func isOwn(_ path: String) -> Bool {
        Self.part(of: path, below: dataDirectory).map { below in
            DataDirectory.isOwn(below.prefix { $0 != "/" })
        } ?? (path == dataDirectory)
    }

    /// What has to be looked at for a volume that is known: a place where none may lie any more is told when it is opened.
    func knownPlace(of path: String) -> VolumePlace {
        (try? place(of: path)) ?? VolumePlace(root: path, below: nil)
    }

    /// - Throws: `missing`, where a volume that is known may not lie any more.
    func check(_ place: VolumePlace) throws(VolumeFault) {
        do throws(DomainError) {
            _ = try self.place(of: place.path)
        } catch {
            throw VolumeFault(.missing, error.sentence)
        }
    }

    private static func part(of path: String, below root: String) -> String? {
        path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : nil
    }

    /// Whether one lies in the other.
    static func overlap(_ path: String, _ other: String) -> Bool {
        isSame(path, orBelow: other) || isSame(other, orBelow: path)
    }

    private static func isSame(_ path: String, orBelow root: String) -> Bool {
        path == root || path.hasPrefix(root + "/")
    }

    private static func refused(_ sentence: String) -> DomainError { DomainError(.invalid, sentence, member: "path") }

    // MARK: What is said of it

    static func name(_ name: String) throws(DomainError) -> String {
        guard !name.isEmpty, AccountRules.isAtMost(longestName, name), isPlain(name) else {
            throw DomainError(
                .invalid,
                "A volume's name has 1 to \(longestName) characters, all in one line.",
                member: "name"
            )
        }
        return name
    }

    static func note(_ note: String) throws(DomainError) -> String {
        guard AccountRules.isAtMost(longestNote, note) else {
            throw DomainError(
                .invalid,
                "A volume's description has \(longestNote) characters at most.",
                member: "description"
            )
        }
        return note
    }

    static func amount(_ bytes: Int64?, member: String, orNone: Bool = false) throws(DomainError) -> Int64? {
        guard let bytes else { return nil }
        guard amounts.contains(bytes) || orNone && bytes == 0 else {
            throw DomainError(.invalid, "\(member) is a number of bytes; null for none of its own.", member: member)
        }
        return bytes
    }

    /// Of a volume that a backup has: whether it may lie there is told when it is opened.
    static func path(_ path: String) throws(DomainError) -> String {
        guard path.hasPrefix("/"), path.utf8.count <= longestPath, isPlain(path) else {
            throw refused("path is an absolute path.")
        }
        return path
    }

    private static func isPlain(_ text: String) -> Bool {
        !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    }
}
