import Media
import SDP

extension RTSPClientSession {
    // MARK: The session's identifier

    /// The first identifier stays, even where a camera (H264DVR 1.0) makes a new one for each track.
    mutating func readSession(_ response: RTSPResponse, for purpose: Purpose) {
        guard let header = response.headers["Session"] else { return }
        let (identifier, parameters) = header[...].cut(at: ";")
        switch purpose {
        case .setUp:
            if response.isGood, !identifier.isEmpty { readIdentifier(String(identifier)) }
        case .play, .keepAlive: break
        case .options, .describe, .teardown: return
        }
        for field in (parameters ?? "").fields(separatedBy: ";") {
            let (name, value) = field.cut(at: "=")
            guard name.isASCII("timeout") else { continue }
            if let seconds = value.flatMap({ Int($0) }), seconds > 0 {
                sessionTimeout = .seconds(min(seconds, 3600))
            } else {
                note(.timeoutOfNothing)
            }
        }
    }

    private mutating func readIdentifier(_ identifier: String) {
        if let newest = session.newest, newest != identifier {
            note(.sessionChanges)
            memory.changesSession = true
        }
        session.newest = identifier
        session.first = session.first ?? identifier
    }

    /// The camera knows no session of the identifier that was used: it may mean the other.
    mutating func playByOtherIdentifier(now: MonotonicTime) -> [RTSPClientAction] {
        session.usesNewest.toggle()
        session.hasChanged = true
        return [request(.play, .play, aggregate, now: now)]
    }

    // MARK: Tracks

    mutating func takeSetUp(
        _ response: RTSPResponse,
        _ answered: Exchange,
        at place: Int,
        now: MonotonicTime
    ) -> [RTSPClientAction] {
        var actions: [RTSPClientAction] = []
        if response.isGood {
            if session.first == nil { note(.sessionMissing) }
            do throws(RTSPFailure) {
                tracks.append(try track(response, answered, at: place))
            } catch {
                return refuseTransport(error, now: now)
            }
            actions.append(.granted(tracks))
        } else if tracks.isEmpty {
            return refuseTransport(failure(response, to: .setup), now: now)
        }
        if place + 1 < chosen.count { return actions + setUpTrack(at: place + 1, now: now) }
        state = .starting
        session.usesNewest = memory.wantsNewestSession
        return actions + [request(.play, .play, aggregate, now: now)]
    }

    private mutating func refuseTransport(_ failure: RTSPFailure, now: MonotonicTime) -> [RTSPClientAction] {
        switch failure {
        case .interleavedRefused, .datagramsRefused: memory.refusedTransports.insert(configuration.transport)
        default: break
        }
        return fail(failure, now: now)
    }

    private mutating func track(
        _ response: RTSPResponse,
        _ answered: Exchange,
        at place: Int
    ) throws(RTSPFailure) -> RTSPTrack {
        let header = response.headers["Transport"].flatMap { RTSPTransportHeader.all(in: $0).first }
        if header == nil { note(.transportMissing) }
        if header?.hasUnreadableSSRC == true { note(.unreadableSource) }
        // What goes to a group goes through the whole network; nobody asked for that.
        if header?.isMulticast == true { throw .multicastOnly }
        let media = chosen[place].media
        return RTSPTrack(
            media: media,
            url: answered.url,
            transport: try transport(header, at: place),
            payloadTypes: description?.media[media].payloadTypes ?? [],
            ssrc: header?.ssrc
        )
    }

    private mutating func transport(
        _ header: RTSPTransportHeader?,
        at place: Int
    ) throws(RTSPFailure) -> RTSPTransport {
        if let ports = chosen[place].ports { return .datagrams(try datagrams(header, to: ports)) }
        return .interleaved(try channels(header, at: place))
    }

    /// The channels are those that the camera grants, whatever it calls the transport (Escam Q6 says UDP). Where it
    /// grants none, or those of another track, it means those that were asked for.
    private mutating func channels(
        _ header: RTSPTransportHeader?,
        at place: Int
    ) throws(RTSPFailure) -> RTSPChannels {
        if let header {
            guard header.interleaved != nil || !header.hasPorts else { throw .interleavedRefused }
            if header.interleaved != nil, !header.isTCP { note(.datagramsForInterleaved) }
        }
        let taken = tracks.compactMap(\.transport.channels)
        let asked = RTSPChannels.usual(for: place)
        let wanted = [header?.channels, asked].compactMap { $0 }
        guard let granted = wanted.first(where: { pair in !taken.contains { $0.overlaps(pair) } }) else {
            throw .interleavedRefused
        }
        if header?.namesChannels == true, header?.channels != granted {
            note(.unusableChannels)
        } else if granted != asked {
            note(.otherChannels)
        }
        return granted
    }

    /// A camera that answers with TCP has refused: the owner connects again and asks for that, since nothing else of
    /// this session was made for it.
    private mutating func datagrams(
        _ header: RTSPTransportHeader?,
        to ports: RTSPPorts
    ) throws(RTSPFailure) -> RTSPDatagrams {
        guard let header else { return RTSPDatagrams(client: ports) }
        if header.interleaved != nil || (header.isTCP && !header.hasPorts) { throw .datagramsRefused }
        let source = header.sourceHost.flatMap { $0 == configuration.url.host ? nil : $0 }
        if source != nil { note(.otherSender) }
        if header.serverPorts == nil { note(.serverPortsMissing) }
        return RTSPDatagrams(client: ports, server: header.serverPorts, source: source)
    }
}

extension RTSPResponse {
    var isGood: Bool { (200...299).contains(status) }
}
