import Catalog
import RTSP

// User names and passwords: where they come from, and where they may go.

extension CameraRules {
    /// A kept address as the camera is asked for it; nil where the text is none.
    func url(_ text: String, of record: CameraRecord) -> CameraURL? {
        guard let url = try? CameraURL(text), url.hasPasswordPlace else { return try? CameraURL(text) }
        return url.filled(with: password(of: record) ?? "")
    }

    /// Changes the addresses, and what is shown to them.
    func applyConnection(
        _ change: CameraChange,
        to new: inout CameraRecord,
        from old: CameraRecord
    ) throws(DomainError) {
        let policy = policy(isDemo: old.isDemo)
        let main = try change.url.map { (text) throws(DomainError) in
            try CameraAddress(text, member: "url", policy: policy)
        }
        let sub = try (change.subURL ?? nil).map { (text) throws(DomainError) in
            try CameraAddress(text, member: "sub_url", policy: policy)
        }
        if let main { new.mainURL = main.url.description }
        if change.subURL != nil { new.subURL = sub?.url.description }
        let brought = try CameraLogin(
            username: CameraChecks.username(change.username ?? nil),
            password: CameraChecks.password(change.password ?? nil),
            main: main,
            sub: sub
        )
        if let sub, change.username == nil, change.password == nil, main?.username == nil,
            old.username != nil || old.sealedPassword != nil
        {
            try CameraLogin(username: old.username, password: password(of: old)).agrees(with: sub)
        }
        if change.username != nil || brought.username != nil { new.username = brought.username }
        guard change.password == nil, brought.password == nil else {
            new.sealedPassword = try brought.password.map { (text) throws(DomainError) in try seal(text, for: old.id) }
            return
        }
        for address in [main, sub].compactMap({ $0 }) where old.sealedPassword != nil {
            guard mayShowPassword(of: old, to: address.url) else { throw .passwordIsNotTakenAlong }
        }
    }

    /// A kept password goes to where it was kept for, and never by a way that is less secret.
    func mayShowPassword(of record: CameraRecord, to url: CameraURL) -> Bool {
        [record.mainURL, record.subURL].compactMap { $0.flatMap { try? CameraURL($0) } }.contains { kept in
            kept.host.lowercased() == url.host.lowercased() && kept.port == url.port
                && (url.scheme.isSecure || !kept.scheme.isSecure)
        }
    }
}

extension DomainError {
    fileprivate static let passwordIsNotTakenAlong = DomainError(
        .invalid,
        "The address is of another host or port, or less secure, and the kept password is not shown there: send the "
            + "password again along with the address, or null to have none.",
        member: "password"
    )
}
