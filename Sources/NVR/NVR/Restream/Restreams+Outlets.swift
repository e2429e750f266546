import Catalog
import Changes
import Logging
import Restream

/// An outlet that listens, or should.
struct OpenOutlet {
    /// As it was begun.
    let outlet: RestreamOutlet
    let listener: RestreamListener?
    /// Why it does not listen.
    let problem: String?
}

// Addresses for one camera each, which are begun and ended by themselves: whether the server's other addresses are open is of no
// account to them.
extension Restreams {
    // MARK: Asking

    /// All of them, by name.
    ///
    /// - Throws: `forbidden`, `unproven`.
    package func outlets(as principal: Principal) async throws(DomainError) -> [RestreamOutletStatus] {
        try Policy.require(principal, .seeSystem)
        var all: [RestreamOutletStatus] = []
        for (name, outlet) in outlets.all.sorted(by: { $0.key < $1.key }) { all.append(await status(name, outlet)) }
        return all
    }

    /// - Throws: `notFound`, `forbidden`, `unproven`.
    package func outlet(_ name: String, as principal: Principal) async throws(DomainError) -> RestreamOutletStatus {
        try Policy.require(principal, .seeSystem)
        guard let outlet = outlets.all[name] else { throw .noOutlet(name) }
        return await status(name, outlet)
    }

    private func status(_ name: String, _ outlet: RestreamOutlet) async -> RestreamOutletStatus {
        let open = openOutlets[name]
        return RestreamOutletStatus(
            name: name,
            outlet: outlet,
            port: open?.listener?.port,
            clients: await open?.listener?.connections() ?? 0,
            problem: open?.problem
        )
    }

    // MARK: Changing

    /// Changes an outlet, or makes it: begins and ends it with `isEnabled`.
    ///
    /// - Throws: `invalid`, `forbidden`, `unproven`; and with `whole`, `unavailable` where it cannot listen where it shall, and nothing
    ///   was changed.
    package func change(
        outlet name: String,
        as principal: Principal,
        _ change: RestreamOutletChange,
        taking: RestreamOutletTaking = .atOnce
    ) async throws -> RestreamOutletStatus {
        try Policy.require(principal, .manageSystem)
        try await changing.run {
            let known = await self.outlets.all
            let old = known[name]
            let new = try await self.rules.applied(change, to: old, named: name)
            if old == nil, known.count >= OutletRules.most {
                throw DomainError(.conflict, "There can be \(OutletRules.most) outlets at most; remove one.")
            }
            guard new != old else { return }
            try await self.take(new, as: name, taking)
            await self.services.audit.note("rtsp-outlet.change", RestreamOutlet.owner(name), by: principal)
            self.services.published(.changed, "settings")
        }
        return try await outlet(name, as: principal)
    }

    /// Ends an outlet and forgets it.
    ///
    /// - Throws: `notFound`, `forbidden`, `unproven`.
    package func remove(outlet name: String, as principal: Principal) async throws {
        try Policy.require(principal, .manageSystem)
        try await changing.run {
            guard await self.outlets.all[name] != nil else { throw DomainError.noOutlet(name) }
            try await self.keep(nil, as: name)
            await self.bringOutletsInLine()
            await self.services.audit.note("rtsp-outlet.remove", RestreamOutlet.owner(name), by: principal)
            self.services.published(.changed, "settings")
        }
    }

    /// Ends the sessions of an outlet, and begins it anew with what is set, where it is enabled.
    ///
    /// - Throws: `notFound`, `forbidden`, `unproven`.
    package func restart(outlet name: String, as principal: Principal) async throws -> RestreamOutletStatus {
        try Policy.require(principal, .manageSystem)
        try await changing.run {
            guard await self.outlets.all[name] != nil else { throw DomainError.noOutlet(name) }
            await self.close(outlet: name)
            await self.bringOutletsInLine()
            await self.services.audit.note("rtsp-outlet.restart", RestreamOutlet.owner(name), by: principal)
        }
        return try await outlet(name, as: principal)
    }

    private var rules: OutletRules { OutletRules(masterKey: services.masterKey) }

    private func keep(_ outlet: RestreamOutlet?, as name: String) async throws {
        var changed = outlets
        changed.all[name] = outlet
        try await services.catalog.changeSettings([KeptOutlets.key: changed.text()])
        outlets = changed
    }

    private func take(_ new: RestreamOutlet, as name: String, _ taking: RestreamOutletTaking) async throws {
        switch taking {
        case .later:
            try await keep(new, as: name)
            await bringOutletsInLine()
        case .atOnce:
            try await keep(new, as: name)
            await bringOutletsInLine(reopening: { $0 == name })
        case .whole:
            try await takeWhole(new, as: name)
        }
    }

