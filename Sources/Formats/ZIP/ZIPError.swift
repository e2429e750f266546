/// Why a ZIP file cannot be written, or is not one that we have written. The descriptions are for a person to read; names
/// that strangers chose are escaped in them.
package enum ZIPError: Error, Hashable, CustomStringConvertible {
    // Of writing.
    /// A name that could lead out of the folder that somebody unpacks into, or that not every system can hold.
    case badName(String)
    case duplicate(String)
    /// More entries than a directory of ours may have.
    case tooManyEntries
    /// More, or fewer, bytes came than were announced.
    case wrongCount(String)
    /// Calls in an order that makes no sense.
    case misuse

    // Of reading.
    /// It does not end as a ZIP file does.
    case noEnd
    /// The directory lies where it cannot, or is larger than any of ours.
    case badDirectory
    /// An entry is compressed or encrypted; ours never are.
    case notStored(String)
    /// Two entries lie over each other.
    case overlap(String)
    /// There are bytes before this entry, or before the directory (nil), that belong to nothing.
    case hole(String?)
    /// The header before the entry is not what the directory says of it.
    case headerMismatch(String)
    /// Another program than ours has packed it.
    case foreign

    package var description: String {
        switch self {
        case .badName(let name): "\(Self.shown(name)) is no name for a file in a ZIP file"
        case .duplicate(let name): "there are two files \(Self.shown(name))"
        case .tooManyEntries: "there are more files than \(ZIPLimits.entries)"
        case .wrongCount(let name): "\(Self.shown(name)) is not as long as was announced"
        case .misuse: "a ZIP file was not written in its order"
        case .noEnd: "it does not end as a ZIP file does: it was cut off, something was appended, or it is none"
        case .badDirectory: "the directory at its end is damaged"
        case .notStored(let name): "\(Self.shown(name)) is compressed or encrypted, which Nightjar's files never are"
        case .overlap(let name): "\(Self.shown(name)) lies over another file"
        case .hole(let name): "there are bytes before \(name.map(Self.shown) ?? "the directory") that belong to no file"
        case .headerMismatch(let name): "the header of \(Self.shown(name)) is not what the directory says of it"
        case .foreign: "the directory was changed, or another program has packed it"
        }
    }

    private static func shown(_ name: String) -> String { String(name.prefix(120)).debugDescription }
}

/// The bounds of what is written and read.
package enum ZIPLimits {
    /// Files in one ZIP file.
    package static let entries = 100_000
    /// Bytes of a name.
    package static let name = 240
    /// Bytes of a directory: so many entries with names as long.
    package static let directory = UInt64(entries * (46 + name + 28))
}
