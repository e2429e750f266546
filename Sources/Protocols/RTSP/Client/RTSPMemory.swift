/// What sessions with a camera learned that the next one should know. Plain values, so that the owner can store them;
/// forget them when the camera gets another address.
package struct RTSPMemory: Hashable, Sendable, Codable {
    /// The keep-alive that the camera accepted last.
    package var keepAliveMethod: RTSPMethod?
    /// Methods that it refused as keep-alives, or after which its stream died.
    package var refusedMethods: Set<RTSPMethod>
    /// How many times longer than usual the time between keep-alives is; at least 1.
    package var keepAliveStretch: Int
    /// How many sessions in a row died just after a keep-alive.
    package var keepAliveDeaths: Int
    /// Whether it gives each track a session identifier of its own.
    package var changesSession: Bool
    /// Whether it plays by the newest of these only.
    package var wantsNewestSession: Bool
    /// Ways on which it does not send.
    package var refusedTransports: Set<RTSPDelivery>

    package init(
        keepAliveMethod: RTSPMethod? = nil,
        refusedMethods: Set<RTSPMethod> = [],
        keepAliveStretch: Int = 1,
        keepAliveDeaths: Int = 0,
        changesSession: Bool = false,
        wantsNewestSession: Bool = false,
        refusedTransports: Set<RTSPDelivery> = []
    ) {
        self.keepAliveMethod = keepAliveMethod
        self.refusedMethods = refusedMethods
        self.keepAliveStretch = keepAliveStretch
        self.keepAliveDeaths = keepAliveDeaths
        self.changesSession = changesSession
        self.wantsNewestSession = wantsNewestSession
        self.refusedTransports = refusedTransports
    }

    private static let deathsForAChange = 2
    private static let mostStretch = 64
    private static let longestPeriod = Duration.seconds(3600)

    /// Within bounds, whatever was stored.
    private var stretch: Int { min(max(keepAliveStretch, 1), Self.mostStretch) }

    /// What worked before; else what is advertised and not known to be refused, in the order of preference. OPTIONS is
    /// understood by every server.
    func nextKeepAliveMethod(advertised: Set<RTSPMethod>) -> RTSPMethod {
        if let keepAliveMethod { return keepAliveMethod }
        let preferred: [RTSPMethod] = [.setParameter, .getParameter]
        return preferred.first { advertised.contains($0) && !refusedMethods.contains($0) } ?? .options
    }

    /// Half of the camera's timeout, but no more than 25 s and no less than 1 s; longer where keep-alives were found to
    /// do harm.
    func keepAlivePeriod(timeout: Duration) -> Duration {
        let usual = max(.seconds(1), min(timeout / 2, .seconds(25)))
        return min(usual * stretch, Self.longestPeriod)
    }

    mutating func accepted(_ method: RTSPMethod) {
        keepAliveMethod = method
        refusedMethods.remove(method)
    }

    mutating func refused(_ method: RTSPMethod) {
        if keepAliveMethod == method { keepAliveMethod = nil }
        if method != .options { refusedMethods.insert(method) }
    }

    /// A stream died just after a keep-alive. Some Hikvision recorders take keep-alives for garbage: after two such
    /// deaths in a row another method is tried and, when there is none left, fewer of them.
    mutating func diedAfterKeepAlive(_ method: RTSPMethod) {
        keepAliveDeaths = min(max(keepAliveDeaths, 0), Self.deathsForAChange) + 1
        guard keepAliveDeaths >= Self.deathsForAChange else { return }
        keepAliveDeaths = 0
        if method == .options {
            keepAliveStretch = min(stretch * 2, Self.mostStretch)
        } else {
            refused(method)
        }
    }

    /// A stream died otherwise.
    ///
    /// - Parameter hadExpired: whether the camera had heard no keep-alive for all of its timeout. Then there were too few.
    mutating func diedOtherwise(hadExpired: Bool) {
        keepAliveDeaths = 0
        if hadExpired { keepAliveStretch = max(stretch / 2, 1) }
    }
}
