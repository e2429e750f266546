/// The one place that decides who may do what (design §7). Everything that is not said here is refused.
package enum Policy {
    package static func may(_ principal: Principal, _ action: Action, _ resource: Resource = .system) -> Bool {
        guard let role = principal.role, reaches(principal, action, resource) else { return false }
        if action == .seeUnmasked { return principal.seesUnmasked || role == .administrator }
        if role == .administrator { return true }
        switch resource {
        case .camera(let camera): return may(role, with: principal.grants.rights(to: camera), action)
        case .system:
            switch action {
            case .readMetrics: return isMonitor(principal)
            case .addCameras: return role >= .operator && managesEvery(principal)
            default: return may(role, action)
            }
        }
    }

    /// A camera that somebody adds is one of those that he may manage.
    private static func managesEvery(_ principal: Principal) -> Bool {
        guard case .all(let rights) = principal.grants else { return false }
        return rights.contains(.manage)
    }

    /// A program that watches the recorder shows a key, and the figures name every camera.
    private static func isMonitor(_ principal: Principal) -> Bool {
        guard principal.credential == .apiKey, case .all = principal.grants else { return false }
        return true
    }

    /// Whether the credential that was shown reaches so far, whoever its owner is.
    private static func reaches(_ principal: Principal, _ action: Action, _ resource: Resource) -> Bool {
        guard !principal.scope.isReadOnly || action.isReading else { return false }
        switch resource {
        case .camera(let camera):
            guard action.concernsCamera else { return false }
            return principal.scope.cameras?.contains(camera) ?? true
        case .system:
            // A question about a camera that names none has no answer.
            guard !action.concernsCamera else { return false }
            // A key for some cameras is for those and nothing else.
            return principal.scope.cameras == nil || action == .followChanges
        }
    }

    private static func may(_ role: Principal.Role, with rights: Set<Principal.CameraRight>, _ action: Action) -> Bool {
        switch action {
        case .seeCamera: !rights.isEmpty
        case .watchLive: rights.contains(.live)
        case .playRecordings: rights.contains(.playback)
        case .exportRecordings: rights.contains(.export)
        case .controlCamera: rights.contains(.control)
        case .recordByHand: role >= .operator && rights.contains(.control)
        case .protectRecordings: role >= .operator && rights.contains(.playback)
        case .deleteRecordings: role >= .operator && rights.contains(.delete)
        case .manageCamera: role >= .operator && rights.contains(.manage)
        default: false
        }
    }

    private static func may(_ role: Principal.Role, _ action: Action) -> Bool {
        switch action {
        case .manageOwnAccount, .followChanges: true
        case .seeSystem: role >= .operator
        default: false
        }
    }
}
