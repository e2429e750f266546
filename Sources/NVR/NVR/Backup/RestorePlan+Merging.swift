import Catalog

extension RestorePlan {
    /// What the backup says of single cameras instead of the settings.
    func restoreMerging(_ state: inout State) {
        var wanted = MergeOverrides()
        for camera in content.cameras {
            guard let override = camera.merging, !override.isEmpty else { continue }
            do throws(DomainError) {
                try override.check()
                wanted.cameras[camera.id] = override
            } catch {
                state.refuse("Camera \(BackupHeader.printable(camera.id, 63))", error)
            }
        }
        let old = state.configuration.settings[MergeOverrides.key].flatMap { MergeOverrides($0) } ?? MergeOverrides()
        guard old.cameras.filter({ !$0.value.isEmpty }) != wanted.cameras else { return }
        do {
            state.configuration.settings[MergeOverrides.key] = try wanted.text()
            state.report.settings.note("merging of cameras", isNew: false, isChanged: true)
        } catch {
            state.refuse("merging", error)
        }
    }
}
