import Catalog

extension BackupCapture {
    /// What was said of a camera; all else has its default.
    func properties(of camera: CameraID, _ configuration: CatalogConfiguration) -> [String: SettingValue] {
        CameraProperties(text: configuration.settings[CameraProperties.row(camera)]).said
    }
}

extension RestorePlan {
    /// - Returns: whether the camera had others. Those that a backup of an earlier version does not know stay.
    func restoreProperties(
        _ camera: BackupContent.Camera,
        _ id: CameraID,
        _ state: inout State
    ) throws(DomainError) -> Bool {
        guard let properties = camera.properties else { return false }
        let new = try CameraProperties().applying(properties)
        let row = CameraProperties.row(id)
        let old = CameraProperties(text: state.configuration.settings[row])
        guard new != old else { return false }
        state.configuration.settings[row] = try? new.text()
        return true
    }
}
