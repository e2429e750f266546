import Devices
import Media
import ONVIF

extension DeviceFacts {
    /// What is kept of what a device has told.
    init(_ found: DeviceDescription, main: String?, at now: WallTime) {
        manufacturer = found.manufacturer
        model = found.model
        firmware = found.firmware
        serial = found.serial
        hardware = found.hardware
        movement = found.movement.flatMap { abilities in
            guard abilities.panTilt || abilities.zoom else { return nil }
            return Movement(
                panTilt: abilities.panTilt,
                zoom: abilities.zoom,
                absolute: abilities.absolute,
                relative: abilities.relative,
                home: abilities.home,
                presets: abilities.presets
            )
        }
        imaging = found.services.contains(.imaging)
        events = found.services.contains(.events)
        recordings = found.services.contains(.search) || found.services.contains(.recording)
        sound = found.profiles.contains(where: \.hasSound)
        snapshots = found.profiles.contains { $0.snapshotURL != nil }
        relays = found.relays
        inputs = found.inputs
        auxiliaries = found.auxiliaries
        remarks = found.remarks
        source = (found.profiles.first { $0.token == main } ?? found.profiles.first)?.source
        clockOffset = found.clockOffset.map { $0 / .seconds(1) }
        askedAt = now.nanoseconds
    }
}

extension DeviceDescription {
    /// The profiles that are recorded, where nobody says which: the largest picture, and for the sub stream the largest of those
    /// that are at most 800 pixels wide, or the smallest of all.
    func choice() -> (main: Profile?, sub: Profile?) {
        let all = profiles.filter { $0.streamURL != nil }
        let moving = all.filter { $0.encoding.uppercased() != "JPEG" }
        let usable = moving.isEmpty ? all : moving
        func area(_ profile: Profile) -> Int { (profile.width ?? 0) * (profile.height ?? 0) }
        // The first among equals, which devices mean to be the best.
        guard let main = usable.max(by: { area($0) < area($1) }) else { return (nil, nil) }
        let others = usable.filter { $0.token != main.token && area($0) < area(main) }
        let small = others.filter { ($0.width ?? 0) <= 800 }
        return (main, small.max { area($0) < area($1) } ?? others.min { area($0) < area($1) })
    }
}
