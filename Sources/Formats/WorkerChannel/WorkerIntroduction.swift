/// What a worker says of itself at its start.
package struct WorkerIntroduction: Hashable, Sendable {
    /// FFmpeg's version: "5.1.9-0+deb12u1".
    package var library: String
    package var confinement: WorkerConfinement
    /// Devices of the machine that could decode or encode, by the names of their files: "renderD128".
    package var devices: [String]

    package init(library: String, confinement: WorkerConfinement, devices: [String] = []) {
        self.library = library
        self.confinement = confinement
        self.devices = devices
    }

    func write(to writer: inout MessageWriter) {
        writer.text(library)
        writer.number(confinement.rawValue)
        writer.list(devices) { $0.text($1) }
    }

    init(from reader: inout MessageReader) throws(WorkerChannelError) {
        library = try reader.text(atMost: 64)
        confinement = WorkerConfinement(rawValue: try reader.number())
        devices = try reader.list(atMost: 32) { reader throws(WorkerChannelError) in try reader.text(atMost: 64) }
    }
}

/// What a worker has taken from itself, as far as the system let it: each was tried after it was done.
package struct WorkerConfinement: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// It gets no rights from any program that it could start.
    package static let noNewPrivileges = WorkerConfinement(rawValue: 1)
    /// Its memory is bounded; it opens no file and starts no process.
    package static let limits = WorkerConfinement(rawValue: 2)
    /// Nothing is open but the channel.
    package static let channelOnly = WorkerConfinement(rawValue: 4)
    /// The system refuses it all calls but the few that decoding needs.
    package static let filtered = WorkerConfinement(rawValue: 8)

    package static let whole: WorkerConfinement = [.noNewPrivileges, .limits, .channelOnly, .filtered]
}
