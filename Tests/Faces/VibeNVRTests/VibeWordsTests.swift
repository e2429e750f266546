import Foundation
import HTTPServing
import HTTPTypes
import Hummingbird
import NIOCore
import NVR
import Testing

@testable import VibeNVR

/// How the document spells things.
struct VibeWordsTests {
    // MARK: Forms

    @Test func formsAreRead() throws {
        let form = try #require(FormFields(Array("username=a+b&password=%C3%A4%26%3D&empty=&flag&username=c".utf8)))
        #expect(form["username"] == "a b")
        #expect(form["password"] == "ä&=")
        #expect(form["empty"] == nil)
        #expect(form["flag"] == nil)
        #expect(FormFields([])?["username"] == nil)
    }

    @Test(arguments: ["a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", String(repeating: "a=b&", count: 65)])
    func whatIsNoFormIsNone(_ text: String) { #expect(FormFields(Array(text.utf8)) == nil) }

    // MARK: Masks

    @Test func masksAreWrittenAndReadAgain() throws {
        let corners = [PicturePoint(x: 0, y: 0.25), PicturePoint(x: 1, y: 0), PicturePoint(x: 0.5, y: 1)]
        let text = MaskText.text([corners])
        #expect(try MaskText.polygons(text, "privacy_masks") == [corners])
        #expect(MaskText.text([]) == "[]")
        for none in [nil, "", "[]"] { #expect(try MaskText.polygons(none, "m") == []) }
        // As older versions wrote it, and a little beyond the edge.
        #expect(try MaskText.polygons("[[[0,0.25],[1.05,-0.01],[0.5,1]]]", "m") == [corners])
        #expect(try MaskText.polygons(#"[{"points":[{"x":0,"y":0.25},[1,0],[0.5,1]]}]"#, "m") == [corners])
    }

    @Test(arguments: [
        "x", "{}", "1", "[1]", "[{}]", #"[{"points":[[0]]}]"#, #"[{"points":[[0,2],[0,0],[1,1]]}]"#,
        #"[{"points":[[0,0,0]]}]"#, #"[{"points":[{"x":0}]}]"#, #"[{"points":"a"}]"#,
    ])
    func whatAreNoMasksAreNone(_ text: String) {
        #expect(throws: Problem.self) { try MaskText.polygons(text, "privacy_masks") }
    }

    // MARK: Recording

    @Test func timesAndRoomAreSaidBothWays() throws {
        for (days, word) in [(1, "For One Day"), (30, "For One Month"), (0, "Forever"), (45, "45")] {
            #expect(try RecordingWords.days(word) == days)
            #expect(RecordingWords.time(days) == word)
        }
        #expect(throws: Problem.self) { try RecordingWords.days("For Ever") }
        #expect(throws: Problem.self) { try RecordingWords.days("-1") }
        for gigabytes in [0.5, 1.5, 100, 250] {
            let bytes = try #require(try RecordingWords.bytes(gigabytes, "m"))
            #expect(RecordingWords.gigabytes(bytes) == gigabytes)
        }
        #expect(try RecordingWords.bytes(0, "m") == nil)
        for wrong in [-1, .infinity, .nan, 1e300] as [Double] {
            #expect(throws: Problem.self) { try RecordingWords.bytes(wrong, "m") }
        }
        #expect([nil, 0, 301, 30, 120].map(RecordingWords.movieLength) == [300, 300, 300, 60, 120])
    }

    // MARK: Addresses and names

    @Test(arguments: [
        ("http://192.168.1.20/onvif/device_service", "192.168.1.20", 80), ("https://cam.local/x", "cam.local", 443),
        ("http://192.168.1.20:8080/x", "192.168.1.20", 8080), ("http://[fe80::1]:81/x", "fe80::1", 81),
        ("http://[fe80::1]", "fe80::1", 80),
    ])
    func devicesAreFoundByHostAndPort(_ url: String, _ host: String, _ port: Int) {
        #expect(DeviceAddress(url: url) == DeviceAddress(host: host, port: port))
    }

    @Test func aDevicesAddressIsWrittenAsTheDomainHasIt() {
        #expect(DeviceAddress(host: "192.168.1.20", port: 80).text == "192.168.1.20:80")
        #expect(DeviceAddress(host: "fe80::1", port: 81).text == "[fe80::1]:81")
        #expect(DeviceAddress(url: "nothing") == nil)
        #expect(DeviceAddress(url: "http:///x") == nil)
    }

    @Test func filesAreCalledAsTheDocumentCallsThem() throws {
        let name = BackupFileName.manual(at: "2026-02-21T12:00:05")
        #expect(name.text == "vibenvr_backup_MANUAL_20260221_120005.json")
        #expect(BackupFileName(name.text) == name)
        #expect(BackupFileName("vibenvr_backup_AUTO_20260221_120005.json")?.time == "2026-02-21T12:00:05")
        #expect(BackupFileName.ofExport(at: "2026-02-21T12:00:05") == "vibenvr_backup_20260221_120005.json")
        for other in ["", "vibenvr_backup_.json", "vibenvr_backup_MANUAL_2026_12.json", "other_20260221_120005.json"] {
            #expect(BackupFileName(other) == nil, "\(other)")
        }
    }

    @Test func everyNameOfASettingAndOfAPropertyIsKnown() async throws {
        try await VibeWorld.with { world in
            let chief = Principal(identity: .recorder, credential: .none, role: .administrator)
            let keys = Set(try world.recorder.settings.view(as: chief).settings.map(\.definition.key))
            for name in SettingName.all {
                guard case .setting(let key, _, _) = name.meaning else { continue }
                #expect(keys.contains(key), "\(name.name)")
            }
            #expect(SettingName.byName.count == SettingName.all.count)
            let properties = try await world.recorder.cameras.properties(as: chief, of: "yard")
            let known = Set(properties.all.map(\.definition.key))
            // Some are said by other products alone.
            #expect(Set(PropertyNames.keys.values).subtracting(known).isEmpty)
            #expect(Set(PropertyNames.keys.values).count == PropertyNames.keys.count)
        }
    }

    @Test func uptimeIsWrittenInDaysHoursAndMinutes() {
        let seconds: Int64 = 5 * 86_400 + 12 * 3600 + 30 * 60 + 59
        #expect(VibeStatsMessage.uptime(.seconds(seconds)) == "5d 12h 30m")
        #expect(VibeStatsMessage.uptime(.zero) == "0d 0h 0m")
    }

    // MARK: Errors

    private func answer(_ problem: Problem, hasShown: Bool = false) throws -> (Int, [String: Any]) {
        let (status, message) = VibeErrors.answer(problem, hasShown: hasShown)
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(message))
        return (status.code, object as? [String: Any] ?? [:])
    }

    @Test func everyProblemHasADetailButTooManyRequests() throws {
        for (status, code, detail) in [
            (.notFound, 404, "Not Found"), (.methodNotAllowed, 405, "Method Not Allowed"),
            (.forbidden, 403, "Admin privileges required"), (.unauthorized, 401, "Not authenticated"),
            (.serviceUnavailable, 503, "So it is."), (.contentTooLarge, 413, "So it is."),
        ] as [(HTTPResponse.Status, Int, String)] {
            let (given, object) = try answer(Problem(status, detail: "So it is."))
            #expect(given == code)
            #expect(object["detail"] as? String == detail)
        }
        let (_, shown) = try answer(Problem(.unauthorized), hasShown: true)
        #expect(shown["detail"] as? String == "Could not validate credentials")
        let (often, limit) = try answer(Problem(.tooManyRequests, detail: "Wait."))
        #expect(often == 429 && limit["error"] as? String == "Rate limit exceeded: Wait.")
        #expect(limit["detail"] == nil)
    }

    @Test func whatMakesNoSenseIsAList() throws {
        for problem in [VibeErrors.invalid("camera.name", "It is a text."), Problem(.badRequest, detail: "No JSON.")] {
            let (status, object) = try answer(problem)
            #expect(status == 422)
            let faults = try #require(object["detail"] as? [[String: Any]])
            #expect(faults.count == 1)
            #expect((faults.first?["loc"] as? [String])?.first == "body")
        }
        let (own, object) = try answer(VibeErrors.problem(.badRequest, "Invalid JSON format"))
        #expect(own == 400 && object["detail"] as? String == "Invalid JSON format")
    }
}
