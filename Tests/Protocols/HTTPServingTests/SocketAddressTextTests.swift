import HTTPServing
import Testing

struct SocketAddressTextTests {
    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1", 8080), ("0.0.0.0:0", "0.0.0.0", 0), ("[::1]:65535", "::1", 65535),
        ("localhost:80", "localhost", 80), ("nvr-1.example.net:8443", "nvr-1.example.net", 8443),
        ("[::]:8080", "::", 8080),
    ])
    func readsAndWrites(_ text: String, _ host: String, _ port: Int) throws {
        let address = try SocketAddressText(text)
        #expect(address.host == host)
        #expect(Int(address.port) == port)
        #expect(address.description == text)
    }

    @Test(
        arguments: [
            ("", .noHost), (":8080", .noHost), ("127.0.0.1", .noPort), ("127.0.0.1:", .noPort),
            ("127.0.0.1:65536", .badPort),
            ("127.0.0.1:-1", .badPort), ("127.0.0.1:+1", .badPort), ("127.0.0.1:http", .badPort),
            ("::1:8080", .bareIPv6),
            ("[::1:8080", .openBracket), ("[::1]", .noPort), ("[127.0.0.1]:80", .notIPv6), ("[::g]:80", .notIPv6),
            ("1.2.3:80", .notIPv4), ("1.2.3.256:80", .notIPv4), ("a b:80", .badHost), ("http://a:80", .bareIPv6),
            ("ä:80", .badHost),
        ] as [(String, SocketAddressTextError.Reason)]
    )
    func refusesWithASentence(_ text: String, _ reason: SocketAddressTextError.Reason) {
        let error = #expect(throws: SocketAddressTextError.self) { try SocketAddressText(text) }
        #expect(error?.reason == reason)
        #expect(error?.description.hasPrefix("\"\(text)\" is not an address to listen on: ") == true)
        #expect(error?.description.hasSuffix(".") == true)
    }

    @Test func knowsLoopback() throws {
        for text in ["127.0.0.1:1", "127.1.2.3:1", "[::1]:1", "localhost:1"] {
            #expect(try SocketAddressText(text).isLoopback)
        }
        for text in ["0.0.0.0:1", "[::]:1", "127.example.net:1", "10.0.0.1:1"] {
            #expect(try !SocketAddressText(text).isLoopback)
        }
    }

    @Test func listenErrorIsOneSentence() throws {
        let address = try SocketAddressText("127.0.0.1:8080")
        let error = ListenError(address: address, reason: .addressInUse, setting: "--listen")
        #expect(
            error.description
                == "127.0.0.1:8080 is in use by another program; choose another address with --listen"
        )
    }
}
