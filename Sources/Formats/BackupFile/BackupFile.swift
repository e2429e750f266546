package import Cryptography

/// A backup as a whole, for those that fit into memory.
package struct BackupFile: Hashable, Sendable {
    package struct Section: Hashable, Sendable {
        package var name: String
        package var bytes: [UInt8]

        package init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// In the clear; must hold no secret.
    package var header: [UInt8]
    package var sections: [Section]

    package init(header: [UInt8], sections: [Section] = []) {
        self.header = header
        self.sections = sections
    }

    package subscript(_ name: String) -> [UInt8]? { sections.first { $0.name == name }?.bytes }

    /// - Parameters:
    ///   - preamble: a new one for each file.
    ///   - key: made from the passphrase with the preamble's salt and cost.
    package func bytes(preamble: BackupPreamble, key: SymmetricKey) throws(BackupFileError) -> [UInt8] {
        var writer = try BackupWriter(preamble: preamble, key: key, header: header)
        var bytes = writer.begin()
        for section in sections {
            bytes += try writer.beginSection(section.name)
            bytes += try writer.append(section.bytes)
            bytes += try writer.endSection()
        }
        bytes += try writer.finish()
        return bytes
    }

    /// A backup of which the beginning was read.
    package struct Locked: Sendable {
        package let preamble: BackupPreamble
        /// Not known to be genuine.
        package let header: [UInt8]
        private let reader: BackupReader

        /// - Parameter bytes: the whole file, or at least its beginning where no more is wanted than the header.
        package init(_ bytes: [UInt8], limits: BackupLimits = BackupLimits()) throws(BackupFileError) {
            var reader = BackupReader(limits: limits)
            reader.feed(bytes.span)
            guard case .locked(let preamble, let header) = try reader.next() else {
                try reader.finish()
                throw .truncated
            }
            self.preamble = preamble
            self.header = header
            self.reader = reader
        }

        /// - Parameter key: made from the passphrase with the preamble's salt and cost.
        package func open(with key: SymmetricKey) throws(BackupFileError) -> BackupFile {
            var reader = reader
            try reader.unlock(with: key)
            var file = BackupFile(header: header)
            while let event = try reader.next() {
                switch event {
                case .sectionBegan(let name): file.sections.append(Section(name: name, bytes: []))
                case .content(let bytes): file.sections[file.sections.count - 1].bytes += bytes
                case .locked, .sectionEnded, .ended: break
                }
            }
            try reader.finish()
            return file
        }
    }
}
