import Catalog
import Devices
import Media
import ONVIF
import Synchronization

/// A camera's head: for everyone with the right `control`.
extension CameraDevices {
    /// Where it looks, and what it can do.
    package func position(as principal: Principal, of id: String) async throws -> PTZView {
        try Policy.require(principal, .controlCamera, .camera(id))
        let linked = try await linked(id)
        let status = try await ask(linked, PTZService.GetStatus(profile: profile(of: linked))).status
        return PTZView(
            movement: linked.kept.facts?.movement,
            pan: status.position?.panTilt?.x,
            tilt: status.position?.panTilt?.y,
            zoom: status.position?.zoom?.x,
            isMoving: status.isMoving
        )
    }

    /// Moves. A movement without an end ends by itself: the camera is told when, and is stopped then besides, because not every
    /// camera listens to that.
    package func move(as principal: Principal, of id: String, _ order: PTZOrder) async throws {
        try Policy.require(principal, .controlCamera, .camera(id))
        try order.check()
        let linked = try await linked(id)
        let profile = try await profile(of: linked)
        setStop(of: id, nil)
        switch order.mode {
        case .continuous: try await turn(linked, profile, order)
        case .absolute:
            let move = PTZService.AbsoluteMove {
                $0.profileToken = profile
                $0.position = Self.vector(order)
                $0.speed = Self.speed(order)
            }
            _ = try await ask(linked, move)
        case .relative:
            let move = PTZService.RelativeMove {
                $0.profileToken = profile
                $0.translation = Self.vector(order)
                $0.speed = Self.speed(order)
            }
            _ = try await ask(linked, move)
        }
    }

    private func turn(_ linked: Linked, _ profile: String, _ order: PTZOrder) async throws {
        func speed(_ axis: Double?) -> Double? { axis == 0 ? nil : axis }
        let isPanning = speed(order.pan) != nil || speed(order.tilt) != nil
        // An axis at 0 is left out, since many a device stops all at a 0. One that was told nothing else stands.
        guard isPanning || speed(order.zoom) != nil else {
            _ = try await ask(linked, PTZService.Stop(profile: profile))
            return
        }
        let move = PTZService.ContinuousMove {
            $0.profileToken = profile
            $0.velocity = PTZVector(
                pan: isPanning ? order.pan ?? 0 : nil,
                tilt: isPanning ? order.tilt ?? 0 : nil,
                zoom: speed(order.zoom)
            )
            $0.timeout = XMLDuration(.seconds(order.seconds))
        }
        _ = try await ask(linked, move)
        setStop(of: linked.record.id.text, stopTask(linked, profile, after: .seconds(order.seconds)))
    }

    private func stopTask(_ linked: Linked, _ profile: String, after duration: Duration) -> Task<Void, Never> {
        Task { [self] in
            // Cut short by another movement, which has an end of its own.
            guard (try? await Task.sleep(for: duration)) != nil else { return }
            _ = try? await ask(linked, PTZService.Stop(profile: profile))
        }
    }

    private func setStop(of id: String, _ task: Task<Void, Never>?) {
        let old = book.state.withLock { state in
            defer { state.stops[id] = task }
            return state.stops[id]
        }
        old?.cancel()
    }

    package func stop(as principal: Principal, of id: String) async throws {
        try Policy.require(principal, .controlCamera, .camera(id))
        let linked = try await linked(id)
        setStop(of: id, nil)
        _ = try await ask(linked, PTZService.Stop(profile: profile(of: linked)))
    }

    private static func vector(_ order: PTZOrder) -> PTZVector {
        PTZVector(pan: order.pan, tilt: order.tilt, zoom: order.zoom)
    }

    private static func speed(_ order: PTZOrder) -> PTZVector? {
        order.speed.map { PTZVector(pan: $0, tilt: $0, zoom: order.zoom == nil ? nil : $0) }
    }

    // MARK: Presets

    package func presets(as principal: Principal, of id: String) async throws -> [PTZPresetView] {
        try Policy.require(principal, .controlCamera, .camera(id))
        let linked = try await linked(id)
        return try await presets(linked, profile(of: linked)).map { preset in
            PTZPresetView(
                token: preset.token,
                name: preset.name ?? preset.token,
                pan: preset.position?.panTilt?.x,
                tilt: preset.position?.panTilt?.y,
                zoom: preset.position?.zoom?.x
            )
        }
    }

