import Catalog
import Changes
import Logging
import Stream

/// What every part of the domain uses. One value, made when the recorder opens.
struct DomainServices: Sendable {
    let catalog: any Catalog
    let audit: AuditTrail
    /// Tells whoever watches that something has changed.
    let changes: ChangeFeed
    let masterKey: MasterKey
    let time: any TimeSource
    let logger: Logger
    /// Is told when a backup was restored.
    let restores = RestoreFollowers()
    /// What of cameras' pictures not everyone sees.
    let masks = MaskBook()
    /// What is remembered of ONVIF devices.
    let devices = DeviceBook()

    func published(_ kind: Change.Kind, _ object: String, id: String = "") {
        changes.publish(kind, object, id: id, at: time.wall)
    }
}
