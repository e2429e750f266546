import Testing

@testable import NVR

struct RestreamRulesTests {
    private func faults(_ change: (inout RestreamSettings) -> Void) -> Int {
        var settings = RestreamSettings(address: "0.0.0.0:8554")
        change(&settings)
        do throws(DomainError) {
            try RestreamRules.check(settings)
            return 0
        } catch {
            #expect(error.kind == .invalid)
            return error.faults.count
        }
    }

    @Test func whatMakesSenseIsTaken() {
        #expect(faults { _ in } == 0)
        #expect(
            faults { settings in
                settings.address = "[::]:8554"
                settings.endpoints = [
                    .init(address: "localhost:8555", isSecure: true),
                    .init(address: "10.0.0.1:8555", path: "/stream", camera: "front-door", stream: "sub"),
                    .init(address: "0.0.0.0:0"), .init(address: "0.0.0.0:0", isSecure: true),
                ]
            } == 0
        )
    }

    @Test(arguments: [
        "", "8554", "host.example:8554", "0.0.0.0", "0.0.0.0:x", "0.0.0.0:70000", "::1:8554", "[::1]", "[1.2.3.4]:1",
        "1.2.3:4",
    ])
    func anAddressIsAnIPAddressAndAPort(text: String) {
        #expect(faults { $0.address = text } == 1)
    }

    @Test func whatContradictsItselfIsRefused() {
        #expect(faults { $0.endpoints = [.init(address: "0.0.0.0:8554")] } == 1)
        #expect(faults { $0.endpoints = [.init(address: "0.0.0.0:1", path: "/x")] } == 1)
        #expect(faults { $0.endpoints = [.init(address: "0.0.0.0:1", camera: "front")] } == 1)
        #expect(faults { $0.endpoints = [.init(address: "0.0.0.0:1", path: "x", camera: "../x")] } == 2)
        #expect(
            faults { $0.endpoints = [.init(address: "0.0.0.0:1", path: "/a b", camera: "x", stream: "third")] } == 2
        )
        #expect(faults { $0.endpoints = (1...17).map { .init(address: "0.0.0.0:\($0)") } } == 1)
    }
}
