import Media
import ONVIF

/// The simulated device's head. It moves in its state, not in its picture: a clip plays as it is.
enum PTZAnswers {
    static let configuration = PTZConfiguration {
        $0.token = "PTZConfig_1"
        $0.name = "PTZ"
        $0.useCount = 4
        $0.nodeToken = DeviceState.ptzNode
        let spaces = PTZSpaces.generic
        $0.defaultAbsolutePantTiltPositionSpace = spaces.absolutePanTiltPositionSpace.first?.uri
        $0.defaultAbsoluteZoomPositionSpace = spaces.absoluteZoomPositionSpace.first?.uri
        $0.defaultContinuousPanTiltVelocitySpace = spaces.continuousPanTiltVelocitySpace.first?.uri
        $0.defaultContinuousZoomVelocitySpace = spaces.continuousZoomVelocitySpace.first?.uri
        $0.defaultPTZTimeout = XMLDuration(.seconds(60))
    }

    private static func node(_ request: DeviceRequest) -> PTZNode {
        PTZNode {
            $0.token = DeviceState.ptzNode
            $0.name = "Head"
            $0.supportedPTZSpaces = .generic
            $0.maximumNumberOfPresets = DeviceState.mostPresets
            $0.homeSupported = !request.plan.has(.onvifNoHome)
            $0.auxiliaryCommands = ["tt:IRLamp|On", "tt:IRLamp|Off"]
        }
    }

    private static func expectHome(_ request: DeviceRequest) throws(SOAPFault) {
        guard request.plan.has(.onvifNoHome) else { return }
        throw SOAPFault(.receiver, ["Action", "NoHomePosition"], reason: "No home position has been defined.")
    }

    static func add(to dispatcher: inout DeviceDispatcher) {
        addDescription(to: &dispatcher)
        addMoves(to: &dispatcher)
        addPresets(to: &dispatcher)
    }

    private static func vector(_ position: PTZMovement.Position) -> PTZVector {
        let spaces = PTZSpaces.generic
        var vector = PTZVector(pan: position.pan, tilt: position.tilt, zoom: position.zoom)
        vector.panTilt?.space = spaces.absolutePanTiltPositionSpace.first?.uri
        vector.zoom?.space = spaces.absoluteZoomPositionSpace.first?.uri
        return vector
    }

    private static func addDescription(to dispatcher: inout DeviceDispatcher) {
        dispatcher.on(PTZService.GetServiceCapabilities.self) { _, _ throws(SOAPFault) in
            .init {
                $0.capabilities.moveStatus = true
                $0.capabilities.statusPosition = true
            }
        }
        dispatcher.on(PTZService.GetNodes.self) { request, _ throws(SOAPFault) in
            try request.expectHonesty()
            let node = node(request)
            return .init { $0.nodes = [node] }
        }
        dispatcher.on(PTZService.GetNode.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            guard question.nodeToken == DeviceState.ptzNode else {
                throw SOAPFault(
                    .sender,
                    ["InvalidArgVal", "NoEntity"],
                    reason: "There is no node \(question.nodeToken)."
                )
            }
            let node = node(request)
            return .init { $0.node = node }
        }
        dispatcher.on(PTZService.GetConfigurations.self) { request, _ throws(SOAPFault) in
            try request.expectHonesty()
            return .init { $0.configurations = [configuration] }
        }
        dispatcher.on(PTZService.GetStatus.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            _ = try request.state.profile(question.profileToken)
            let position = request.state.head.position(at: request.now)
            let word = request.state.head.isMoving(at: request.now) ? "MOVING" : "IDLE"
            let wall = request.wall
            return .init { answer in
                answer.status = PTZStatus {
                    $0.position = vector(position)
                    $0.moveStatus = .init { ($0.panTilt, $0.zoom) = (word, word) }
                    $0.utcTime = XMLDateTime(wall)
                }
            }
        }
    }

