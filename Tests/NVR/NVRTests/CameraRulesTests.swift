import Catalog
import Cryptography
import Logging
import Media
import Testing

@testable import NVR

struct CameraRulesTests {
    private let rules = CameraRules(
        allowsLoopback: false,
        masterKey: MasterKey(.random()),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
    private let now = WallTime(nanoseconds: 1_795_233_600_000_000_000)

    private func record(_ draft: CameraDraft, known: Set<CameraID> = []) throws(DomainError) -> CameraRecord {
        try rules.makeRecord(draft, known: known, at: now)
    }

    @Test func credentialsInTheAddressAreTakenOutAndSealed() throws {
        let made = try record(CameraDraft(name: "Front Door", url: "rtsp://admin:s3cret@192.0.2.7:8554/live?x=1"))
        #expect(made.id.text == "front-door")
        #expect(made.mainURL == "rtsp://192.0.2.7:8554/live?x=1")
        #expect(made.username == "admin")
        #expect(rules.password(of: made) == "s3cret")
        #expect(made.sealedPassword.map { !$0.contains(Array("s3cret".utf8)) } == true)
    }

    @Test func whatIsGivenApartCountsBeforeTheAddress() throws {
        var draft = CameraDraft(name: "A", url: "rtsp://u:p@192.0.2.7/")
        draft.username = "other"
        draft.password = "word"
        let made = try record(draft)
        #expect(made.username == "other")
        #expect(rules.password(of: made) == "word")
    }

    @Test(arguments: [
        ("rtsp://127.0.0.1/x", "allow_loopback_cameras"), ("rtsp://localhost/x", "allow_loopback_cameras"),
        ("rtsp://[::1]/x", "allow_loopback_cameras"), ("rtsp://169.254.169.254/x", "allow_loopback_cameras"),
        ("http://127.0.0.1/x", "allow_loopback_cameras"), ("file:///etc/passwd", "rtsp://"), ("rtsp://", "rtsp://"),
        ("ftp://192.0.2.7/", "rtsp://"), ("", "rtsp://"),
    ])
    func addressesThatAreNoneAreRefused(url: String, words: String) {
        #expect { try record(CameraDraft(name: "A", url: url)) } throws: { error in
            (error as? DomainError)?.member == "url" && "\(error)".contains(words)
        }
    }

    @Test func aSimulatedCameraOfTheDemoMayBeOnThisHost() throws {
        var draft = CameraDraft(name: "Demo", url: "rtsp://127.0.0.1:8554/main")
        draft.isDemo = true
        #expect(try record(draft).isDemo)
    }

    @Test func idsAreDerivedCheckedAndNeverTakenTwice() throws {
        let first = try record(CameraDraft(name: "Yard", url: "rtsp://192.0.2.7/"))
        let second = try record(CameraDraft(name: "Yard", url: "rtsp://192.0.2.8/"), known: [first.id])
        #expect(second.id.text == "yard-2")
        var draft = CameraDraft(name: "Yard", url: "rtsp://192.0.2.7/")
        draft.identifier = "yard"
        #expect { try record(draft, known: [first.id]) } throws: { ($0 as? DomainError)?.kind == .conflict }
        draft.identifier = "Yard!"
        #expect { try record(draft) } throws: { ($0 as? DomainError)?.member == "id" }
    }

    @Test func aChangeTouchesOnlyWhatItNames() throws {
        var draft = CameraDraft(name: "A", url: "rtsp://u:p@192.0.2.7/")
        draft.segmentSeconds = 30
        let old = try record(draft)
        var change = CameraChange()
        change.name = "B"
        change.segmentSeconds = .some(nil)
        let new = try rules.apply(change, to: old)
        #expect(new.name == "B" && new.segmentSeconds == nil)
        #expect(new.mainURL == old.mainURL && new.sealedPassword == old.sealedPassword && new.id == old.id)
        change = CameraChange()
        change.password = .some(nil)
        #expect(try rules.apply(change, to: old).sealedPassword == nil)
        change.segmentSeconds = .some(5)
        #expect { try rules.apply(change, to: old) } throws: { ($0 as? DomainError)?.member == "segment_seconds" }
    }
}

extension [UInt8] {
    fileprivate func contains(_ part: [UInt8]) -> Bool {
        guard part.count <= count else { return false }
        return (0...count - part.count).contains { self[$0..<$0 + part.count].elementsEqual(part) }
    }
}
