import Catalog
import Logging
import Media
import Storage

/// Sheets that were made, in a folder of their own: bounded in bytes, the one that was not asked for the longest goes first.
/// All of it can be made anew, so nothing that goes wrong here is anybody's fault.
///
/// A name says what the sheet is of, and the state of the recordings that it was made from: where that is another by now,
/// because some of them were deleted, the sheet is not found by it, and goes.
actor StoryboardShelf {
    struct Name: Hashable, Sendable {
        let camera: CameraID
        let sheet: StoryboardSheetID
        /// Lower-case hexadecimal digits.
        let state: String

        var text: String { "\(camera)_\(sheet)_\(state)" }

        init(camera: CameraID, sheet: StoryboardSheetID, state: String) {
            self.camera = camera
            self.sheet = sheet
            self.state = state
        }

        init?(_ text: String) {
            let parts = text.split(separator: "_", omittingEmptySubsequences: false)
            guard parts.count == 3, let camera = CameraID(String(parts[0])),
                let sheet = StoryboardSheetID(String(parts[1]))
            else { return nil }
            self.init(camera: camera, sheet: sheet, state: String(parts[2]))
        }

        /// Of the same sheet, maybe in another state.
        func isSame(_ other: Name) -> Bool { camera == other.camera && sheet == other.sheet }
    }

    private struct Kept {
        var bytes: Int64
        var usedAt: UInt64
    }

    /// Nil where the folder cannot be used.
    private let folder: PrivateFolder?
    private let threads: DiskThreads
    private let limit: @Sendable () -> Int64
    private let logger: Logger
    private var kept: [Name: Kept] = [:]
    private var isLoaded = false
    private var clock: UInt64 = 0
    private var hasComplained = false

    /// - Parameters:
    ///   - threads: on which the folder is read and written.
    ///   - limit: bytes of all sheets, at most; 0 for none.
    init(folder: PrivateFolder?, threads: DiskThreads, limit: @escaping @Sendable () -> Int64, logger: Logger) {
        self.folder = folder
        self.threads = threads
        self.limit = limit
        self.logger = logger
    }

    var bytes: Int64 { kept.values.reduce(0) { $0 + $1.bytes } }

    func names() async -> [Name] {
        await load()
        return Array(kept.keys)
    }

    func sheet(_ name: Name) async -> [StoryboardSheet.Tile]? {
        await load()
        clock += 1
        guard let folder, kept[name] != nil else { return nil }
        kept[name]?.usedAt = clock
        let bytes = try? await threads.run { try folder.read(name.text, most: StoryboardFile.largest) }
        if let bytes, let tiles = StoryboardFile.tiles(in: bytes) { return tiles }
        // Somebody took it away, or changed it.
        await drop(name)
        return nil
    }

    /// Keeps a sheet instead of what there was of it before.
    func keep(_ tiles: [StoryboardSheet.Tile], as name: Name) async {
        await load()
        let bytes = StoryboardFile.bytes(of: tiles)
        for other in kept.keys where other.isSame(name) { await drop(other) }
        guard let folder, Int64(bytes.count) <= limit(), bytes.count <= StoryboardFile.largest else { return }
        do {
            try await threads.run { try folder.write(name.text, bytes) }
        } catch {
            return complain("\(error)")
        }
        clock += 1
        kept[name] = Kept(bytes: Int64(bytes.count), usedAt: clock)
        await trim()
    }

    func drop(_ name: Name) async {
        kept[name] = nil
        guard let folder else { return }
        do {
            _ = try await threads.run { try folder.delete(name.text) }
        } catch {
            complain("\(error)")
        }
    }

    /// Takes away what is over the limit.
    func trim() async {
        await load()
        while bytes > limit(), let oldest = kept.min(by: { $0.value.usedAt < $1.value.usedAt })?.key {
            await drop(oldest)
        }
    }

    /// Of what was kept by a recorder before, nobody knows when it was used last. What is none of ours goes.
    private func load() async {
        guard !isLoaded else { return }
        isLoaded = true
        guard let folder else { return }
        let entries: [PrivateFolder.Entry]
        do {
            entries = try await threads.run { try folder.entries() }
        } catch {
            return complain("\(error)")
        }
        for entry in entries {
            if let name = Name(entry.name) {
                // Kept meanwhile, it is newer.
                if kept[name] == nil { kept[name] = Kept(bytes: entry.byteCount, usedAt: 0) }
            } else {
                _ = try? await threads.run { try folder.delete(entry.name) }
            }
        }
    }

    private func complain(_ reason: String) {
        guard !hasComplained else { return }
        hasComplained = true
        logger.warning(
            "pictures for scrubbing cannot be kept, and are made anew each time",
            metadata: ["reason": "\(reason)"]
        )
    }
}
