import Catalog
import ONVIF
import RTSP

extension ImportPlan {
    func importCamera(_ camera: ImportedCamera, _ state: inout State) {
        if let (there, reason) = known(camera.draft, state.before) {
            state.ids.append(there.id)
            return state.tell(.kept, camera.subject, "\(reason) already (\(there.id)), which stays as it is")
        }
        do {
            let (record, leftOut) = try makeRecord(camera.draft, Set(state.configuration.cameras.keys))
            state.configuration.cameras[record.id] = record
            state.ids.append(record.id)
            state.tell(.added, camera.subject, words(of: record))
            for (member, reason) in leftOut { state.tell(.leftOut, camera.subject, "its \(member): \(reason)") }
            addParts(camera, record, &state)
        } catch {
            state.ids.append(nil)
            state.tell(.refused, camera.subject, error.sentence)
        }
    }

    private func words(of record: CameraRecord) -> String {
        let parts = [
            "as \(record.id)", record.mainURL, record.sealedPassword == nil ? nil : "with its password",
            record.enabled ? nil : "switched off",
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }

    /// The camera that it is already, and by what that is known.
    private func known(_ draft: CameraDraft, _ before: [CameraRecord]) -> (CameraRecord, String)? {
        let policy = rules.policy(isDemo: false)
        let address = (try? CameraAddress(draft.url, member: "url", policy: policy))?.url.description
        if let there = before.first(where: { $0.mainURL == address }) {
            return (there, "there is one with its address")
        }
        if let there = before.first(where: { $0.id.text == draft.identifier }) {
            return (there, "there is one with its id")
        }
        return before.first { $0.name == draft.name }.map { ($0, "there is one with its name, and another address,") }
    }

    // MARK: The record

    /// Without what breaks a rule, as far as a camera can do without it.
    private func makeRecord(
        _ wanted: CameraDraft,
        _ taken: Set<CameraID>
    ) throws(DomainError) -> (CameraRecord, leftOut: [(member: String, reason: String)]) {
        var draft = wanted
        var leftOut: [(member: String, reason: String)] = []
        while true {
            do throws(DomainError) {
                return (try rules.makeRecord(draft, known: taken, at: now), leftOut)
            } catch {
                // Each turn takes something back that was there, so that it ends.
                guard let member = error.member, draft.takeBack(member) else { throw error }
                leftOut.append((member, error.sentence))
            }
        }
    }

    // MARK: What belongs to it

    private func addParts(_ camera: ImportedCamera, _ record: CameraRecord, _ state: inout State) {
        let (id, subject) = (record.id, camera.subject)
        add(camera.properties, id, subject, &state)
        add(camera.zones, .zone, id, subject, &state)
        add(camera.motionMasks, .motionMask, id, subject, &state)
        add(camera.privacyMasks, id, subject, &state)
        if let device = camera.device { add(device, record, subject, &state) }
        if let codec = camera.codec { add(codec: codec, id, &state) }
        if !camera.merging.isEmpty { add(camera.merging, id, subject, &state) }
    }

    private func add(
        _ properties: [String: SettingValue],
        _ id: CameraID,
        _ subject: String,
        _ state: inout State
    ) {
        var kept = CameraProperties()
        for (key, value) in properties.sorted(by: { $0.key < $1.key }) where value != .null {
            do throws(DomainError) {
                kept = try kept.applying([key: value])
            } catch {
                state.tell(.leftOut, subject, "its \(key): \(error.sentence)")
            }
        }
        if let text = try? kept.text() { state.configuration.settings[CameraProperties.row(id)] = text }
    }

    private func add(
        _ drafts: [PictureAreaDraft],
        _ kind: PictureArea.Kind,
        _ id: CameraID,
        _ subject: String,
        _ state: inout State
    ) {
        var areas: [PictureArea] = []
        for draft in drafts {
            var wanted = draft
            // An id that is taken, or is none here, is nothing that anybody would miss.
            if let id = draft.id, areas.contains(where: { $0.id == id }) { wanted.id = nil }
            do throws(DomainError) {
                let more = areas + [AreaRules.area(wanted, Set(areas.map(\.id)))]
                try AreaRules.check(more, kind)
                areas = more
            } catch {
                state.tell(.leftOut, subject, "\(kind.one.lowercased()) \"\(draft.name)\": \(error.sentence)")
            }
        }
        guard !areas.isEmpty else { return }
        state.configuration.areas[CameraAreaKey(id, kind.kept)] = areas.map(\.record)
    }

    private func add(_ drafts: [PrivacyMaskDraft], _ id: CameraID, _ subject: String, _ state: inout State) {
        var good: [PrivacyMaskDraft] = []
        var masks: [PrivacyMask] = []
        for draft in drafts {
            do throws(DomainError) {
                masks = try MaskRules.masks(good + [draft])
                good.append(draft)
            } catch {
                // Something would be seen that was hidden.
                state.tell(.refused, subject, "a privacy mask: \(error.sentence)")
            }
        }
        if let text = try? KeptMasks.text(masks) { state.configuration.settings[KeptMasks.key(id.text)] = text }
    }

    private func add(codec: String, _ id: CameraID, _ state: inout State) {
        var codecs = DeclaredCodecs(state.configuration.settings[DeclaredCodecs.key])
        codecs[id.text] = codec
        if DeclaredCodecs.known.contains(codec), let text = try? codecs.text() {
            state.configuration.settings[DeclaredCodecs.key] = text
        }
    }

    private func add(_ override: MergeOverride, _ id: CameraID, _ subject: String, _ state: inout State) {
        var all = state.configuration.settings[MergeOverrides.key].flatMap { MergeOverrides($0) } ?? MergeOverrides()
        do throws(DomainError) {
            try override.check()
            all.cameras[id.text] = override
            if let text = try? all.text() { state.configuration.settings[MergeOverrides.key] = text }
        } catch {
            state.tell(.leftOut, subject, "how its recordings are joined: \(error.sentence)")
        }
    }

    // MARK: Its device

    private func add(
        _ device: ImportedCamera.Device,
        _ record: CameraRecord,
        _ subject: String,
        _ state: inout State
    ) {
        do throws(DomainError) {
            let kept = try self.kept(device, record)
            guard let text = try? kept.text() else { return }
            state.configuration.settings[KeptDevice.key(record.id.text)] = text
        } catch {
            state.tell(.leftOut, subject, "its ONVIF device: \(error.sentence)")
        }
    }

    private func kept(_ device: ImportedCamera.Device, _ record: CameraRecord) throws(DomainError) -> KeptDevice {
        let host = (try? CameraURL(record.mainURL))?.host ?? ""
        let named = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        let place = device.address ?? device.port.map { "\(named):\($0)" } ?? named
        let address = try CameraDevices.address(place, policy: rules.policy(isDemo: false))
        var kept = KeptDevice(address: address.description)
        kept.username = try CameraChecks.username(device.username)
        if kept.username != nil {
            try kept.seal(try CameraChecks.password(device.password), of: record.id, rules.masterKey)
        } else if host.lowercased() != address.host.lowercased(), record.sealedPassword != nil {
            throw DomainError(
                .invalid,
                "It is at another host than the camera's stream, and the camera's password is not shown there: link it in the "
                    + "app, with a user name and a password.",
                member: "username"
            )
        }
        kept.mainProfile = try CameraDevices.token(device.mainProfile, member: "main_profile")
        kept.followsEvents = device.followsEvents
        kept.awaitsStreams = device.awaitsStreams ? true : nil
        return kept
    }
}

extension CameraDraft {
    /// Takes back one of the things that a camera can do without.
    ///
    /// - Returns: false where it cannot, or nothing is said of it.
    fileprivate mutating func takeBack(_ member: String) -> Bool {
        let before = self
        let usual = CameraDraft(name: name, url: url)
        switch member {
        case "id": identifier = nil
        case "sub_url": (subURL, subTransport) = (nil, nil)
        case "snapshot_url": snapshotURL = nil
        case "schedule": (schedule, mode) = (nil, mode == "schedule" ? nil : mode)
        case "sub_schedule": (subSchedule, subMode) = (nil, nil)
        case "pre_roll_seconds": preRoll = nil
        case "post_roll_seconds": postRoll = nil
        case "event_max_seconds": longestEvent = nil
        case "segment_seconds": segmentSeconds = nil
        case "transport": transport = nil
        case "sub_transport": subTransport = nil
        case "sample_interval": sampleInterval = usual.sampleInterval
        case "priority": priority = usual.priority
        case "hls_max_fps": hlsFrameRate = usual.hlsFrameRate
        case "retention_days": retentionDays = nil
        case "event_retention_days": eventRetentionDays = nil
        case "quota_bytes": quotaBytes = nil
        case "volume": volume = nil
        case "sub_volume": subVolume = nil
        case "event_volume": eventVolume = nil
        case "snapshot_volume": snapshotVolume = nil
        default: return false
        }
        return self != before
    }
}
