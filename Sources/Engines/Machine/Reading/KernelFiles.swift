// The only file of this target with raw pointers and bare system calls. What is safe and why: each call gets the
// address of an array with its true count, or a value that outlives the call; what the C library has allocated is read
// once and freed.

import Glibc

/// The files of the machine that the program runs on.
package struct KernelFiles: SystemFiles {
    /// Longer than any of these files on a machine with a thousand mounts.
    private static let longest = 1 << 20

    package init() {}

    package func text(of path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { _ = close(file) }
        var text: [UInt8] = []
        // The kernel makes up these files at each read, and says no length beforehand.
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while text.count < Self.longest {
            let count = read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            guard count > 0 else { break }
            text += chunk[..<count]
        }
        return String(decoding: text, as: UTF8.self)
    }

    package func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    package func count(in folder: String) -> Int? {
        guard let listing = opendir(folder) else { return nil }
        defer { _ = closedir(listing) }
        var count = 0
        while readdir(listing) != nil { count += 1 }
        // Itself and its parent.
        return max(0, count - 2)
    }

    /// Without links and dots; nil where there is nothing.
    static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// What a file system says of its room.
    static func room(at path: String) -> statvfs? {
        var room = statvfs()
        while statvfs(path, &room) != 0 {
            guard errno == EINTR else { return nil }
        }
        return room
    }
}

/// Numbers of the machine that never change.
package enum MachineConstants {
    /// Ticks of a second in which the kernel counts the processors' time.
    package static let ticksPerSecond = max(1, sysconf(Int32(_SC_CLK_TCK)))
}
