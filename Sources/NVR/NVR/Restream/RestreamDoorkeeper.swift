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

    func admit(_ login: PresentedLogin, from address: String?) async -> RestreamAdmission {
        do {
            let door = Door(face: Self.face, listener: Self.face, address: address)
            return .admitted(Guest(keeper: self, streaming: try await people.admit(streaming: login, at: door)))
        } catch {
            switch error.kind {
            case .busy, .unavailable: return .unavailable
            default: return .refused
            }
        }
    }

    private struct Guest: RestreamGuest {
        let keeper: RestreamDoorkeeper
        let streaming: StreamingVisitor

        func find(_ stream: RestreamID) async -> RestreamFinding {
            guard let principal = await keeper.people.renewed(streaming), let kind = StreamKind(rawValue: stream.stream)
            else {
                return .notFound
            }
            do {
                try Policy.require(principal, .watchLive, .camera(stream.camera))
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
            guard let principal = await keeper.people.renewed(streaming) else { return false }
            return Policy.may(principal, .watchLive, .camera(stream.camera))
        }

        func begins(_ stream: RestreamID) async {
            await keeper.services.audit.noteSeldom(
                Footage.live.rawValue,
                "camera/\(stream.camera)",
                by: streaming.visitor.principal,
                every: Recorder.footageInterval
            )
        }
    }
}
