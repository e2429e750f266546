import Catalog
import RTSP

// User names and passwords: where they come from, and where they may go.

extension CameraRules {
    /// A kept address as the camera is asked for it; nil where the text is none.
    func url(_ text: String, of record: CameraRecord) -> CameraURL? {
        guard let url = try? CameraURL(text) else { return nil }
        return url.filled(
            password: url.hasPasswordPlace ? password(of: record) : nil,
            token: url.hasTokenPlace ? token(of: record) : nil
        )
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
        let snapshot = try (change.snapshotURL ?? nil).map { (text) throws(DomainError) in
            try CameraAddress.ofSnapshots(text, policy: policy)
        }
        let others = [sub, snapshot].compactMap(\.self)
        if let main { new.mainURL = main.url.description }
        if change.subURL != nil { new.subURL = sub?.url.description }
        if change.snapshotURL != nil { new.snapshotURL = snapshot?.url.description }
        let brought = try CameraLogin(
            username: CameraChecks.username(change.username ?? nil),
            password: CameraChecks.password(change.password ?? nil),
            main: main,
            others: others
        )
        if change.username == nil, change.password == nil, main?.username == nil,
            old.username != nil || old.sealedPassword != nil
        {
            let kept = CameraLogin(username: old.username, password: password(of: old))
            for other in others { try kept.agrees(with: other) }
        }
        try applyToken(brought.token, main, others, to: &new, from: old)
        if change.username != nil || brought.username != nil { new.username = brought.username }
        guard change.password == nil, brought.password == nil else {
            new.sealedPassword = try brought.password.map { (text) throws(DomainError) in
                try seal(text, as: SecretOwner.camera(old.id), member: "password")
            }
            return
        }
        for address in [main].compactMap(\.self) + others where old.sealedPassword != nil {
            guard mayShowPassword(of: old, to: address.url) else { throw .passwordIsNotTakenAlong }
        }
    }

    /// A kept token stays as long as an address has a place for it, and goes where it was kept for.
    private func applyToken(
        _ brought: String?,
        _ main: CameraAddress?,
        _ others: [CameraAddress],
        to new: inout CameraRecord,
        from old: CameraRecord
    ) throws(DomainError) {
        let all = [main].compactMap(\.self) + others
        let kept = old.mainURL.contains(CameraURL.tokenPlace) ? token(of: old) : nil
        if main == nil, let kept { for other in others { try other.agrees(withToken: kept) } }
        if let brought {
            let member = all.first { $0.inlineToken != nil }?.member ?? "url"
            new.sealedToken = try seal(brought, as: SecretOwner.cameraToken(old.id), member: member)
            return
        }
        let addresses = [new.mainURL, new.subURL ?? "", new.snapshotURL ?? ""]
        guard addresses.contains(where: { $0.contains(CameraURL.tokenPlace) }) else {
            new.sealedToken = nil
            return
        }
        for address in all where address.url.hasTokenPlace && old.sealedToken != nil {
            guard mayShowToken(of: old, to: address.url) else { throw .tokenIsNotTakenAlong(address.member) }
        }
    }

    /// A kept password goes to where it was kept for, and never by a way that is less secret.
    func mayShowPassword(of record: CameraRecord, to url: CameraURL) -> Bool {
        isKept(of: record, url) { _ in true }
    }

    /// The same of a kept token, which not every address of a camera has a place for: the others may be anywhere.
    func mayShowToken(of record: CameraRecord, to url: CameraURL) -> Bool {
        isKept(of: record, url, where: \.hasTokenPlace)
    }

    private func isKept(of record: CameraRecord, _ url: CameraURL, where isMeant: (CameraURL) -> Bool) -> Bool {
        [record.mainURL, record.subURL, record.snapshotURL].compactMap { $0.flatMap { try? CameraURL($0) } }.contains {
            kept in
            isMeant(kept) && kept.host.lowercased() == url.host.lowercased() && kept.port == url.port
                && (url.scheme.isSecure || !kept.scheme.isSecure)
        }
    }
}

extension DomainError {
    fileprivate static func tokenIsNotTakenAlong(_ member: String) -> DomainError {
        DomainError(
            .invalid,
            "The address is of another host or port, or less secure, and the kept token is not shown there: write the token "
                + "in it again.",
            member: member
        )
    }

    fileprivate static let passwordIsNotTakenAlong = DomainError(
        .invalid,
        "The address is of another host or port, or less secure, and the kept password is not shown there: send the "
            + "password again along with the address, or null to have none.",
        member: "password"
    )
}
