import Glibc
import Media

/// A folder of a few small files that only their owner may read. A file is there whole or not at all, whenever the power
/// fails; one that is there is never written over.
///
/// The calls block. One after another: two that write the same name at once are the caller's fault.
package final class PrivateFolder: Sendable {
    package struct Entry: Hashable, Sendable {
        package var name: String
        package var byteCount: Int64
    }

    /// What is done to write a file, in this order; for tests.
    package enum Step: CaseIterable, Sendable { case created, written, synced, renamed }

    /// What happens after a step; for tests.
    package enum Mishap: Hashable, Sendable {
        /// The power fails: nothing more is done.
        case powerCut
        /// The disk reports this.
        case error(Int32)
    }

    /// Where it lies: for administrators alone.
    package let path: String
    /// As errors call it.
    private let name: String
    let folder: FileDescriptor
    private let mishap: @Sendable (Step) -> Mishap?

    static let draftPrefix = ".draft-"
    static let fileMode: mode_t = 0o600

    /// Opens the folder, makes it where it is missing, and takes away what a crash left half written.
    ///
    /// - Parameter path: no part of it may come from a stranger.
    package init(
        path: String,
        mishap: @escaping @Sendable (Step) -> Mishap? = { _ in nil }
    ) throws(StorageError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw StorageError(errno, at: path) }
        do throws(FileDescriptor.Failure) {
            folder = try FileDescriptor.folder(path: path)
            for entry in try folder.entries() where entry.name.hasPrefix(Self.draftPrefix) {
                try folder.removeFile(entry.name)
            }
        } catch {
            throw StorageError(error.number, at: path)
        }
        self.path = path
        name = path.split(separator: "/").last.map { "the folder \($0)" } ?? path
        self.mishap = mishap
    }

    /// The files by name.
    package func entries() throws(StorageError) -> [Entry] {
        let entries = try at(name) { () throws(FileDescriptor.Failure) in try folder.entries() }
        return entries.compactMap { entry in
            guard case .file(let count) = entry.kind, Self.isGood(entry.name) else { return nil }
            return Entry(name: entry.name, byteCount: count)
        }.sorted { $0.name < $1.name }
    }

    /// The first `most` bytes of a file, or all of it where it has fewer.
    package func read(_ name: String, most: Int) throws(StorageError) -> [UInt8] {
        try check(name)
        return try at(name) { () throws(FileDescriptor.Failure) in
            // Without O_NONBLOCK a pipe that somebody put there would hang the thread.
            let file = try folder.child(name, flags: O_RDONLY | O_NONBLOCK)
            guard try file.isRegularFile() else { throw .init(number: ELOOP) }
            return try file.read(at: 0, count: Int(min(Int64(most), file.length())))
        }
    }

    /// Writes a file, which is on the disk when this returns. Throws `exists` where there is one of that name.
    package func write(_ name: String, _ bytes: [UInt8]) throws(StorageError) {
        try check(name)
        guard try !entries().contains(where: { $0.name == name }) else { throw .exists(name) }
        let draft = Self.draftPrefix + name
        do {
            try write(draft, as: name, bytes)
        } catch let error as FileDescriptor.Failure {
            try? folder.removeFile(draft)
            throw StorageError(error.number, at: name)
        } catch {
            throw .io(EIO, name)
        }
    }

    /// Deletes a file. False where there is none.
    @discardableResult
    package func delete(_ name: String) throws(StorageError) -> Bool {
        try check(name)
        return try at(name) { () throws(FileDescriptor.Failure) in
            do throws(FileDescriptor.Failure) {
                try folder.removeFile(name)
            } catch  where error.number == ENOENT {
                return false
            }
            try folder.synchronize()
            return true
        }
    }

    private func write(_ draft: String, as name: String, _ bytes: [UInt8]) throws {
        let file = try folder.child(draft, flags: O_WRONLY | O_CREAT | O_TRUNC, mode: Self.fileMode)
        try suffer(.created)
        try file.write([Bytes(bytes)], at: 0)
        try suffer(.written)
        try file.synchronize()
        try suffer(.synced)
        try folder.rename(draft, to: name)
        try suffer(.renamed)
        try folder.synchronize()
    }

    private struct PowerCut: Error {}

    private func suffer(_ step: Step) throws {
        switch mishap(step) {
        case nil: return
        case .powerCut: throw PowerCut()
        case .error(let number): throw FileDescriptor.Failure(number: number)
        }
    }

    /// Letters, digits, `-`, `_` and `.`, the first of which is no sign: such a name leads nowhere else.
    private static func isGood(_ name: String) -> Bool {
        let isWord = { (byte: UInt8) in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: false
            }
        }
        guard (1...200).contains(name.utf8.count), name.utf8.first.map(isWord) == true else { return false }
        return name.utf8.allSatisfy { isWord($0) || "-_.".utf8.contains($0) }
    }

    func check(_ name: String) throws(StorageError) {
        guard Self.isGood(name) else { throw .missing(String(name.prefix(80).debugDescription)) }
    }

    /// The result of `body`; what it throws happened at `name`.
    func at<Result>(
        _ name: String,
        _ body: () throws(FileDescriptor.Failure) -> Result
    ) throws(StorageError) -> Result {
        do {
            return try body()
        } catch {
            throw StorageError(error.number, at: name)
        }
    }
}
