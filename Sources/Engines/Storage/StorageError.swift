import Glibc

/// Why a volume could not do what it was asked. The descriptions are for a person to read.
package enum StorageError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No room, or no quota, is left for what was to be written.
    case full(String)
    /// The volume, or the folder in it, may not be written to.
    case notWritable(String)
    /// There is no such file.
    case missing(String)
    /// There is such a file already.
    case exists(String)
    /// A link, or something that is no file, stands where a file or folder of the volume should be.
    case notAFile(String)
    /// The volume is not the one that it was, or none at all.
    case wrongVolume(String)
    /// The system reported another error, by its number.
    case io(Int32, String)

    package var description: String {
        switch self {
        case .full(let name):
            "There is no room left on the disk for \(name). Free some, or let recordings be deleted earlier."
        case .notWritable(let name):
            "Nightjar may not write \(name). Check its owner, and whether the disk is read-only."
        case .missing(let name): "There is no file \(name)."
        case .exists(let name): "There is a file \(name) already."
        case .notAFile(let name):
            "\(name) is a link or something else that is no file of this volume; it is left alone."
        case .wrongVolume(let sentence): sentence
        case .io(let number, let name): "The disk reported an error at \(name): \(Self.words(for: number))."
        }
    }

    package var isFull: Bool {
        if case .full = self { true } else { false }
    }

    /// - Parameters:
    ///   - number: what `errno` says.
    ///   - name: the file or folder that was worked on.
    init(_ number: Int32, at name: String) {
        switch number {
        case ENOSPC, EDQUOT, EFBIG: self = .full(name)
        case EROFS, EACCES, EPERM: self = .notWritable(name)
        case ENOENT: self = .missing(name)
        case EEXIST: self = .exists(name)
        case ELOOP, ENOTDIR, EISDIR: self = .notAFile(name)
        default: self = .io(number, name)
        }
    }

    private static func words(for number: Int32) -> String {
        switch number {
        case EIO: "input/output error, which is how a disk fails"
        case EMFILE, ENFILE: "too many open files"
        case ESTALE: "the network disk is gone"
        default: "number \(number)"
        }
    }
}
