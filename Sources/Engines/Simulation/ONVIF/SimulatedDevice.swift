import Cryptography
import Glibc
import HTTPAuthentication
import Media
import NIOCore
import NIOPosix
import ONVIF
import Synchronization

/// The simulated cameras of a server as one ONVIF device: a profile for each stream.
final class SimulatedDevice: Sendable {
    /// What comes of a question.
    enum Outcome: Sendable {
        case answer(SOAPEnvelope)
        /// A proof of the password is needed.
        case refused(SOAPEnvelope, challenges: [String])
        /// Nothing to tell yet: to be asked again soon.
        case wait
    }

    private let site: CameraSite
    private let began = CameraSite.now
    private let state: Mutex<DeviceState>
    private let dispatcher: DeviceDispatcher

    /// Profiles at most; more no client lists.
    private static let mostProfiles = 16

    init(_ site: CameraSite) {
        self.site = site
        let configuration = site.configuration
        let streams = configuration.cameras.compactMap { site.stream(at: $0.path) }.prefix(Self.mostProfiles)
        let profiles = streams.enumerated().compactMap { DeviceProfile(number: $0.offset + 1, $0.element) }
        let users = configuration.credentials.map { credentials in
            DeviceUser {
                $0.username = credentials.username
                $0.password = credentials.password
                $0.userLevel = "Administrator"
            }
        }
        state = Mutex(DeviceState(profiles: profiles, users: users.map { [$0] } ?? [], now: CameraSite.now))
        var dispatcher = DeviceDispatcher()
        DeviceAnswers.add(to: &dispatcher)
        MediaAnswers.add(to: &dispatcher)
        PTZAnswers.add(to: &dispatcher)
        ImagingAnswers.add(to: &dispatcher)
        EventAnswers.add(to: &dispatcher)
        RecordingAnswers.add(to: &dispatcher)
        self.dispatcher = dispatcher
    }

    /// - Parameters:
    ///   - authority: host and port as the client named them.
    ///   - host: the host alone.
    ///   - waitingSince: when it was asked the first time; nil of a first time.
    func answer(
        _ body: [UInt8],
        path: String,
        authority: String,
        host: String,
        authorization: String?,
        waitingSince: MonotonicTime?
    ) -> Outcome {
        let question: ReceivedQuestion
        do throws(SOAPFault) {
            question = try ReceivedQuestion(reading: body)
        } catch {
            return .answer(DeviceDispatcher.refusal(error))
        }
        let now = CameraSite.now
        return state.withLock { state in
            let wall = deviceTime(state, now)
            // Whoever waited has proved who he is when he came.
            if waitingSince == nil, let refusal = refusal(of: question, path: path, authorization, &state, wall) {
                return refusal
            }
            var request = DeviceRequest(
                state: state,
                plan: site.configuration.oddities,
                authority: authority,
                streamAuthority: "\(host):\(state.streamPort)",
                isSecure: site.configuration.security == .selfSigned,
                path: path,
                now: now,
                wall: wall
            )
            if waits(question, request, since: waitingSince ?? now) { return .wait }
            let answer = dispatcher.answer(question, &request)
            state = request.state
            return .answer(answer)
        }
    }

    /// Where its streams are.
    func use(streamPort: Int) { state.withLock { $0.streamPort = streamPort } }

    /// Whether somebody goes on waiting for events, of which there are none yet.
    private func waits(_ question: ReceivedQuestion, _ request: DeviceRequest, since: MonotonicTime) -> Bool {
        guard question.name == EventService.PullMessages.elementName,
            let pull = try? EventService.PullMessages(reading: question.body),
            let number = try? EventAnswers.subscription(request),
            request.state.subscriptions[number]?.isEmpty == true
        else { return false }
        return since + min(pull.timeout.duration, .seconds(60)) > request.now
    }

    // MARK: Proofs

    private func refusal(
        of question: ReceivedQuestion,
        path: String,
        _ authorization: String?,
        _ state: inout DeviceState,
        _ wall: WallTime
    ) -> Outcome? {
        guard !state.users.isEmpty, dispatcher.isForEveryone(question) == false else { return nil }
        let proof = site.configuration.oddities.text(of: .onvifProof)
        if proof != "digest", let token = question.token,
            let user = state.users.first(where: { $0.username == token.username }),
            token.matches(password: user.password ?? ""), state.tokens.accepts(token, now: wall)
        {
            return nil
        }
        let refusal = DeviceDispatcher.refusal(
            SOAPFault(.sender, ["NotAuthorized"], reason: "Sender not authorized")
        )
        guard proof != "token" else { return .answer(refusal) }
        let challenges = site.refusal(
            of: authorization,
            method: "POST",
            uri: path,
            accounts: Self.accounts(state)
        )
        return challenges.map { .refused(refusal, challenges: $0) }
    }

    /// Its accounts as people have changed them; nil where everyone may ask.
    var accounts: [HTTPCredentials]? { state.withLock { Self.accounts($0) } }

    private static func accounts(_ state: DeviceState) -> [HTTPCredentials]? {
        guard !state.users.isEmpty else { return nil }
        return state.users.map { HTTPCredentials(username: $0.username, password: $0.password ?? "") }
    }

    // MARK: Events

    func setMotion(_ isMoving: Bool) {
        let now = CameraSite.now
        state.withLock { $0.setMotion(isMoving, deviceTime($0, now)) }
    }

    /// Moves for a third of each interval, until the task is cancelled.
    func move(every interval: Duration) async {
        while (try? await Task.sleep(for: interval / 3 * 2)) != nil {
            setMotion(true)
            guard (try? await Task.sleep(for: interval / 3)) != nil else { return }
            setMotion(false)
        }
    }

    // MARK: Clock

    private func deviceTime(_ state: DeviceState, _ now: MonotonicTime) -> WallTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let wall = WallTime(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)) + state.clockSet
        guard let jump = site.configuration.oddities.jump(of: .onvifClock), now - began >= jump.after else {
            return wall
        }
        return wall + jump.by
    }

    // MARK: Who it is

    /// As it introduces itself.
    ///
    /// - Parameter host: where it listens; the address of all interfaces stands for each of them, that of version 6 for those of both.
    func introduction(host: String, port: Int) -> DiscoveredDevice {
        var hosts = [host]
        if host == "0.0.0.0" || host == "::" {
            let interfaces = (try? System.enumerateDevices()) ?? []
            let isBoth = host == "::"
            let numbers = interfaces.compactMap(\.address).filter { isBoth || $0.protocol == .inet }
                .compactMap(\.ipAddress)
            hosts = Array(numbers.filter(Self.isForOthers).prefix(8))
        }
        let isSecure = site.configuration.security == .selfSigned
        let addresses = hosts.map { ServiceAddress(isSecure: isSecure, host: $0, port: port).description }
        return DiscoveredDevice(
            endpoint: endpoint,
            types: ["NetworkVideoTransmitter", "Device"],
            scopes: DeviceScopes(state.withLock(\.scopes)),
            addresses: addresses
        )
    }

    /// Whether others can reach it there.
    private static func isForOthers(_ number: String) -> Bool {
        !number.hasPrefix("127.") && number != "::1" && !ServiceAddress.isLinkLocal(number)
    }

    private let endpoint = UniqueIdentifier(random: randomBytes).urn
}
