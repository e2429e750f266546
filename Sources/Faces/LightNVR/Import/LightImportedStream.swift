import Foundation
import HTTPServing
import NVR
import Reception

/// A row of the table of streams. Its columns are the members of the document's stream (``LightStreamBody``), by which it is read.
enum LightImportedStream {
    struct Parts {
        var zones: [[String: SettingValue]]
        var motion: [String: SettingValue]?
    }

    private static let tries = 64

    /// Nil where it cannot be made a camera; why, and what else is left out, is noted.
    static func read(_ row: [String: SettingValue], _ parts: Parts, _ content: inout ImportContent) -> ImportedCamera? {
        let subject = ImportedCamera.subject(row["name"]?.line ?? "without a name")
        do {
            let body = try body(row, subject, &content)
            var draft = try body.draft()
            let login = (draft.username, draft.password)
            // What stands in the address itself is the stream's; the other is the device's alone.
            if Self.hasLogin(draft.url) { (draft.username, draft.password) = (nil, nil) }
            draft.subURL = row["sub_stream_url"]?.line?.nothingIfEmpty
            LightSchedule.read(row, into: &draft, subject, &content)
            var camera = ImportedCamera(draft)
            camera.codec = (try? body.declaredCodec()) ?? nil
            var traits = (try? body.traits(over: StreamTraits())) ?? StreamTraits()
            if let motion = parts.motion { readMotion(motion, into: &camera, &traits) }
            camera.properties = traits.changes(from: StreamTraits()).filter { $0.value != .null }
            if body.wantsONVIF == true { camera.device = device(body, login, Self.hasLogin(draft.url)) }
            for zone in parts.zones { readZone(zone, into: &camera, &content) }
            leaveOut(row, subject, &content)
            return camera
        } catch {
            content.refuse(subject, (error as? Problem)?.detail ?? "it makes no sense")
            return nil
        }
    }

    // MARK: Columns

    /// Without the columns that make no sense.
    private static func body(
        _ row: [String: SettingValue],
        _ subject: String,
        _ content: inout ImportContent
    ) throws -> LightStreamBody {
        var row = row
        for (name, range) in ranges {
            guard let value = row[name] else { continue }
            guard let number = value.count, range.contains(number) else {
                content.leaveOut(subject, "its \(name): it is none from \(range.lowerBound) to \(range.upperBound)")
                row[name] = nil
                continue
            }
        }
        for _ in 0..<tries {
            do {
                return try JSONDecoder().decode(LightStreamBody.self, from: try JSONEncoder().encode(row))
            } catch let DecodingError.typeMismatch(_, context) {
                try takeOut(context, of: &row, subject, &content)
            } catch let DecodingError.dataCorrupted(context) {
                try takeOut(context, of: &row, subject, &content)
            }
        }
        throw LightErrors.invalid("too much of it makes no sense")
    }

    private static func takeOut(
        _ context: DecodingError.Context,
        of row: inout [String: SettingValue],
        _ subject: String,
        _ content: inout ImportContent
    ) throws {
        guard let name = context.codingPath.first?.stringValue, row.removeValue(forKey: name) != nil else {
            throw LightErrors.invalid("it makes no sense")
        }
        content.leaveOut(subject, "its \(name): it is of another sort than it should be")
    }

    /// Of columns by which else the whole stream would be refused.
    private static let ranges: [(String, ClosedRange<Int>)] = [
        ("retention_days", -1...365), ("detection_retention_days", -1...365), ("protocol", 0...1),
        ("max_storage_mb", 0...(1 << 33)),
    ]

    /// Columns that have no counterpart, with what they say where they say nothing.
    private static let others: [(name: String, nothing: [SettingValue])] = [
        ("tags", []), ("admin_url", []), ("privacy_mode", [.integer(0)]), ("go2rtc_source_override", []),
        ("detection_url", []), ("publish_url", []), ("motion_trigger_source", []),
        ("audio_voice_enhancement", [.integer(0)]), ("detection_record_on_schedule", [.integer(0)]),
        ("detection_object_filter", [.text("none")]), ("detection_object_filter_list", []), ("stream_group", []),
        ("group_name", []),
    ]

    private static func leaveOut(_ row: [String: SettingValue], _ subject: String, _ content: inout ImportContent) {
        let said = others.filter { name, nothing in
            guard let value = row[name] else { return false }
            return value != .text("") && !nothing.contains(value)
        }
        guard !said.isEmpty else { return }
        content.leaveOut(subject, "Nightjar has nothing like its \(said.map(\.name).joined(separator: ", "))")
    }

    // MARK: Parts

    /// Whether a user name stands before the host.
    private static func hasLogin(_ url: String) -> Bool {
        guard let start = url.firstRange(of: "://")?.upperBound else { return false }
        return url[start...].prefix { !"/?#".contains($0) }.contains("@")
    }

    /// Where the stream has a login of its own, the device's goes with the device; else it is the camera's, and so both's.
    private static func device(
        _ body: LightStreamBody,
        _ login: (username: String?, password: String?),
        _ isApart: Bool
    ) -> ImportedCamera.Device {
        var device = ImportedCamera.Device()
        device.port = body.onvifPort.flatMap { (1...65_535).contains($0) ? $0 : nil }
        if isApart { (device.username, device.password) = login }
        device.mainProfile = body.onvifProfile?.nothingIfEmpty
        device.followsEvents = body.detectionModel == "onvif"
        return device
    }

    private static func readMotion(
        _ row: [String: SettingValue],
        into camera: inout ImportedCamera,
        _ traits: inout StreamTraits
    ) {
        guard let data = try? JSONEncoder().encode(row),
            let body = try? JSONDecoder().decode(LightMotionBody.self, from: data)
        else { return }
        traits.motion = body.motion
        guard body.motion.isEnabled, camera.draft.mode != "continuous" else { return }
        camera.draft.mode = "event"
        camera.draft.preRoll = body.preBuffer ?? camera.draft.preRoll
        camera.draft.postRoll = body.postBuffer ?? camera.draft.postRoll
        camera.draft.longestEvent = body.longestFile
        camera.draft.eventRetentionDays = camera.draft.eventRetentionDays ?? body.retentionDays
    }

    private static func readZone(
        _ row: [String: SettingValue],
        into camera: inout ImportedCamera,
        _ content: inout ImportContent
    ) {
        var row = row
        let name = row["name"]?.line ?? ""
        let polygon = row["polygon"]?.line.flatMap {
            try? JSONDecoder().decode(SettingValue.self, from: Data($0.utf8))
        }
        row["polygon"] = polygon
        // 0 is no least confidence.
        if row["min_confidence"] == .number(0) || row["min_confidence"] == .integer(0) { row["min_confidence"] = nil }
        do {
            let data = try JSONEncoder().encode(row)
            let zone = try PictureAreaDraft(JSONDecoder().decode(LightZonesBody.Zone.self, from: data))
            camera.zones.append(zone)
        } catch {
            let reason = (error as? Problem)?.detail ?? "it cannot be read"
            content.leaveOut(camera.subject, "a detection zone \"\(name)\": \(reason)")
        }
    }
}
