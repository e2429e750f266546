import NIOCore

extension NIOBSDSocket.Option {
    /// `TCP_USER_TIMEOUT` of Linux, in milliseconds: how long sent bytes may stay unacknowledged, or the window shut.
    static let userTimeout = NIOBSDSocket.Option(rawValue: 18)
    /// `TCP_NOTSENT_LOWAT` of Linux, in bytes: a socket with more than this unsent takes no more.
    static let notSentLowWater = NIOBSDSocket.Option(rawValue: 25)
}
