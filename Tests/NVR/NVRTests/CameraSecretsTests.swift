import Catalog
import Cryptography
import Ingest
import Logging
import Media
import Testing

@testable import NVR

/// Passwords and tokens in a camera's address, behind the host.
struct CameraSecretsTests {
    private let rules = CameraRules(
        allowsLoopback: false,
        masterKey: MasterKey(.random()),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
    private let now = WallTime(nanoseconds: 1_795_233_600_000_000_000)

    private func record(_ draft: CameraDraft) throws(DomainError) -> CameraRecord {
        try rules.makeRecord(draft, known: [], at: now)
    }

    /// The address that the camera is asked for.
    private func asked(_ record: CameraRecord) -> String? { rules.url(record.mainURL, of: record).map { "\($0)" } }

    @Test(arguments: [
        (
            "rtsp://192.0.2.7/user=admin&password=s3cret&channel=1",
            "rtsp://192.0.2.7/user=admin&password={password}&channel=1"
        ),
        ("http://192.0.2.7/snap.cgi?usr=a&pwd=s3cret", "http://192.0.2.7/snap.cgi?usr=a&pwd={password}"),
    ])
    func aPasswordBehindTheHostIsSealed(url: String, kept: String) throws {
        var draft = CameraDraft(name: "A", url: url)
        draft.subURL = url
        let made = try record(draft)
        #expect(made.mainURL == kept && made.subURL == kept)
        #expect(rules.password(of: made) == "s3cret")
        #expect(asked(made) == url)
        #expect(!"\(made)".contains("s3cret"))
        #expect(!"\(CameraView(made, status: .disabled(since: now), for: Asker.administrator))".contains("s3cret"))
        // As it is shown, it can be sent again; the password can be another.
        var change = CameraChange()
        change.url = kept + "&x=1"
        #expect(asked(try rules.apply(change, to: made)) == url + "&x=1")
        change.password = "word"
        let new = try rules.apply(change, to: made)
        #expect(asked(new) == url.replacing("s3cret", with: "word") + "&x=1")
    }

    @Test func onePasswordIsKept() throws {
        let url = "rtsp://192.0.2.7/user=admin&password=s3cret"
        var draft = CameraDraft(name: "A", url: url)
        draft.password = "other"
        #expect { try record(draft) } throws: { ($0 as? DomainError)?.member == "url" }
        draft.password = "s3cret"
        #expect(rules.password(of: try record(draft)) == "s3cret")
        for url in ["rtsp://u:p@192.0.2.7/?pwd=q", "rtsp://192.0.2.7/?pwd=q&pass=p"] {
            #expect { try record(CameraDraft(name: "A", url: url)) } throws: { ($0 as? DomainError)?.member == "url" }
        }
        #expect(
            rules.password(of: try record(CameraDraft(name: "A", url: "rtsp://u:p%20q@192.0.2.7/?pwd=p%20q"))) == "p q"
        )
    }

    /// Some cameras, and restreamers, want a token beside the user name and the password.
    @Test func aTokenIsSealedBesideThePassword() throws {
        let url = "rtsp://u:p%40ss@192.0.2.7/live?token=0123-4567&x=1"
        var draft = CameraDraft(name: "A", url: url)
        draft.subURL = "rtsp://192.0.2.7/sub?token=0123-4567"
        let made = try record(draft)
        #expect(made.mainURL == "rtsp://192.0.2.7/live?token={token}&x=1")
        #expect(made.subURL == "rtsp://192.0.2.7/sub?token={token}")
        #expect(made.username == "u" && rules.password(of: made) == "p@ss" && rules.token(of: made) == "0123-4567")
        #expect(asked(made) == "rtsp://192.0.2.7/live?token=0123-4567&x=1")
        let view = CameraView(made, status: .disabled(since: now), for: Asker.administrator)
        #expect(!"\(made) \(view)".contains("0123-4567") && !"\(made) \(view)".contains("p@ss"))
        // Neither touches the other.
        var change = CameraChange()
        change.password = "word"
        let renewed = try rules.apply(change, to: made)
        #expect(rules.password(of: renewed) == "word" && rules.token(of: renewed) == "0123-4567")
        change = CameraChange()
        change.url = "rtsp://192.0.2.7/live?token=89ab-cdef"
        let rotated = try rules.apply(change, to: made)
        #expect(rules.token(of: rotated) == "89ab-cdef" && rules.password(of: rotated) == "p@ss")
        #expect(rotated.version != made.version)
        // Without a place for it, it is kept no longer.
        change.url = "rtsp://192.0.2.7/live"
        change.subURL = .some(nil)
        #expect(try rules.apply(change, to: made).sealedToken == nil)
    }

    @Test func oneTokenIsKeptAndShownToNoOtherHost() throws {
        var draft = CameraDraft(name: "A", url: "rtsp://192.0.2.7/live?token=0123-4567")
        let made = try record(draft)
        #expect(made.sealedPassword == nil)
        var change = CameraChange()
        change.url = "rtsp://192.0.2.8/live?token={token}"
        #expect { try rules.apply(change, to: made) } throws: { ($0 as? DomainError)?.member == "url" }
        change.url = "rtsp://192.0.2.8/live?token=0123-4567"
        #expect(rules.token(of: try rules.apply(change, to: made)) == "0123-4567")
        // Nor to one to which it has got an address before, without the token.
        change = CameraChange()
        change.subURL = "rtsp://192.0.2.8/sub"
        let moved = try rules.apply(change, to: made)
        change.subURL = "rtsp://192.0.2.8/sub?token={token}"
        #expect { try rules.apply(change, to: moved) } throws: { ($0 as? DomainError)?.member == "sub_url" }
        change.subURL = "rtsp://192.0.2.7/sub?token={token}"
        #expect(rules.token(of: try rules.apply(change, to: moved)) == "0123-4567")
        change = CameraChange()
        change.subURL = "rtsp://192.0.2.7/sub?token=89ab-cdef"
        #expect { try rules.apply(change, to: made) } throws: { ($0 as? DomainError)?.member == "sub_url" }
        draft.subURL = "rtsp://192.0.2.7/sub?token=89ab-cdef"
        #expect { try record(draft) } throws: { ($0 as? DomainError)?.member == "sub_url" }
        draft.subURL = nil
        draft.url = "rtsp://192.0.2.7/live?token=0123-4567&key=89ab-cdef"
        #expect { try record(draft) } throws: { ($0 as? DomainError)?.member == "url" }
        var test = CameraTestDraft()
        #expect("\(try rules.testSource(test, of: made, .main).source.url)".hasSuffix("?token=0123-4567"))
        test.url = "rtsp://192.0.2.8/live?token={token}"
        let elsewhere = try rules.testSource(test, of: made, .main)
        #expect(elsewhere.withheldPassword && "\(elsewhere.source.url)".hasSuffix("?token="))
    }
}
