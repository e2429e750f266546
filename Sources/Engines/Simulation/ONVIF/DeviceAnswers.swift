import Media
import ONVIF

typealias DeviceDispatcher = ONVIFDispatcher<DeviceRequest>

/// The simulated device's answers about itself.
enum DeviceAnswers {
    static func add(to dispatcher: inout DeviceDispatcher) {
        addIdentity(to: &dispatcher)
        addServices(to: &dispatcher)
        addOutputs(to: &dispatcher)
        NetworkAnswers.add(to: &dispatcher)
    }

    private static func addIdentity(to dispatcher: inout DeviceDispatcher) {
        dispatcher.on(DeviceService.GetSystemDateAndTime.self) { request, _ throws(SOAPFault) in
            .init {
                $0.systemDateAndTime = .init {
                    $0.dateTimeType = request.state.asksTimeServer ? "NTP" : "Manual"
                    $0.timeZone = .init()
                    $0.utc = DeviceDateTime(request.wall)
                }
            }
        }
        dispatcher.on(DeviceService.SetSystemDateAndTime.self) { request, question throws(SOAPFault) in
            request.state.asksTimeServer = question.dateTimeType == "NTP"
            guard question.dateTimeType == "Manual" else { return NoAnswer() }
            guard let wall = question.utc?.wall else {
                throw SOAPFault(.sender, ["InvalidArgVal", "InvalidDateTime"], reason: "There is no such time.")
            }
            request.state.clockSet += wall - request.wall
            return NoAnswer()
        }
        dispatcher.on(DeviceService.GetDeviceInformation.self) { _, _ throws(SOAPFault) in
            .init {
                $0.manufacturer = "Nightjar"
                $0.model = "Simulated camera"
                $0.firmwareVersion = "1.0"
                $0.serialNumber = "NJ-0001"
                $0.hardwareId = "NJ-SIM"
            }
        }
        dispatcher.on(DeviceService.GetScopes.self) { request, _ throws(SOAPFault) in
            .init { $0.scopes = request.state.scopes.map { DeviceScope($0) } }
        }
        dispatcher.on(DeviceService.SetScopes.self) { request, question throws(SOAPFault) in
            guard question.scopes.count <= 32 else {
                throw SOAPFault(.receiver, ["Action", "TooManyScopes"], reason: "These are too many scopes.")
            }
            request.state.scopes = question.scopes
            return NoAnswer()
        }
        dispatcher.on(DeviceService.SystemReboot.self) { request, _ throws(SOAPFault) in
            request.state.reboots += 1
            request.state.subscriptions = [:]
            return .init { $0.message = "Rebooting in 1 second" }
        }
    }

    private static func addServices(to dispatcher: inout DeviceDispatcher) {
        dispatcher.on(DeviceService.GetServices.self) { request, _ throws(SOAPFault) in
            .init { answer in
                answer.service = request.services.map { service in
                    ServiceEntry {
                        $0.namespaceName = service.namespace ?? ""
                        $0.xAddr = request.address(DeviceRequest.path(of: service))
                        $0.version = .init(2, 60)
                    }
                }
            }
        }
        dispatcher.on(DeviceService.GetCapabilities.self) { request, _ throws(SOAPFault) in
            func address(_ service: ONVIFService) -> String { request.address(DeviceRequest.path(of: service)) }
            let hasSearch = request.services.contains(.search)
            return .init { answer in
                answer.capabilities = DeviceCapabilities {
                    $0.device = .init { $0.xAddr = address(.device) }
                    $0.events = .init {
                        $0.xAddr = address(.events)
                        $0.pullPoint = true
                    }
                    $0.imaging = .init(address(.imaging))
                    $0.media = .init { $0.xAddr = address(.media) }
                    $0.ptz = .init(address(.ptz))
                    $0.extension = .init {
                        $0.deviceIO = .init {
                            $0.xAddr = address(.deviceIO)
                            $0.videoSources = 1
                            $0.relayOutputs = 1
                        }
                        $0.recording = .init(address(.recording))
                        if hasSearch { $0.search = .init(address(.search)) }
                        $0.replay = .init(address(.replay))
                    }
                }
            }
        }
        dispatcher.on(DeviceService.GetServiceCapabilities.self) { _, _ throws(SOAPFault) in
            .init {
                $0.capabilities.security.usernameToken = true
                $0.capabilities.security.httpDigest = true
                $0.capabilities.misc = .init { $0.auxiliaryCommands = "tt:IRLamp|On tt:IRLamp|Off" }
            }
        }
    }

    /// Throws where DeviceIO alone has them.
    private static func expectOutputs(_ request: DeviceRequest) throws(SOAPFault) {
        guard request.plan.has(.onvifDeviceIO) else { return }
        throw SOAPFault(.receiver, ["ActionNotSupported"], reason: "See Device IO")
    }

    private static func addOutputs(to dispatcher: inout DeviceDispatcher) {
        let relays: @Sendable () -> [RelayOutput] = {
            [
                RelayOutput {
                    $0.token = DeviceState.relay
                    $0.properties = .init()
                }
            ]
        }
        let set: @Sendable (inout DeviceRequest, String, String) throws(SOAPFault) -> NoAnswer = {
            request,
            token,
            state throws(SOAPFault) in
            guard token == DeviceState.relay else {
                throw SOAPFault(.sender, ["InvalidArgVal", "RelayToken"], reason: "There is no relay \(token).")
            }
            request.state.setRelay(state == "active", request.wall)
            return NoAnswer()
        }
        dispatcher.on(DeviceService.GetRelayOutputs.self) { request, _ throws(SOAPFault) in
            try expectOutputs(request)
            return .init { $0.relayOutputs = relays() }
        }
        dispatcher.on(DeviceIOService.GetRelayOutputs.self) { _, _ throws(SOAPFault) in
            .init { $0.relayOutputs = relays() }
        }
        dispatcher.on(DeviceService.SetRelayOutputState.self) { request, question throws(SOAPFault) in
            try expectOutputs(request)
            return try set(&request, question.relayOutputToken, question.logicalState)
        }
        dispatcher.on(DeviceIOService.SetRelayOutputState.self) { request, question throws(SOAPFault) in
            try set(&request, question.relayOutputToken, question.logicalState)
        }
        dispatcher.on(DeviceIOService.GetVideoSources.self) { _, _ throws(SOAPFault) in
            .init { $0.token = [DeviceState.videoSource] }
        }
        dispatcher.on(DeviceIOService.GetDigitalInputs.self) { _, _ throws(SOAPFault) in
            .init { answer in
                answer.digitalInputs = [
                    DeviceIOService.DigitalInput {
                        $0.token = DeviceState.input
                        $0.idleState = "open"
                    }
                ]
            }
        }
        dispatcher.on(DeviceService.SendAuxiliaryCommand.self) { request, question throws(SOAPFault) in
            guard question.auxiliaryCommand.hasPrefix("tt:IRLamp|") else {
                throw SOAPFault(
                    .sender,
                    ["InvalidArgVal", "AuxiliaryDataNotSupported"],
                    reason: "There is no such command."
                )
            }
            request.state.auxiliaryCommands = request.state.auxiliaryCommands.suffix(15) + [question.auxiliaryCommand]
            return .init { $0.auxiliaryCommandResponse = "OK" }
        }
    }
}
