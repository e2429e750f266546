import Glibc

/// The file system that holds a path, and the room in it.
///
/// The kernel may keep a caller waiting, without end where a server of files is gone: read it on a thread for disks.
package struct DiskReading: Hashable, Sendable {
    /// Without links.
    package let path: String
    /// Bytes in all, bytes that are free, and those of them that this program may use: some are kept for the system.
    package let size: UInt64
    package let free: UInt64
    package let available: UInt64
    /// Files that it can hold and has room for; 0 and 0 where it knows no bound.
    package let inodes: UInt64
    package let freeInodes: UInt64
    package let isReadOnly: Bool
    /// Nil where the system does not say it.
    package let mount: Mount?

    package var used: UInt64 { size - free }

    /// Nil where there is nothing at `path`, or it may not be seen.
    package init?(path: String, files: any SystemFiles = KernelFiles()) {
        guard let resolved = KernelFiles.resolved(path), let room = KernelFiles.room(at: resolved) else { return nil }
        self.path = resolved
        let block = UInt64(room.f_frsize > 0 ? room.f_frsize : room.f_bsize)
        size = Self.bytes(UInt64(room.f_blocks), of: block)
        free = min(size, Self.bytes(UInt64(room.f_bfree), of: block))
        available = min(free, Self.bytes(UInt64(room.f_bavail), of: block))
        inodes = UInt64(room.f_files)
        freeInodes = min(inodes, UInt64(room.f_ffree))
        let mounts = files.text(of: "/proc/self/mountinfo").map(Mount.parse(mountinfo:)) ?? []
        mount = Mount.holding(resolved, among: mounts)
        isReadOnly = UInt(room.f_flag) & UInt(ST_RDONLY) != 0 || mount?.isReadOnly == true
    }

    private static func bytes(_ blocks: UInt64, of size: UInt64) -> UInt64 {
        let (bytes, overflow) = blocks.multipliedReportingOverflow(by: size)
        return overflow ? .max : bytes
    }
}