    /// The most that are told of; cameras keep 300 at most.
    private static let mostPresets = 512

    private func presets(_ linked: Linked, _ profile: String) async throws(DomainError) -> [PTZPreset] {
        let answer = try await ask(linked, PTZService.GetPresets(profile: profile))
        return answer.preset.filter { !$0.token.isEmpty }.prefix(Self.mostPresets).map(\.self)
    }

    /// Keeps where it looks now, as a new preset or in place of one.
    package func setPreset(
        as principal: Principal,
        of id: String,
        name: String?,
        token: String? = nil
    ) async throws -> PTZPresetView {
        try Policy.require(principal, .controlCamera, .camera(id))
        let name = try Self.token(name, member: "name")
        let token = try Self.token(token, member: "token")
        let linked = try await linked(id)
        let profile = try await profile(of: linked)
        let answer = try await ask(
            linked,
            PTZService.SetPreset {
                $0.profileToken = profile
                $0.presetName = name
                $0.presetToken = token
            }
        )
        let kept = answer.presetToken.isEmpty ? token ?? "" : answer.presetToken
        await note("preset", linked, by: principal, ["preset": kept])
        return PTZPresetView(token: kept, name: name ?? kept)
    }

    package func removePreset(as principal: Principal, of id: String, _ token: String) async throws {
        try Policy.require(principal, .controlCamera, .camera(id))
        let linked = try await linked(id)
        let profile = try await profile(of: linked)
        let question = PTZService.RemovePreset {
            $0.profileToken = profile
            $0.presetToken = token
        }
        _ = try await ask(linked, question)
        await note("preset-remove", linked, by: principal, ["preset": token])
    }

    package func goToPreset(as principal: Principal, of id: String, _ token: String) async throws {
        try Policy.require(principal, .controlCamera, .camera(id))
        let linked = try await linked(id)
        setStop(of: id, nil)
        try await go(linked, profile(of: linked), to: token)
    }

    private func go(_ linked: Linked, _ profile: String, to token: String) async throws(DomainError) {
        let question = PTZService.GotoPreset {
            $0.profileToken = profile
            $0.presetToken = token
        }
        _ = try await ask(linked, question)
    }

    // MARK: Home

    /// To its home position; of a camera that has none, to the preset that is called so, or to the first.
    package func goHome(as principal: Principal, of id: String) async throws {
        try Policy.require(principal, .controlCamera, .camera(id))
        let linked = try await linked(id)
        let profile = try await profile(of: linked)
        setStop(of: id, nil)
        do throws(DomainError) {
            _ = try await ask(linked, PTZService.GotoHomePosition(profile: profile))
        } catch {
            guard let preset = try await homePreset(linked, profile, instead: error) else { throw error }
            try await go(linked, profile, to: preset)
        }
    }

    /// Makes where it looks the home position; of a camera that has none, the preset that stands for it, or a new one.
    package func setHome(as principal: Principal, of id: String) async throws {
        try Policy.require(principal, .controlCamera, .camera(id))
        let linked = try await linked(id)
        let profile = try await profile(of: linked)
        do throws(DomainError) {
            _ = try await ask(linked, PTZService.SetHomePosition(profile: profile))
        } catch {
            let preset = try await homePreset(linked, profile, instead: error)
            let question = PTZService.SetPreset {
                $0.profileToken = profile
                $0.presetName = "Home"
                $0.presetToken = preset
            }
            _ = try await ask(linked, question)
        }
        await note("home", linked, by: principal)
    }

    /// - Parameter refusal: of the home position itself; thrown where another way would fail as well.
    private func homePreset(
        _ linked: Linked,
        _ profile: String,
        instead refusal: DomainError
    ) async throws(DomainError) -> String? {
        switch refusal.kind {
        case .camera(.unreachable), .camera(.password), .camera(.notACamera): throw refusal
        default: return PTZAbilities.homePreset(among: try await presets(linked, profile))?.token
        }
    }
}