    /// The new address is opened before the old one is closed; where both are the same port, the old one is opened again if the new
    /// one cannot be.
    private func takeWhole(_ new: RestreamOutlet, as name: String) async throws {
        guard isRunning, new.isEnabled else {
            try await keep(new, as: name)
            return await bringOutletsInLine()
        }
        let old = openOutlets[name]
        if old?.outlet.address == new.address { await close(outlet: name) }
        do {
            let listener = try await listen(name, new)
            do {
                try await keep(new, as: name)
            } catch {
                await listener.close()
                throw error
            }
            await close(outlet: name)
            openOutlets[name] = OpenOutlet(outlet: new, listener: listener, problem: nil)
        } catch {
            await bringOutletsInLine()
            guard error is RestreamListenError else { throw error }
            throw DomainError(.unavailable, problem(name, new, error))
        }
    }

    /// Those that the configuration has and that are not there yet.
    func make(_ wanted: [String: RestreamOutletChange]) async throws {
        for (name, change) in wanted.sorted(by: { $0.key < $1.key }) where outlets.all[name] == nil {
            let made: RestreamOutlet
            do throws(DomainError) {
                made = try rules.applied(change, to: nil, named: name)
            } catch {
                services.logger.warning(
                    "a listener has no RTSP address of its own",
                    metadata: ["outlet": "\(name)", "reason": "\(error.sentence)"]
                )
                continue
            }
            try await keep(made, as: name)
        }
    }

    // MARK: Running

    /// Closes what is wanted no more, and opens what is missing.
    ///
    /// - Parameter reopening: those that are begun anew where they are set up otherwise by now.
    func bringOutletsInLine(reopening isReopened: @Sendable (String) -> Bool = { _ in false }) async {
        for (name, open) in openOutlets {
            let wanted = outlets.all[name].flatMap { isRunning && $0.isEnabled ? $0 : nil }
            if wanted == nil || isReopened(name) && wanted != open.outlet { await close(outlet: name) }
        }
        guard isRunning else { return }
        for (name, outlet) in outlets.all.sorted(by: { $0.key < $1.key }) where outlet.isEnabled {
            if openOutlets[name]?.listener == nil { await open(name, outlet) }
        }
    }

    private func close(outlet name: String) async { await openOutlets.removeValue(forKey: name)?.listener?.close() }

    private func open(_ name: String, _ outlet: RestreamOutlet) async {
        do {
            openOutlets[name] = OpenOutlet(outlet: outlet, listener: try await listen(name, outlet), problem: nil)
        } catch {
            let problem = problem(name, outlet, error)
            if openOutlets[name]?.problem != problem { services.logger.error("\(problem)") }
            openOutlets[name] = OpenOutlet(outlet: outlet, listener: nil, problem: problem)
        }
    }

    private func problem(_ name: String, _ outlet: RestreamOutlet, _ error: any Error) -> String {
        "The outlet \"\(name)\" of the RTSP server does not listen at \(outlet.address): \(error)."
    }

    private func listen(_ name: String, _ outlet: RestreamOutlet) async throws -> RestreamListener {
        guard let (host, port) = RestreamRules.address(outlet.address) else { throw StartError("that is no address") }
        let address = RestreamAddress(
            host: host,
            port: port,
            paths: .one(path: outlet.path, RestreamID(camera: outlet.camera, stream: outlet.stream)),
            sendsDatagrams: kept.settings.sendsDatagrams,
            doorstep: RestreamDoorstep(
                try entrance(name, outlet),
                realm: outlet.realm ?? RestreamDoorstep.usualRealm,
                most: outlet.mostClients,
                mostPerAddress: outlet.mostClientsPerAddress
            )
        )
        let listener = try await theServer().listen(address)
        services.logger.info(
            "an outlet of the RTSP server listens",
            metadata: ["outlet": "\(name)", "address": "\(outlet.address)", "camera": "\(outlet.camera)"]
        )
        if outlet.access == .everyone, !RestreamRules.isLoopback(outlet.address) {
            services.logger.warning(
                "everyone who reaches this outlet of the RTSP server can watch its camera without a password",
                metadata: ["outlet": "\(name)", "camera": "\(outlet.camera)"]
            )
        }
        return listener
    }

    /// Who comes in.
    func entrance(_ name: String, _ outlet: RestreamOutlet) throws -> RestreamEntrance {
        let guest = doorkeeper.guest(at: name, watching: outlet.camera)
        switch outlet.access {
        case .accounts: return .usual
        case .everyone: return .open(guest)
        case .password:
            guard let username = outlet.username, let sealed = outlet.sealedPassword,
                let password = services.masterKey.open(sealed, for: RestreamOutlet.owner(name))
            else { throw StartError("its password cannot be opened with this recorder's master key; set it again") }
            return .gate(OutletGate(username: username, password: password, guest: guest, time: services.time))
        }
    }
}

extension DomainError {
    fileprivate static func noOutlet(_ name: String) -> DomainError {
        DomainError(.notFound, "The RTSP server has no outlet \"\(name.prefix(80))\".")
    }
}
