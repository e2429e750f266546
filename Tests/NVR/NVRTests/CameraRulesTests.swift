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

    // MARK: Where a kept password may go

    /// Changes a camera that is kept with `rtsp://u:p@192.0.2.7:554/a`, and a sub stream there.
    private func changed(_ edit: (inout CameraChange) -> Void) throws -> CameraRecord {
        var draft = CameraDraft(name: "A", url: "rtsp://u:p@192.0.2.7/a")
        draft.subURL = "rtsp://192.0.2.7:8554/b"
        var change = CameraChange()
        edit(&change)
        return try rules.apply(change, to: try record(draft))
    }

    @Test(arguments: [
        "rtsp://192.0.2.8/a", "rtsp://192.0.2.7:8555/a", "http://192.0.2.7:8080/x", "rtsp://u@192.0.2.8/",
    ])
    func aKeptPasswordIsShownToNoOtherHost(url: String) throws {
        for edit in [{ $0.url = url }, { $0.subURL = .some(url) }] as [(inout CameraChange) -> Void] {
            #expect { try changed(edit) } throws: { error in
                (error as? DomainError)?.kind == .invalid && (error as? DomainError)?.member == "password"
            }
            // Said again, or given up, it may change.
            let again = try changed {
                edit(&$0)
                $0.password = "new"
            }
            #expect(rules.password(of: again) == "new")
            let none = try changed {
                edit(&$0)
                $0.password = .some(nil)
            }
            #expect(none.sealedPassword == nil)
        }
    }

    @Test func aLessSecureWayIsAnotherPlace() throws {
        let old = try record(CameraDraft(name: "A", url: "rtsps://u:p@192.0.2.7:7441/a"))
        var change = CameraChange()
        change.url = "rtsp://192.0.2.7:7441/a"
        #expect { try rules.apply(change, to: old) } throws: { ($0 as? DomainError)?.member == "password" }
        change.url = "rtsps://192.0.2.7:7441/b"
        #expect(rules.password(of: try rules.apply(change, to: old)) == "p")
    }

    @Test(arguments: ["rtsp://192.0.2.7/other", "rtsp://192.0.2.7:8554/c", "rtsp://v:q@192.0.2.8/"])
    func whereItIsKeptForOrWithItsOwnAnAddressMayChange(url: String) throws {
        let new = try changed { $0.url = url }
        #expect(rules.password(of: new) == (url.contains("@") ? "q" : "p"))
        #expect(new.username == (url.contains("@") ? "v" : "u"))
    }

    @Test func withoutAKeptPasswordAnyAddressIsTaken() throws {
        var change = CameraChange()
        change.url = "rtsp://192.0.2.8/"
        let new = try rules.apply(change, to: try record(CameraDraft(name: "A", url: "rtsp://192.0.2.7/")))
        #expect(new.mainURL == "rtsp://192.0.2.8/")
    }

    // MARK: What cannot work

    @Test func datagramsAreNotAskedOfAnEncryptedAddress() throws {
        func member(_ edit: (inout CameraDraft) -> Void) -> String? {
            var draft = CameraDraft(name: "A", url: "rtsps://192.0.2.7/a")
            edit(&draft)
            do {
                _ = try record(draft)
                return nil
            } catch {
                return error.kind == .invalid ? error.member : "another"
            }
        }
        #expect(member { $0.transport = "udp" } == "transport")
        #expect(member { $0.transport = "tcp" } == nil)
        #expect(member { $0.subTransport = "udp" } == nil)
        #expect(
            member {
                $0.subURL = "rtsps://192.0.2.7/b"
                $0.subTransport = "udp"
            } == "sub_transport"
        )
        var draft = CameraDraft(name: "A", url: "rtsp://192.0.2.7/a")
        draft.transport = "udp"
        draft.subURL = "rtsp://192.0.2.7/b"
        draft.subTransport = "udp"
        let plain = try record(draft)
        let edits: [(String?, (inout CameraChange) -> Void)] = [
            ("url", { $0.url = "rtsps://192.0.2.7/a" }), ("sub_url", { $0.subURL = "rtsps://192.0.2.7/b" }),
            (
                "transport",
                {
                    $0.url = "rtsps://192.0.2.7/a"
                    $0.transport = "udp"
                }
            ),
            (
                nil,
                {
                    $0.url = "rtsps://192.0.2.7/a"
                    $0.transport = .some(nil)
                }
            ),
        ]
        for (member, edit) in edits {
            var change = CameraChange()
            edit(&change)
            do throws(DomainError) {
                _ = try rules.apply(change, to: plain)
                #expect(member == nil)
            } catch {
                #expect(error.kind == .invalid && error.member == member)
            }
        }
        let encrypted = try record(CameraDraft(name: "A", url: "rtsps://192.0.2.7/a"))
        var change = CameraChange()
        change.transport = "udp"
        #expect { try rules.apply(change, to: encrypted) } throws: { ($0 as? DomainError)?.member == "transport" }
        // One that is kept from before can still be changed otherwise.
        var old = encrypted
        old.mainTransport = .udp
        change = CameraChange()
        change.name = "B"
        #expect(try rules.apply(change, to: old).name == "B")
        var test = CameraTestDraft()
        test.transport = "udp"
        #expect { try rules.testSource(test, of: encrypted, .main) } throws: {
            ($0 as? DomainError)?.member == "transport"
        }
    }

    // MARK: The sub stream

    @Test func theSubStreamsAddressMayBringThem() throws {
        var draft = CameraDraft(name: "A", url: "rtsp://192.0.2.7/a")
        draft.subURL = "rtsp://u:p@192.0.2.7/b"
        let made = try record(draft)
        #expect(made.subURL == "rtsp://192.0.2.7/b" && made.username == "u" && rules.password(of: made) == "p")
        // Others than the main stream's are refused, and not dropped.
        draft.url = "rtsp://u:other@192.0.2.7/a"
        #expect { try record(draft) } throws: { ($0 as? DomainError)?.member == "sub_url" }
        #expect { try changed { $0.subURL = "rtsp://u:other@192.0.2.7:8554/b" } } throws: {
            ($0 as? DomainError)?.member == "sub_url"
        }
        #expect(rules.password(of: try changed { $0.subURL = "rtsp://u:p@192.0.2.7:8554/b" }) == "p")
    }

    // MARK: How long it may be

    @Test func lengthsAreOfScalarsAndBytes() throws {
        // One character of a mebibyte.
        let long = "a" + String(repeating: "\u{301}", count: 1 << 19)
        #expect(long.count == 1)
        let edits: [(String, (inout CameraDraft) -> Void)] = [
            ("name", { $0.name = long }), ("username", { $0.username = long }), ("password", { $0.password = long }),
            ("username", { $0.username = "a\r\nb" }),
        ]
        for (member, edit) in edits {
            var draft = CameraDraft(name: "A", url: "rtsp://192.0.2.7/")
            edit(&draft)
            #expect { try record(draft) } throws: { ($0 as? DomainError)?.member == member }
        }
        #expect(
            try record(CameraDraft(name: String(repeating: "ü", count: 200), url: "rtsp://192.0.2.7/")).name.count
                == 200
        )
    }
}

extension [UInt8] {
    fileprivate func contains(_ part: [UInt8]) -> Bool {
        guard part.count <= count else { return false }
        return (0...count - part.count).contains { self[$0..<$0 + part.count].elementsEqual(part) }
    }
}
