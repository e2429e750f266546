import Catalog
import ONVIF
import RTSP

/// The streams of a camera that is known by its device alone.
extension CameraDevices {
    /// What stands for a camera's address as long as its device has not told any.
    static func guess(at address: ServiceAddress) -> String {
        let host = address.host.contains(":") ? "[\(address.host)]" : address.host
        return "rtsp://\(host):554/"
    }

    /// Makes the streams of which a device has just told those of its camera. One change of links after the other: called
    /// between them.
    ///
    /// - Throws: `unsupported` where it tells of none, `invalid` where nothing may be connected to what it tells.
    func takeStreams(_ details: DeviceDetails, of id: String, as principal: Principal) async throws {
        guard var kept = try await kept(id) else { return }
        let record = try await cameras.record(id)
        guard let main = details.profile(kept.mainProfile) ?? details.profile(details.mainProfile),
            let url = main.streamURL
        else {
            throw DomainError(
                .unsupported,
                "The camera tells of no profile with a stream: set the address of its stream.",
                member: "main_profile"
            )
        }
        let sub = [kept.subProfile, details.subProfile].lazy.compactMap { details.profile($0) }.first {
            $0.token != main.token
        }
        var change = CameraChange()
        change.url = url
        if let url = sub?.streamURL { change.subURL = .some(url) }
        if let url = main.snapshotURL { change.snapshotURL = .some(url) }
        if kept.username == nil, record.username != nil {
            // The camera's password is the one that its device was asked with, and these are the device's own addresses.
            change.username = .some(record.username)
            change.password = .some(cameras.rules.password(of: record))
        }
        _ = try await cameras.change(as: principal, id, change)
        kept.mainProfile = main.token
        kept.subProfile = sub?.token
        kept.awaitsStreams = nil
        try await keep(kept, of: id)
    }
}

extension KeptDevice {
    /// Another device has other profiles.
    mutating func chooseProfiles(of details: DeviceDetails, _ draft: DeviceLinkDraft) {
        if draft.mainProfile == nil { mainProfile = details.mainProfile }
        if draft.subProfile == nil { subProfile = details.subProfile }
    }
}
