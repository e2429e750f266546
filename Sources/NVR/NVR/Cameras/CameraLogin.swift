import RTSP

/// The one user name, the one password and the one token of a camera, out of all the places where somebody may give them.
struct CameraLogin {
    let username: String?
    let password: String?
    /// What the addresses have a place for beside the password.
    let token: String?

    /// What is given apart counts before what stands before the host of an address. A password in a path or a query must
    /// be the same, as the address is kept with a place for it; a token there is a secret of its own.
    ///
    /// - Parameter others: addresses beside that of the main stream.
    /// - Throws: `invalid` where two places contradict each other.
    init(
        username: String?,
        password: String?,
        token: String? = nil,
        main: CameraAddress?,
        others: [CameraAddress]
    ) throws(DomainError) {
        let all = [main].compactMap(\.self) + others
        self.username = username ?? all.lazy.compactMap(\.username).first
        self.password = password ?? all.lazy.compactMap { $0.password ?? $0.inlinePassword }.first
        self.token = all.lazy.compactMap(\.inlineToken).first ?? token
        if username == nil, password == nil { for other in others { try agrees(with: other) } }
        if let token = self.token { for other in others { try other.agrees(withToken: token) } }
        for address in all {
            guard let inline = address.inlinePassword, !Self.isSame(inline, self.password ?? "") else { continue }
            throw DomainError(
                .invalid,
                "The address has a password in its path or query that is another than the camera's, which keeps only one: "
                    + "write \(CameraURL.passwordPlace) in its place, or give the same.",
                member: address.member
            )
        }
    }

    /// - Throws: `invalid` where another address has others than the main stream's.
    func agrees(with other: CameraAddress) throws(DomainError) {
        let isOther =
            other.username.map { $0 != username } ?? false
            || [other.password, other.inlinePassword].contains {
                $0.map { !Self.isSame($0, password ?? "") } ?? false
            }
        guard isOther else { return }
        throw DomainError(
            .invalid,
            "The address of the \(other.noun) has another user name or password than the main stream; a camera keeps one of "
                + "each. Leave them out of it.",
            member: other.member
        )
    }

    init(username: String?, password: String?) {
        self.username = username
        self.password = password
        token = nil
    }

    /// In an address a password may stand with percent signs.
    static func isSame(_ written: String, _ password: String) -> Bool {
        written == password || CameraURL.percentDecoded(written[...]) == CameraURL.percentDecoded(password[...])
    }
}

extension CameraAddress {
    /// - Throws: `invalid` where it brings another token than the main stream's.
    func agrees(withToken token: String) throws(DomainError) {
        guard let inlineToken, !CameraLogin.isSame(inlineToken, token) else { return }
        throw DomainError(
            .invalid,
            "The address of the \(noun) has another token than the main stream's, and a camera keeps only one: write "
                + "\(CameraURL.tokenPlace) in its place.",
            member: member
        )
    }
}
