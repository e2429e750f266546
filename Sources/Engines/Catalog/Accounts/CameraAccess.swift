/// What somebody may do with a camera. The raw values are kept in catalogues.
package struct CameraRights: OptionSet, Hashable, Sendable {
    package let rawValue: Int

    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let live = CameraRights(rawValue: 1)
    package static let playback = CameraRights(rawValue: 2)
    package static let control = CameraRights(rawValue: 4)
    package static let export = CameraRights(rawValue: 8)
    package static let manage = CameraRights(rawValue: 16)
    package static let delete = CameraRights(rawValue: 32)
    /// All to use a camera, none to change it or what is kept of it.
    package static let all: CameraRights = [.live, .playback, .control, .export]
}

/// The cameras that an account may use, and for what.
package enum CameraAccess: Hashable, Sendable {
    /// The same rights on every camera, also on those to come.
    case all(CameraRights)
    /// Rights on these cameras, and none on any other.
    case listed([CameraID: CameraRights])

    package func rights(on camera: CameraID) -> CameraRights {
        switch self {
        case .all(let rights): rights
        case .listed(let cameras): cameras[camera] ?? []
        }
    }
}
