import Logging
import Media
import NIOCore
import RTSP

extension CameraHandler {
    // MARK: Beginning

    func prepare(_ tracks: [RTSPServerTrack], _ context: ChannelHandlerContext) {
        guard let stream else { return }
        let now = CameraSite.now
        let (configuration, plan) = (site.configuration, site.configuration.oddities)
        let seed = configuration.seed &+ UInt64(stream.meter.statistics.sessions)
        let isByDatagrams = tracks.first?.transport.datagrams != nil
        var wanted = [ClipPlayback.Track?](repeating: nil, count: stream.clip.tracks.count)
        var ports: [RTSPPorts] = []
        for track in tracks where wanted.indices.contains(track.media) {
            guard (track.transport.datagrams != nil) == isByDatagrams else { continue }
            wanted[track.media] = Self.numbering(
                track.transport.channels ?? RTSPChannels(rtp: UInt8(ports.count * 2), rtcp: UInt8(ports.count * 2 + 1)),
                plan
            )
            if let datagrams = track.transport.datagrams { ports.append(datagrams.client) }
        }
        let (clock, time) = stream.beginning(at: now, configuration)
        var playback = ClipPlayback(
            clip: stream.clip,
            tracks: wanted,
            clock: clock,
            from: time,
            limit: configuration.videoUnitLimit,
            sendsReports: !plan.has(.noSenderReports)
        )
        if let first = plan.number(of: .timestampStart) { playback.beginTimestamps(at: UInt32(first)) }
        let channels = wanted.compactMap { $0?.channel }
        play = Play(
            playback: playback,
            way: isByDatagrams ? way(to: ports, context, seed: seed) : nil,
            oddPackets: OddPackets(plan, channels: channels, isInterleaved: !isByDatagrams, seed: seed),
            timeline: OddityTimeline(plan, from: now),
            isSilent: isByDatagrams && plan.has(.needsAllTracks) && channels.count < wanted.count
        )
    }

    private static func numbering(_ channels: RTSPChannels, _ plan: OddityPlan) -> ClipPlayback.Track {
        ClipPlayback.Track(
            channel: channels.rtp,
            controlChannel: channels.rtcp,
            ssrc: .random(in: .min ... .max),
            timestampBase: .random(in: .min ... .max),
            sequence: plan.number(of: .sequenceStart).map { UInt16($0) } ?? .random(in: .min ... .max)
        )
    }

    private func way(to ports: [RTSPPorts], _ context: ChannelHandlerContext, seed: UInt64) -> DatagramWay? {
        guard let sockets, let peer = context.remoteAddress else { return nil }
        let configuration = site.configuration
        let faults = DatagramFaults<(packet: ByteBuffer, channel: UInt8)>(
            loss: configuration.loss,
            disorder: configuration.reordering,
            seed: seed
        )
        return DatagramWay(sockets, peer: peer, ports: ports, faults: faults)
    }

    func beginnings(of tracks: [RTSPServerTrack]) -> [RTSPBeginning] {
        tracks.compactMap { track in
            play?.playback.beginning(of: track.media).map { beginning in
                RTSPBeginning(media: track.media, sequence: beginning.sequence, timestamp: beginning.timestamp)
            }
        }
    }

    func startPlaying(_ context: ChannelHandlerContext) {
        guard let stream, let play else { return }
        ticket += 1
        meterSession = stream.meter.began()
        play.way?.listen { [weak self] in self?.heardReport() }
        site.logger.debug("a client plays", metadata: ["path": "\(stream.path)"])
        guard !play.isSilent, let instant = play.playback.nextInstant else { return }
        site.pacer(of: context.eventLoop).add(self, ticket: ticket, due: instant.nanoseconds)
    }

    // MARK: End

    func stopPlaying() {
        guard let play else { return }
        play.way?.end()
        self.play = nil
        ticket += 1
        stream?.meter.ended()
    }

    func sayGoodbye(_ context: ChannelHandlerContext) {
        guard let play else { return }
        var buffer = context.channel.allocator.buffer(capacity: 256)
        play.playback.writeGoodbye(at: play.playback.clock.time(at: CameraSite.now), into: &buffer)
        send(buffer, of: play, context)
        flush(play, context)
    }

