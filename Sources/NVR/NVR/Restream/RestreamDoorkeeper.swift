import Catalog
import HTTPAuthentication
import Restream
import Stream

/// Says for the RTSP server who comes in, and what he may watch.
struct RestreamDoorkeeper: RestreamGate {
    /// The name of this way in, for the audit log.
    static let face = "rtsp"

    let people: People
    let cameras: Cameras
    let services: DomainServices
    /// For what is masked; nil where there are no workers.
    let derived: DerivedStreams?

    func admit(_ login: PresentedLogin, from address: String?) async -> RestreamAdmission {
        do {
            let door = Door(face: Self.face, listener: Self.face, address: address)
            let streaming = try await people.admit(streaming: login, at: door)
            return .admitted(
                Guest(keeper: self, first: streaming.visitor.principal) { await people.renewed(streaming) }
            )
        } catch {
            switch error.kind {
            case .busy, .unavailable: return .unavailable
            default: return .refused
            }
        }
    }

    /// Somebody who has no account, and comes in by an address of its own: he may watch one camera, as masks leave it.
    func guest(at outlet: String, watching camera: String) -> any RestreamGuest {
        let principal = Principal(
            identity: .openListener("\(Self.face) \(outlet)"),
            credential: .none,
            role: .viewer,
            grants: .some([camera: [.live]]),
            origin: Principal.Origin(face: Self.face)
        )
        return Guest(keeper: self, first: principal) { principal }
    }

    /// A stream for somebody from whom parts of it are hidden.
    private func masked(_ kind: StreamKind, _ viewing: Viewing) async throws -> RestreamFinding {
        guard let derived else { throw DomainError.masksNeedWorkers(of: viewing.camera) }
        let work = try await cameras.work(of: viewing.camera, kind)
        let key = DerivedKey(camera: work.camera, stream: work.kind, picture: .h264, masks: viewing.sight.masks)
        let ring = try await derived.ring(key, of: work.ring)
        return .stream(ring, RestreamID(camera: viewing.camera, stream: work.kind.rawValue, isMasked: true))
    }

    private struct Guest: RestreamGuest {
        let keeper: RestreamDoorkeeper
        /// As he came in.
        let first: Principal
        /// As he is now; nil where what he has shown lets nobody in any more.
        let renewed: @Sendable () async -> Principal?

        func find(_ stream: RestreamID) async -> RestreamFinding {
            guard let principal = await renewed() else { return .notFound }
            guard let kind = StreamKind(rawValue: stream.stream) else { return .notFound }
            do {
                try Policy.require(principal, .watchLive, .camera(stream.camera))
                let viewing = keeper.services.masks.viewing(of: stream.camera, for: principal)
                guard !viewing.sight.isMasked else { return try await keeper.masked(kind, viewing) }
                let ring = try await keeper.cameras.work(of: stream.camera, kind).ring
                guard kind != .main else { return .stream(ring, stream) }
                let main = try? await keeper.cameras.work(of: stream.camera, .main).ring
                return .stream(ring, main === ring ? RestreamID(camera: stream.camera, stream: "main") : stream)
            } catch let error as DomainError {
                if let denial = error.denial {
                    await keeper.people.noteRefusal(.policy(denial), of: principal, route: "RTSP DESCRIBE")
                }
                switch error.kind {
                case .forbidden: return .forbidden
                case .notFound: return .notFound
                default: return .unavailable
                }
            } catch {
                return .unavailable
            }
        }

        func mayWatch(_ stream: RestreamID) async -> Bool {
            guard let principal = await renewed() else { return false }
            let sight = keeper.services.masks.sight(of: stream.camera, for: principal)
            return Policy.may(principal, .watchLive, .camera(stream.camera)) && sight.isMasked == stream.isMasked
        }

        func begins(_ stream: RestreamID) async {
            await keeper.services.audit.noteSeldom(
                Footage.live.rawValue,
                "camera/\(stream.camera)",
                by: first,
                every: Recorder.footageInterval
            )
        }
    }
}
