import CProcess
import WorkerChannel

/// What a worker takes from itself, after its libraries are loaded and before it reads its first byte.
enum Confinement {
    /// - Parameter memory: bytes that it may take beside what it has by now.
    /// - Returns: what of it holds. The rest was refused by the system.
    static func apply(memory: UInt64) -> WorkerConfinement {
        var confinement: WorkerConfinement = []
        if cprocess_refuse_privileges() { confinement.insert(.noNewPrivileges) }
        // Asks a file how much it has, so before it has none.
        if cprocess_limit(memory) { confinement.insert(.limits) }
        if cprocess_close_all_but(Int32(cprocess_channel)) { confinement.insert(.channelOnly) }
        if cprocess_filter() { confinement.insert(.filtered) }
        return confinement
    }
}