    /// What nobody has ended may go on elsewhere.
    func leavePlay() {
        guard let play, play.way == nil, site.configuration.oddities.has(.staleSession) else { return }
        let time = site.configuration.oddities.seconds(of: .staleSession) ?? .seconds(10)
        site.leave(LeftoverSession(playback: play.playback, end: CameraSite.now + time))
    }

    // MARK: Sending

    /// Units in one turn, so that others have theirs where a clip is played faster than can be sent.
    private static let mostAtOnce = 256

    /// Sends what is due; the answer is when the next is, in nanoseconds of the machine's clock, or nil when there is none.
    func sendDue(ticket: Int) -> Int64? {
        guard ticket == self.ticket, let context, let play else { return nil }
        if !play.timeline.isEmpty { takeTurns(play, context) }
        guard !play.isSilent else { return nil }
        var count = 0
        // A client that does not read is dropped meanwhile, and the ticket is another then.
        while ticket == self.ticket, count < Self.mostAtOnce, let due = play.playback.nextInstant {
            let now = CameraSite.now
            guard due <= now, let buffer = writeNext(of: play, due: due, now: now, context) else { break }
            send(buffer, of: play, context)
            count += 1
        }
        if count > 0 { flush(play, context) }
        return ticket == self.ticket ? play.playback.nextInstant?.nanoseconds : nil
    }

    /// Sends the next unit before its time.
    func sendNext(_ context: ChannelHandlerContext) {
        guard let play, !play.isSilent, let due = play.playback.nextInstant,
            let buffer = writeNext(of: play, due: due, now: due, context)
        else { return }
        send(buffer, of: play, context)
        flush(play, context)
    }

    private func writeNext(
        of play: Play,
        due: MonotonicTime,
        now: MonotonicTime,
        _ context: ChannelHandlerContext
    ) -> ByteBuffer? {
        // With room for reports.
        var buffer = context.channel.allocator.buffer(capacity: play.playback.nextLength + 256)
        guard let unit = play.playback.writeNext(into: &buffer) else { return nil }
        stream?.meter.sent(
            unit,
            bytes: buffer.readableBytes,
            nanosecondsLate: now.nanoseconds - due.nanoseconds,
            session: meterSession
        )
        play.oddPackets?.rework(&buffer, unit)
        return buffer
    }

    private func send(_ buffer: ByteBuffer, of play: Play, _ context: ChannelHandlerContext) {
        if play.way?.write(buffer) != nil { return }
        switch site.configuration.delivery {
        case .bursts: context.write(wrapOutboundOut(buffer), promise: nil)
        case .packets:
            for (_, frame) in InterleavedFrames(buffer) {
                context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
            }
        }
    }

    private func flush(_ play: Play, _ context: ChannelHandlerContext) {
        guard play.way != nil else { return context.flush() }
        if let counts = play.way?.takeCounts() { stream?.meter.sent(counts) }
    }

    // MARK: Oddities

    /// The stream falls silent 2 s after a request that some Hikvision recorders take for garbage.
    func endSoon(now: MonotonicTime) { play?.timeline.add(.silence, at: now + .seconds(2)) }

    private func takeTurns(_ play: Play, _ context: ChannelHandlerContext) {
        let now = CameraSite.now
        while let turn = play.timeline.next(by: now) {
            switch turn {
            case .silence: play.isSilent = true
            case .cut: cut(play, context)
            case .garbage:
                guard play.way == nil else { continue }
                var random = SplitMix(seed: site.configuration.seed)
                context.write(wrapOutboundOut(ByteBuffer(bytes: random.bytes(Self.burstOfGarbage))), promise: nil)
            case .jump(let interval): play.playback.jump(by: interval)
            case .changeOfClip: if let clip = stream?.otherClip { play.playback.change(to: clip) }
            case .changeOfSources:
                var random = SystemRandomNumberGenerator()
                play.playback.renewSources(using: &random)
            }
        }
    }

    private static let burstOfGarbage = 700

    /// Half of the next unit, and then nothing: not even the rest of a packet.
    private func cut(_ play: Play, _ context: ChannelHandlerContext) {
        let now = CameraSite.now
        let buffer = play.way == nil ? writeNext(of: play, due: now, now: now, context) : nil
        play.isSilent = true
        guard let buffer else { return context.close(promise: nil) }
        let half = buffer.getSlice(at: buffer.readerIndex, length: buffer.readableBytes * 2 / 3) ?? buffer
        let cut = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(half)).whenComplete { _ in cut.value.close(promise: nil) }
    }
}