    private static func addMoves(to dispatcher: inout DeviceDispatcher) {
        dispatcher.on(PTZService.ContinuousMove.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            _ = try request.state.profile(question.profileToken)
            let duration = question.timeout?.duration ?? configuration.defaultPTZTimeout?.duration
            request.state.head.move(question.velocity, for: duration, at: request.now)
            return NoAnswer()
        }
        dispatcher.on(PTZService.RelativeMove.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            _ = try request.state.profile(question.profileToken)
            let from = request.state.head.position(at: request.now)
            let way = question.translation
            let target = PTZMovement.Position(
                pan: from.pan + (way.panTilt?.x ?? 0),
                tilt: from.tilt + (way.panTilt?.y ?? 0),
                zoom: from.zoom + (way.zoom?.x ?? 0)
            )
            request.state.head.go(to: target, speed: question.speed, at: request.now)
            return NoAnswer()
        }
        dispatcher.on(PTZService.AbsoluteMove.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            _ = try request.state.profile(question.profileToken)
            let from = request.state.head.position(at: request.now)
            let wanted = question.position
            let numbers = [wanted.panTilt?.x, wanted.panTilt?.y].compactMap { $0 }
            guard numbers.allSatisfy({ abs($0) <= 1 }), (0...1).contains(wanted.zoom?.x ?? 0) else {
                throw SOAPFault(.sender, ["InvalidArgVal", "InvalidPosition"], reason: "There is no such position.")
            }
            let target = PTZMovement.Position(
                pan: wanted.panTilt?.x ?? from.pan,
                tilt: wanted.panTilt?.y ?? from.tilt,
                zoom: wanted.zoom?.x ?? from.zoom
            )
            request.state.head.go(to: target, speed: question.speed, at: request.now)
            return NoAnswer()
        }
        dispatcher.on(PTZService.Stop.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            _ = try request.state.profile(question.profileToken)
            request.state.head.stop(panTilt: question.panTilt ?? true, zoom: question.zoom ?? true, at: request.now)
            return NoAnswer()
        }
        dispatcher.on(PTZService.SendAuxiliaryCommand.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            _ = try request.state.profile(question.profileToken)
            request.state.auxiliaryCommands = request.state.auxiliaryCommands.suffix(15) + [question.auxiliaryData]
            return .init { $0.auxiliaryResponse = "OK" }
        }
    }

    private static func addPresets(to dispatcher: inout DeviceDispatcher) {
        dispatcher.on(PTZService.GetPresets.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            _ = try request.state.profile(question.profileToken)
            let presets = request.state.presets.map { preset in
                PTZPreset {
                    $0.token = preset.token
                    $0.name = preset.name
                    $0.position = vector(preset.position)
                }
            }
            return .init { $0.preset = presets }
        }
        dispatcher.on(PTZService.SetPreset.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            _ = try request.state.profile(question.profileToken)
            let token = try request.state.keepPreset(question.presetToken, name: question.presetName, at: request.now)
            return .init { $0.presetToken = token }
        }
        dispatcher.on(PTZService.RemovePreset.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            let index = try request.state.preset(question.presetToken)
            request.state.presets.remove(at: index)
            return NoAnswer()
        }
        dispatcher.on(PTZService.GotoPreset.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            _ = try request.state.profile(question.profileToken)
            let position = request.state.presets[try request.state.preset(question.presetToken)].position
            request.state.head.go(to: position, speed: question.speed, at: request.now)
            return NoAnswer()
        }
        dispatcher.on(PTZService.GotoHomePosition.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            try expectHome(request)
            _ = try request.state.profile(question.profileToken)
            request.state.head.go(to: request.state.home, speed: question.speed, at: request.now)
            return NoAnswer()
        }
        dispatcher.on(PTZService.SetHomePosition.self) { request, question throws(SOAPFault) in
            try request.expectHonesty()
            try expectHome(request)
            _ = try request.state.profile(question.profileToken)
            request.state.home = request.state.head.position(at: request.now)
            return NoAnswer()
        }
    }
}

extension DeviceState {
    fileprivate func preset(_ token: String) throws(SOAPFault) -> Int {
        guard let index = presets.firstIndex(where: { $0.token == token }) else {
            throw SOAPFault(.sender, ["InvalidArgVal", "NoToken"], reason: "There is no preset \(token).")
        }
        return index
    }

    /// Keeps where the head is, in place of a preset or as a new one.
    fileprivate mutating func keepPreset(
        _ token: String?,
        name: String?,
        at now: MonotonicTime
    ) throws(SOAPFault) -> String {
        let position = head.position(at: now)
        if let token, !token.isEmpty {
            let index = try preset(token)
            presets[index].position = position
            presets[index].name = name ?? presets[index].name
            return token
        }
        guard presets.count < Self.mostPresets else {
            throw SOAPFault(.receiver, ["Action", "TooManyPresets"], reason: "There is no room for another preset.")
        }
        presetCount += 1
        let new = String(presetCount)
        presets.append((new, String((name ?? "Preset \(new)").prefix(64)), position))
        return new
    }
}
