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
    /// - Throws: `invalid` where two places contradict each other.
    init(
        username: String?,
        password: String?,
        token: String? = nil,
        main: CameraAddress?,
        sub: CameraAddress?
    ) throws(DomainError) {
        self.username = username ?? main?.username ?? sub?.username
        self.password =
            password ?? main?.password ?? main?.inlinePassword ?? sub?.password ?? sub?.inlinePassword
        self.token = main?.inlineToken ?? sub?.inlineToken ?? token
        if username == nil, password == nil, let sub { try agrees(with: sub) }
        if let token = self.token, let sub { try sub.agrees(withToken: token) }
        for (address, member) in [(main, "url"), (sub, "sub_url")] {
            guard let inline = address?.inlinePassword, !Self.isSame(inline, self.password ?? "") else { continue }
            throw DomainError(
                .invalid,
                "The address has a password in its path or query that is another than the camera's, which keeps only one: "
                    + "write \(CameraURL.passwordPlace) in its place, or give the same.",
                member: member
            )
        }
    }

    /// - Throws: `invalid` where the address of the sub stream has others.
    func agrees(with sub: CameraAddress) throws(DomainError) {
        let isOther =
            sub.username.map { $0 != username } ?? false
            || [sub.password, sub.inlinePassword].contains { $0.map { !Self.isSame($0, password ?? "") } ?? false }
        guard isOther else { return }
        throw DomainError(
            .invalid,
            "The address of the sub stream has another user name or password than the main stream; a camera keeps one of "
                + "each. Leave them out of it.",
            member: "sub_url"
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
            "The address of the sub stream has another token than the main stream's, and a camera keeps only one: write "
                + "\(CameraURL.tokenPlace) in its place.",
            member: "sub_url"
        )
    }
}
