/// A kind of request, and how often one caller may make it.
package struct RateLimitTier: Hashable, Sendable {
    /// Names the tier; two tiers of one name share their callers.
    package let name: String
    /// Requests in a `period`, in the long run.
    package let limit: Int
    package let period: Duration
    /// How many requests may come at once after a pause.
    package let burst: Int

    /// Counts below one are taken for one.
    package init(name: String, limit: Int, per period: Duration = .seconds(60), burst: Int? = nil) {
        self.name = name
        self.limit = max(1, limit)
        self.period = max(.milliseconds(1), period)
        self.burst = max(1, burst ?? limit)
    }

    /// Passwords, codes and everything else that can be guessed.
    package static let signIn = RateLimitTier(name: "sign-in", limit: 10, burst: 10)
    /// Sessions, keys and passwords that let nobody in. Generous: one program with a key that was revoked must not keep out all
    /// who share its address.
    package static let refused = RateLimitTier(name: "refused", limit: 300, burst: 150)
    /// Requests that change something: programs that set up many cameras make a dozen a second for a while.
    package static let change = RateLimitTier(name: "change", limit: 1200, burst: 600)
    package static let read = RateLimitTier(name: "read", limit: 3000, burst: 600)
    /// Pictures, recordings, playlists and segments: a time line being scrubbed asks for many.
    package static let media = RateLimitTier(name: "media", limit: 6000, burst: 1200)
    /// Streams and sockets that stay open.
    package static let live = RateLimitTier(name: "live", limit: 240, burst: 120)
}
