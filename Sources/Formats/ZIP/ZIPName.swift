/// Which names a file in a ZIP file may have.
enum ZIPName {
    /// Relative, below the folder that it is unpacked into, and the same on every system: parts divided by `/`, none of
    /// which is empty, `.` or `..`; no `\` and `:`, which mean something to some; nothing that cannot be seen.
    static func check(_ name: String) throws(ZIPError) {
        guard (1...ZIPLimits.name).contains(name.utf8.count), name.unicodeScalars.allSatisfy(isGood) else {
            throw .badName(name)
        }
        for part in name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            // Some systems pass over a dot or a blank at the end, so that one name could be another.
            guard let last = part.last, last != UInt8(ascii: "."), last != UInt8(ascii: " ") else {
                throw .badName(name)
            }
        }
    }

    private static func isGood(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse, .surrogate: false
        default: scalar != "\\" && scalar != ":"
        }
    }
}
