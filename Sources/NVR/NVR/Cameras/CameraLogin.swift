import RTSP

/// The one user name and the one password of a camera, out of all the places where somebody may give them.
struct CameraLogin {
    let username: String?
    let password: String?

    /// What is given apart counts before what stands before the host of an address. A password in a path or a query must
    /// be the same, as the address is kept with a place for it.
    ///
    /// - Throws: `invalid` where two places contradict each other.
    init(
        username: String?,
        password: String?,
        main: CameraAddress?,
        sub: CameraAddress?
    ) throws(DomainError) {
        self.username = username ?? main?.username ?? sub?.username
        self.password =
            password ?? main?.password ?? main?.inlinePassword ?? sub?.password ?? sub?.inlinePassword
        if username == nil, password == nil, let sub { try agrees(with: sub) }
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
    }

    /// In an address a password may stand with percent signs.
    static func isSame(_ written: String, _ password: String) -> Bool {
        written == password || CameraURL.percentDecoded(written[...]) == CameraURL.percentDecoded(password[...])
    }
}
