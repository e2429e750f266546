import Catalog

extension BackupCapture {
    /// The detection zones and motion masks of a camera.
    func capture(
        areasOf id: CameraID,
        of configuration: CatalogConfiguration,
        into camera: inout BackupContent.Camera
    ) {
        func areas(_ kind: PictureArea.Kind) -> [PictureArea] {
            (configuration.areas[CameraAreaKey(id, kind.kept)] ?? []).map(PictureArea.init)
        }
        camera.zones = areas(.zone)
        camera.motionMasks = areas(.motionMask)
    }
}

extension RestorePlan {
    /// - Returns: whether the camera had others. Those that a backup of an earlier version does not know stay.
    func restoreAreas(
        _ camera: BackupContent.Camera,
        _ id: CameraID,
        _ state: inout State
    ) throws(DomainError) -> Bool {
        var isOther = false
        for (areas, kind) in [(camera.zones, PictureArea.Kind.zone), (camera.motionMasks, .motionMask)] {
            guard let areas else { continue }
            try AreaRules.check(areas, kind)
            let key = CameraAreaKey(id, kind.kept)
            let (old, new) = (state.configuration.areas[key] ?? [], areas.map(\.record))
            state.configuration.areas[key] = new.isEmpty ? nil : new
            if old != new { isOther = true }
        }
        return isOther
    }
}
