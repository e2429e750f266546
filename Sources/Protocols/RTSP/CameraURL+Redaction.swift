extension CameraURL {
    /// For logs: as ``description``, but with what looks like a user's name or password in the path or the query
    /// hidden. Cameras of the XM family take them there: `/user=admin&password=secret&channel=1.sdp`.
    package var redacted: String {
        description.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
            .map { Self.redacting(Substring($0)) }
            .joined(separator: "&")
    }

    private static let secrets = ["user", "usr", "pass", "pwd", "psw", "auth", "token", "key"]

    /// From the first equals sign behind a telling word, all is hidden: a password may hold any letter.
    private static func redacting(_ field: Substring) -> Substring {
        var start = field.startIndex
        while let equals = field[start...].utf8.firstIndex(of: UInt8(ascii: "=")) {
            let name = field[start..<equals].utf8.split { !isLetter($0) }.last.map { Substring($0) } ?? ""
            if secrets.contains(where: { name.lowercased().contains($0) }) { return field[...equals] + "***" }
            start = field.utf8.index(after: equals)
        }
        return field
    }
}
