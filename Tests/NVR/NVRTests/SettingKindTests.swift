import Foundation
import Testing

@testable import NVR

/// Which values a setting takes.
struct SettingKindTests {
    @Test func everySettingIsWellDefined() {
        let definitions = KnownSettings.definitions
        #expect(definitions.count > 100)
        #expect(KnownSettings.byKey.count == definitions.count)
        for definition in definitions {
            #expect(definition.key.wholeMatch(of: /[a-z]+\.[a-z][a-z0-9_]*/) != nil, "\(definition.key)")
            #expect(definition.summary.hasSuffix("."), "\(definition.key)")
            guard definition.defaultValue != .null else { continue }
            #expect(definition.kind.accepted(definition.defaultValue) == definition.defaultValue, "\(definition.key)")
        }
    }

    @Test func theDefaultsFitEachOther() {
        let none = SettingSnapshot()
        let rules = SettingRules(
            values: { key in KnownSettings.byKey[key].map(none.value) ?? .null },
            hasSecret: { _ in false }
        )
        #expect(rules.faults(concerning: Set(KnownSettings.byKey.keys)).isEmpty)
    }

    @Test func groupsAreCalledAsInTheCode() {
        for child in Mirror(reflecting: KnownSettings.all).children {
            for setting in Mirror(reflecting: child.value).children {
                #expect((setting.value as? any DefinedSetting)?.definition.group == child.label)
            }
        }
    }

    @Test(
        arguments: [
            (.bool, .bool(true), .bool(true)),
            (.bool, .integer(1), nil),
            (.bool, .text("true"), nil),
            (.integer(1...9), .integer(1), .integer(1)),
            (.integer(1...9), .integer(9), .integer(9)),
            (.integer(1...9), .number(3.0), .integer(3)),
            (.integer(1...9), .number(3.5), nil),
            (.integer(1...9), .number(1e300), nil),
            (.integer(1...9), .integer(0), nil),
            (.integer(1...9), .integer(10), nil),
            (.integer(1...9), .bool(true), nil),
            (.integer(1...9), .text("3"), nil),
            (.number(0...1), .integer(1), .number(1)),
            (.number(0...1), .number(0.5), .number(0.5)),
            (.number(0...1), .number(1.01), nil),
            (.number(0...1), .number(.nan), nil),
            (.text(.line(3)), .text("äöü"), .text("äöü")),
            (.text(.line(3)), .text("four"), nil),
            (.text(.line(3)), .text(""), nil),
            (.text(.line(3)), .text("a\nb"), nil),
            (.text(.line(3)), .null, nil),
            (.text(.line(3)), .object(["a": .null]), nil),
            (.list(of: .line(3), atMost: 2), .texts(["a", "b"]), .texts(["a", "b"])),
            (.list(of: .line(3), atMost: 2), .list([]), .list([])),
            (.list(of: .line(3), atMost: 2), .texts(["a", "b", "c"]), nil),
            (.list(of: .line(3), atMost: 2), .texts(["a", "a"]), nil),
            (.list(of: .line(3), atMost: 2), .list([.text("a"), .integer(1)]), nil),
            (.secret, .text("x"), .text("x")),
            (.secret, .text(""), nil),
            (.secret, .text(String(repeating: "x", count: 1025)), nil),
        ] as [(SettingKind, SettingValue, SettingValue?)]
    )
    func accepts(kind: SettingKind, value: SettingValue, expected: SettingValue?) {
        #expect(kind.accepted(value) == expected)
    }

    @Test(
        arguments: [
            (.choice(["a", "b"]), ["a"], ["c", "A", "a "]),
            (
                .host,
                ["broker", "broker.example.net", "192.168.1.5", "2001:db8::1", "my_host"],
                ["mqtt://broker", "a b", "192.168.1", "192.168.1.256", "-a", "a..b", "a:1883", ".", "a/b"]
            ),
            (
                .url,
                ["http://localhost:9001/detect", "https://[2001:db8::1]/x?y=z"],
                [
                    "ftp://a/", "http://", "//a", "http://u:p@a/", "http://u@a/", "http://a:0/", "http://a:70000/", "a",
                    "http://a b/", "file:///etc/passwd",
                ]
            ),
            (
                .remoteURL,
                ["https://hooks.example.net/T0/B0", "http://192.168.1.9/hook"],
                [
                    "http://localhost/", "http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/latest",
                    "http://0.0.0.0/", "http://[::ffff:127.0.0.1]/", "http://LOCALHOST:80/", "http://127.1/",
                    "http://2130706433/", "http://a.localhost/",
                ]
            ),
            (
                .iceURL(schemes: ["turn", "turns"]),
                ["turn:relay.example.net", "turns:relay.example.net:5349?transport=tcp", "turn:[2001:db8::1]:3478"],
                ["stun:a", "turn:", "turn://a", "turn:a:0", "turn:a:99999", "turn:a?transport=sctp", "turn:a b"]
            ),
            (.iceURL(schemes: ["stun"]), ["stun:stun.example.net:3478"], ["stun:a?transport=udp", "turn:a"]),
            (
                .timeZone,
                [
                    "Europe/Berlin", "UTC", "Etc/UTC", "America/Argentina/Buenos_Aires", "Asia/Kolkata",
                    "Asia/Calcutta", "Europe/Kyiv",
                ],
                [
                    "Mars/Phobos", "GMT+0130", "+01:00", "PST", "europe", "Etc/", "Europe/Nowhere", "Etc/../passwd",
                    "../../etc/passwd", "Local",
                ]
            ),
            (.language, ["en", "pt-BR", "zh-Hans-CN"], ["e", "english", "en_US", "en-"]),
            (.email, ["a@example.net"], ["a", "a@", "@b", "a@b@c", "a b@c"]),
            (.topic, ["nightjar", "home/nvr 1"], ["/a", "a/", "a//b", "a/#", "+", "a+b"]),
            (.path, ["/dav", "/a/b"], ["/", "dav", "/a/", "/a//b", "/../a", "/a b", "/a?b"]),
            (.network, ["192.168.1.0/24", "10.0.0.0/8"], ["192.168.1.0", "192.168.1.0/33", "1.2.3/24", "10.0.0.0/0"]),
        ] as [(SettingTextRule, [String], [String])]
    )
    func texts(rule: SettingTextRule, good: [String], bad: [String]) {
        for text in good { #expect(rule.accepts(text), "\(text)") }
        for text in bad { #expect(!rule.accepts(text), "\(text)") }
    }

    @Test func aTextOfAnyLengthIsRefusedBeforeItIsLookedAt() {
        let long = String(repeating: "a.", count: 1_000_000)
        for rule in [SettingTextRule.host, .url, .email, .topic, .timeZone, .language] { #expect(!rule.accepts(long)) }
    }

    @Test func valuesAreJSONItself() throws {
        let text = #"[null,true,1,1.5,"a",[1],{"b":false}]"#
        let value = try JSONDecoder().decode(SettingValue.self, from: Data(text.utf8))
        #expect(
            value
                == .list([
                    .null, .bool(true), .integer(1), .number(1.5), .text("a"), .list([.integer(1)]),
                    .object(["b": .bool(false)]),
                ])
        )
        #expect(String(decoding: try JSONEncoder().encode(value), as: UTF8.self) == text)
    }
}
