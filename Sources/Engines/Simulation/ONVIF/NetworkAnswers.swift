import ONVIF

/// The simulated device's network, and its accounts.
enum NetworkAnswers {
    static func add(to dispatcher: inout DeviceDispatcher) {
        addNetwork(to: &dispatcher)
        addUsers(to: &dispatcher)
    }

    private static func addNetwork(to dispatcher: inout DeviceDispatcher) {
        dispatcher.on(DeviceService.GetHostname.self) { request, _ throws(SOAPFault) in
            .init { $0.hostnameInformation.name = request.state.hostname }
        }
        dispatcher.on(DeviceService.GetNetworkInterfaces.self) { request, _ throws(SOAPFault) in
            .init { $0.networkInterfaces = [request.state.network] }
        }
        dispatcher.on(DeviceService.SetNetworkInterfaces.self) { request, question throws(SOAPFault) in
            guard question.interfaceToken == request.state.network.token else {
                throw SOAPFault(
                    .sender,
                    ["InvalidArgVal", "InvalidNetworkInterface"],
                    reason: "There is no such interface."
                )
            }
            if let settings = question.networkInterface.ipv4 {
                request.state.network.ipv4?.config.manual = settings.manual
                request.state.network.ipv4?.config.dhcp = settings.dhcp ?? false
            }
            return .init { $0.rebootNeeded = true }
        }
        dispatcher.on(DeviceService.GetNetworkDefaultGateway.self) { request, _ throws(SOAPFault) in
            .init { $0.networkGateway = request.state.gateway }
        }
        dispatcher.on(DeviceService.SetNetworkDefaultGateway.self) { request, question throws(SOAPFault) in
            request.state.gateway.ipv4Address = question.ipv4Address
            return NoAnswer()
        }
        dispatcher.on(DeviceService.GetNetworkProtocols.self) { request, _ throws(SOAPFault) in
            let name = request.isSecure ? "HTTPS" : "HTTP"
            let port = request.authority.split(separator: ":").last.flatMap { Int($0) } ?? 80
            return .init { answer in
                answer.networkProtocols = [
                    NetworkProtocol {
                        $0.name = name
                        $0.port = [port]
                    }
                ]
            }
        }
        dispatcher.on(DeviceService.GetDNS.self) { request, _ throws(SOAPFault) in
            .init { $0.information = request.state.dns }
        }
        dispatcher.on(DeviceService.SetDNS.self) { request, question throws(SOAPFault) in
            request.state.dns.isFromDHCP = question.fromDHCP
            request.state.dns.manual = question.manual
            return NoAnswer()
        }
        dispatcher.on(DeviceService.GetNTP.self) { request, _ throws(SOAPFault) in
            .init { $0.information = request.state.ntp }
        }
        dispatcher.on(DeviceService.SetNTP.self) { request, question throws(SOAPFault) in
            request.state.ntp.isFromDHCP = question.fromDHCP
            request.state.ntp.manual = question.manual
            return NoAnswer()
        }
    }

    private static func addUsers(to dispatcher: inout DeviceDispatcher) {
        dispatcher.on(DeviceService.GetUsers.self) { request, _ throws(SOAPFault) in
            // Nobody is told a password.
            let users = request.state.users.map { user in
                var user = user
                user.password = nil
                return user
            }
            return .init { $0.user = users }
        }
        dispatcher.on(DeviceService.CreateUsers.self) { request, question throws(SOAPFault) in
            let names = Set(request.state.users.map(\.username))
            guard question.user.allSatisfy({ !names.contains($0.username) && $0.password?.isEmpty == false }) else {
                throw SOAPFault(.sender, ["OperationProhibited", "UsernameClash"], reason: "There is such a user.")
            }
            guard request.state.users.count + question.user.count <= 16 else {
                throw SOAPFault(.receiver, ["Action", "TooManyUsers"], reason: "These are too many users.")
            }
            request.state.users += question.user
            return NoAnswer()
        }
        dispatcher.on(DeviceService.SetUser.self) { request, question throws(SOAPFault) in
            for user in question.user {
                guard let index = request.state.users.firstIndex(where: { $0.username == user.username }) else {
                    throw SOAPFault(.sender, ["InvalidArgVal", "UsernameMissing"], reason: "There is no such user.")
                }
                request.state.users[index].userLevel = user.userLevel
                request.state.users[index].password = user.password ?? request.state.users[index].password
            }
            return NoAnswer()
        }
        dispatcher.on(DeviceService.DeleteUsers.self) { request, question throws(SOAPFault) in
            // The first is the one that the device was made with.
            guard let first = request.state.users.first, !question.username.contains(first.username) else {
                throw SOAPFault(.sender, ["InvalidArgVal", "FixedUser"], reason: "This user cannot be deleted.")
            }
            request.state.users.removeAll { question.username.contains($0.username) }
            return NoAnswer()
        }
    }
}
