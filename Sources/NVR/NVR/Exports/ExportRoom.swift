import Media

/// How much room exports may take.
struct ExportRoom: Sendable {
    /// Of the disk that they lie on, in bytes.
    struct Disk: Hashable, Sendable {
        var total: Int64
        /// That this program may use.
        var free: Int64
    }

    let settings: Settings
    /// Reads the disk; nil where it cannot be read.
    let disk: @Sendable () -> Disk?

    /// Refuses an export for which there is no room.
    ///
    /// Of what is kept free for recordings half is left: the oldest recordings go to make up for what an export takes of the
    /// rest. Where none are deleted, all of it is left.
    ///
    /// - Parameters:
    ///   - bytes: that the export will have.
    ///   - used: by those that there are.
    func check(_ bytes: Int64, used: Int64) throws(DomainError) {
        let most = Int64(settings.value(\.export.mostBytes))
        guard used + bytes <= most else {
            throw DomainError(
                .conflict,
                "The export would have \(KeepingWords.size(bytes)), and all exports together may have "
                    + "\(KeepingWords.size(most)), of which \(KeepingWords.size(used)) are taken. Delete some, ask for a shorter "
                    + "time, or change export.max_total_bytes."
            )
        }
        guard let disk = disk() else {
            throw DomainError(.unavailable, "The disk for exports cannot be read.")
        }
        guard disk.free - bytes >= Self.floor(disk, settings) else {
            throw DomainError(
                .conflict,
                "The export would have \(KeepingWords.size(bytes)), and only \(KeepingWords.size(disk.free)) of the disk are free, "
                    + "of which recordings need some. Make room, or ask for a shorter time."
            )
        }
    }

    private static func floor(_ disk: Disk, _ settings: Settings) -> Int64 {
        let percent = Int64(100 - settings.value(\.storage.cleanupThreshold))
        let floor = disk.total / 100 * percent
        return settings.value(\.storage.deletesOldest) ? floor / 2 : floor
    }
}
