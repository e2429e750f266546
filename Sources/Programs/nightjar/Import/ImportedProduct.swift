import ArgumentParser
import Glibc
import LightNVR
import MiBee
import NVR
import VibeNVR

/// The products whose files can be taken over. Each is read by the face that speaks its language.
enum ImportedProduct: String, CaseIterable, ExpressibleByArgument {
    case lightnvr, mibee, vibenvr

    /// - Throws: `DomainError`, with a sentence for whoever named the file.
    func content(ofFileAt path: String) throws(DomainError) -> ImportContent {
        switch self {
        case .lightnvr:
            try LightImport.content(of: ImportTables.read(LightImport.tables, fromDatabaseAt: path))
        case .mibee:
            try MiBeeImport.content(of: ImportedYAML.value(Self.text(of: path, most: MiBeeImport.largestFile)))
        case .vibenvr: try VibeImport.content(of: Self.bytes(of: path, most: VibeImport.largestFile))
        }
    }

    private static func text(of path: String, most: Int) throws(DomainError) -> String {
        guard let text = String(validating: try bytes(of: path, most: most), as: UTF8.self) else {
            throw unreadable(path, "it is no text in UTF-8")
        }
        return text
    }

    /// - Parameter most: no such file is larger.
    private static func bytes(of path: String, most: Int) throws(DomainError) -> [UInt8] {
        // A pipe of somebody who never writes must not be waited for.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw unreadable(path, String(cString: strerror(errno))) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw unreadable(path, "it is not a file")
        }
        guard status.st_size <= most else { throw unreadable(path, "it is larger than any such file") }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 * 1024)
        // Also of one that grows meanwhile.
        while bytes.count <= most {
            let count = piece.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw unreadable(path, String(cString: strerror(errno))) }
            guard count > 0 else { return bytes }
            bytes += piece[..<count]
        }
        throw unreadable(path, "it is larger than any such file")
    }

    private static func unreadable(_ path: String, _ reason: String) -> DomainError {
        DomainError(.invalid, "The file \(path) cannot be read: \(reason).")
    }
}
