// swift-tools-version: 6.2
import PackageDescription

// The floors of the house (docs/architecture.md). A target imports only from floors below its own; on one floor only the
// arrows that the architecture lists. `Tests/Programs/HouseTests` reads this graph and fails on any other arrow.

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    // `Span` out of a computed property needs a lifetime annotation (SE-0446 follow-up); NIO ships with the same flag.
    .enableExperimentalFeature("Lifetimes"),
    .treatAllWarnings(as: .error),
]

func room(_ name: String, on floor: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil)
    -> Target
{
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/\(floor)/\(name)",
        resources: resources,
        swiftSettings: settings
    )
}

func tests(of name: String, on floor: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil)
    -> Target
{
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.init(stringLiteral: name), "TestKit"] + dependencies,
        path: "Tests/\(floor)/\(name)Tests",
        resources: resources,
        swiftSettings: settings
    )
}

func shim(_ name: String, linking libraries: String...) -> Target {
    .target(
        name: name,
        path: "Sources/CShims/\(name)",
        linkerSettings: libraries.isEmpty ? nil : libraries.map { .linkedLibrary($0) }
    )
}

extension Target.Dependency {
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioTLS = product(name: "NIOTLS", package: "swift-nio")
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let logging = product(name: "Logging", package: "swift-log")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
}

/// What the API of another product is made with.
let dialect: [Target.Dependency] = [
    "Reception", "NVR", "HTTPServing", "Media", .nioCore, .logging, .hummingbird, .httpTypes,
]

let package = Package(
    name: "nightjar",
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-http2.git", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.1", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
    ],
    targets: [
        // CShims
        shim("CArgon2", linking: "argon2"),
        shim("CChecksum"),
        // Linked into nightjar-worker and nothing else (docs/architecture.md).
        shim("CFFmpeg", linking: "avcodec", "avutil", "swresample", "swscale", "turbojpeg"),
        shim("CFileSystem"),
        shim("COpenSSL", linking: "crypto"),
        shim("CProcess"),
        shim("CZlib", linking: "z"),

        // Formats
        room("Media", on: "Formats"),
        tests(of: "Media", on: "Formats"),
        room("Cryptography", on: "Formats", ["COpenSSL", "CArgon2", "Media"]),
        tests(of: "Cryptography", on: "Formats", ["Media"]),
        room("JSONWebToken", on: "Formats", ["Cryptography", "Media"]),
        tests(of: "JSONWebToken", on: "Formats", ["Cryptography", "Media"]),
        room("BackupFile", on: "Formats", ["Cryptography"]),
        tests(of: "BackupFile", on: "Formats", ["Cryptography"]),
        room("ZIP", on: "Formats", ["CZlib"]),
        tests(of: "ZIP", on: "Formats"),
        room("Tar", on: "Formats", ["CZlib"]),
        tests(of: "Tar", on: "Formats"),
        room("QRCode", on: "Formats"),
        tests(of: "QRCode", on: "Formats"),
        room("Prometheus", on: "Formats", ["Media"]),
        tests(of: "Prometheus", on: "Formats"),
        room("OpenAPI", on: "Formats"),
        tests(of: "OpenAPI", on: "Formats"),
        room("HTTPAuthentication", on: "Formats", ["Cryptography", "Media"]),
        tests(of: "HTTPAuthentication", on: "Formats"),
        room("Multipart", on: "Formats", ["Media"]),
        tests(of: "Multipart", on: "Formats", ["Media"]),
        room("XML", on: "Formats", ["Media"]),
        tests(of: "XML", on: "Formats"),
        room("RTP", on: "Formats", ["Media"]),
        tests(of: "RTP", on: "Formats", ["Media"]),
        room("SDP", on: "Formats", ["Media"]),
        tests(of: "SDP", on: "Formats", ["Media"]),
        room("MP4", on: "Formats", ["Media", "CChecksum"]),
        tests(of: "MP4", on: "Formats", ["Media", "CChecksum"]),
        room("MPEGTS", on: "Formats", ["Media"]),
        tests(of: "MPEGTS", on: "Formats", ["Media", "MP4"]),
        room("HLS", on: "Formats", ["Media"]),
        tests(of: "HLS", on: "Formats", ["Media", "MP4", "MPEGTS"]),
        room("WorkerChannel", on: "Formats", ["Media"]),
        tests(of: "WorkerChannel", on: "Formats", ["Media"]),

        // Protocols
        room("RTSP", on: "Protocols", ["Media", "SDP", "Cryptography", "HTTPAuthentication"]),
        tests(of: "RTSP", on: "Protocols", ["Media", "SDP", "HTTPAuthentication"]),
        room("ONVIF", on: "Protocols", ["XML", "Media", "Cryptography", "HTTPAuthentication"]),
        tests(of: "ONVIF", on: "Protocols", ["XML", "Media", "HTTPAuthentication"]),
        room(
            "HTTPServing",
            on: "Protocols",
            [
                "Media", "Cryptography", "CZlib",
                .nioCore, .nioPosix, .logging, .lifecycle,
                .nioHTTP1, .nioTLS, .nioSSL,
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .hummingbird, .httpTypes,
            ]
        ),
        tests(
            of: "HTTPServing",
            on: "Protocols",
            [
                "Media", "Cryptography",
                .nioCore, .nioPosix, .nioSSL, .logging, .lifecycle, .hummingbird, .httpTypes,
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ]
        ),

        // Engines
        room(
            "Stream",
            on: "Engines",
            ["Media", .logging, .product(name: "DequeModule", package: "swift-collections")]
        ),
        tests(of: "Stream", on: "Engines", ["Media", .logging]),
        room("Catalog", on: "Engines", ["Media", .product(name: "GRDB", package: "GRDB.swift")]),
        tests(of: "Catalog", on: "Engines", ["Media", .product(name: "GRDB", package: "GRDB.swift")]),
        room(
            "Accounts",
            on: "Engines",
            ["Catalog", "Cryptography", "JSONWebToken", "Media", .nioCore, .nioPosix, .logging]
        ),
        tests(
            of: "Accounts",
            on: "Engines",
            ["Catalog", "Cryptography", "Media", .logging, .product(name: "GRDB", package: "GRDB.swift")]
        ),
        room("Machine", on: "Engines", ["Media"]),
        tests(of: "Machine", on: "Engines", ["Media"]),
        room("Logs", on: "Engines", ["Media", .logging]),
        tests(of: "Logs", on: "Engines", ["Media", .logging]),
        room("Jobs", on: "Engines", ["Media"]),
        tests(of: "Jobs", on: "Engines", ["Media"]),
        room("Changes", on: "Engines", ["Media"]),
        tests(of: "Changes", on: "Engines", ["Media"]),
        room("Storage", on: "Engines", ["Media", "CFileSystem", .nioPosix]),
        tests(of: "Storage", on: "Engines", ["Media"]),
        room(
            "Ingest",
            on: "Engines",
            [
                "Stream", "Datagrams", "Media", "RTP", "SDP", "RTSP", "Multipart", "HTTPAuthentication", "Cryptography",
                .nioCore, .nioPosix, .nioHTTP1, .nioSSL, .logging,
            ]
        ),
        tests(
            of: "Ingest",
            on: "Engines",
            [
                "Stream", "Media", "RTP", "SDP", "RTSP", "HTTPAuthentication", "Simulation",
                .nioCore, .nioPosix, .nioHTTP1, .logging,
            ]
        ),
        room(
            "Recording",
            on: "Engines",
            ["Stream", "Catalog", "Storage", "MP4", "Media", .nioCore, .nioPosix, .logging, .lifecycle]
        ),
        tests(of: "Recording", on: "Engines", ["Stream", "Catalog", "Storage", "MP4", "Media"]),
        room("Retention", on: "Engines", ["Stream", "Catalog", "Storage", "Media", .logging]),
        tests(of: "Retention", on: "Engines", ["Stream", "Catalog", "Storage", "Media", .logging]),
        room(
            "Playback",
            on: "Engines",
            ["Catalog", "Storage", "Cryptography", "MP4", "MPEGTS", "HLS", "Media", .nioPosix]
        ),
        tests(of: "Playback", on: "Engines", ["Catalog", "Storage", "Cryptography", "MP4", "Media"]),
        room(
            "Workers",
            on: "Engines",
            ["WorkerChannel", "Media", "CProcess", .nioCore, .nioPosix, .logging]
        ),
        tests(of: "Workers", on: "Engines", ["WorkerChannel", "MP4", "Media", .nioCore, .logging]),
        room(
            "Live",
            on: "Engines",
            [
                "Stream", "MP4", "MPEGTS", "HLS", "Media",
                .nioCore, .product(name: "DequeModule", package: "swift-collections"),
            ]
        ),
        tests(of: "Live", on: "Engines", ["Stream", "MP4", "MPEGTS", "HLS", "Media", .nioCore, .nioPosix]),
        room("Datagrams", on: "Engines", ["RTSP", .nioCore, .nioPosix, .logging]),
        tests(of: "Datagrams", on: "Engines", ["RTSP", .nioCore, .nioPosix]),
        room(
            "Devices",
            on: "Engines",
            [
                "Stream", "Datagrams", "ONVIF", "RTSP", "HTTPAuthentication", "Cryptography", "Media",
                .nioCore, .nioPosix, .nioHTTP1, .logging,
            ]
        ),
        tests(
            of: "Devices",
            on: "Engines",
            [
                "Stream", "ONVIF", "XML", "RTSP", "HTTPAuthentication", "Media", "Simulation",
                .nioCore, .nioPosix, .nioHTTP1, .logging,
            ]
        ),
        room(
            "Restream",
            on: "Engines",
            [
                "Live", "Datagrams", "Stream", "Media", "RTP", "SDP", "RTSP", "HTTPAuthentication", "Cryptography",
                .nioCore, .nioPosix, .logging, .product(name: "DequeModule", package: "swift-collections"),
            ]
        ),
        tests(
            of: "Restream",
            on: "Engines",
            [
                "Live", "Stream", "Media", "RTP", "SDP", "RTSP", "HTTPAuthentication", "Ingest", "Simulation",
                .nioCore, .nioPosix, .logging,
            ]
        ),
        room(
            "Simulation",
            on: "Engines",
            [
                "Datagrams", "RTP", "SDP", "MP4", "RTSP", "ONVIF", "XML", "Media", "HTTPAuthentication", "Cryptography",
                .nioCore, .nioPosix, .nioHTTP1, .nioSSL, .logging,
            ],
            resources: [.copy("Clips")]
        ),
        tests(
            of: "Simulation",
            on: "Engines",
            [
                "RTP", "SDP", "MP4", "RTSP", "ONVIF", "XML", "Media", "HTTPAuthentication",
                .nioCore, .nioPosix, .nioHTTP1, .nioSSL, .logging,
            ]
        ),

        // NVR
        room(
            "NVR",
            on: "NVR",
            [
                "Catalog", "Storage", "Stream", "Ingest", "Recording", "Playback", "Live", "Restream", "Devices",
                "ONVIF", "Accounts",
                "Changes",
                "Jobs", "Retention", "Workers", "WorkerChannel",
                "Logs", "Machine", "BackupFile", "Prometheus", "QRCode", "Cryptography", "RTSP", "HTTPAuthentication",
                "Media", "MP4", "ZIP",
                .nioCore, .nioPosix, .logging, .lifecycle,
            ]
        ),
        tests(
            of: "NVR",
            on: "NVR",
            [
                "Accounts", "BackupFile", "Catalog", "Changes", "Cryptography", "Devices", "HTTPAuthentication",
                "Ingest",
                "Jobs", "Live", "Logs", "ONVIF", "Machine", "Playback", "Prometheus", "Recording", "Retention", "RTSP",
                "Simulation",
                "Storage", "Stream", "Workers", "WorkerChannel", "ZIP",
                "Media", "MP4",
                .logging, .nioCore, .nioPosix,
            ]
        ),

        // Faces
        room("WebApp", on: "Faces", resources: [.copy("Resources")]),
        tests(of: "WebApp", on: "Faces"),
        room(
            "Reception",
            on: "Faces",
            ["NVR", "HTTPServing", "OpenAPI", "Media", .nioCore, .logging, .hummingbird, .httpTypes]
        ),
        tests(
            of: "Reception",
            on: "Faces",
            ["NVR", "HTTPServing", "OpenAPI", "Media", .nioCore, .logging, .hummingbird, .httpTypes]
        ),
        room(
            "NativeAPI",
            on: "Faces",
            [
                "Reception", "NVR", "HTTPServing", "OpenAPI", "Media", .nioCore, .logging,
                .hummingbird, .httpTypes,
            ]
        ),
        tests(
            of: "NativeAPI",
            on: "Faces",
            [
                "Reception", "NVR", "Accounts", "Catalog", "Storage", "Stream", "HTTPServing", "OpenAPI", "Media",
                .nioCore, .logging, .hummingbird, .httpTypes,
            ]
        ),
        room("MiBee", on: "Faces", dialect + ["Tar"]),
        tests(of: "MiBee", on: "Faces", dialect),
        room("LightNVR", on: "Faces", dialect),
        tests(of: "LightNVR", on: "Faces", dialect),
        room("VibeNVR", on: "Faces", dialect + ["Multipart"]),
        tests(of: "VibeNVR", on: "Faces", dialect),

        // Programs
        .executableTarget(
            name: "nightjar",
            dependencies: [
                "NVR", "NativeAPI", "MiBee", "LightNVR", "VibeNVR", "Reception", "WebApp", "HTTPServing", "Simulation",
                "RTSP", "HTTPAuthentication", "Cryptography", "Media",
                .nioCore, .nioPosix, .logging, .lifecycle,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Yams", package: "Yams"),
                .hummingbird, .httpTypes,
            ],
            path: "Sources/Programs/nightjar",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "nightjar-worker",
            dependencies: ["WorkerChannel", "Media", "CFFmpeg", "CProcess"],
            path: "Sources/Programs/nightjar-worker",
            swiftSettings: settings
        ),
        // What many tests use; no room imports it.
        .target(name: "TestKit", path: "Tests/TestKit", swiftSettings: settings),
        .testTarget(
            name: "NightjarTests",
            dependencies: [
                "nightjar", "NVR", "NativeAPI", "MiBee", "LightNVR", "Reception", "WebApp", "HTTPServing", .logging,
                .lifecycle, .hummingbird,
                .httpTypes,
            ],
            path: "Tests/Programs/NightjarTests",
            swiftSettings: settings
        ),
        .testTarget(name: "HouseTests", path: "Tests/Programs/HouseTests", swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)

// Fuzzing (CONTRIBUTING.md). With NIGHTJAR_FUZZ set, what reads strangers' bytes is built with libFuzzer's eyes in it, in a
// build folder of its own. Else a test replays what was found before, through the same entries.
let fuzzed = [
    "Media", "Cryptography", "BackupFile", "HTTPAuthentication", "Multipart", "RTP", "SDP", "MP4", "HLS", "RTSP",
    "WorkerChannel", "ZIP", "XML", "ONVIF",
]
let fuzzTargets: [Target] = [
    .target(name: "CFuzzer", path: "Fuzzing/CFuzzer"),
    .target(
        name: "FuzzEntries",
        dependencies: fuzzed.map { .init(stringLiteral: $0) },
        path: "Fuzzing/Entries",
        swiftSettings: settings
    ),
    .executableTarget(
        name: "nightjar-fuzz",
        dependencies: ["FuzzEntries", "CFuzzer"],
        path: "Fuzzing/Driver",
        swiftSettings: settings,
        // Of the linkers only lld takes libFuzzer whole.
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]
    ),
]
let replayTests = Target.testTarget(
    name: "ReplayTests",
    dependencies: fuzzed.map { .init(stringLiteral: $0) },
    path: "Fuzzing",
    exclude: ["CFuzzer", "Crashers", "Driver"],
    sources: ["Entries", "Replay"],
    swiftSettings: settings
)
if Context.environment["NIGHTJAR_FUZZ"] != nil {
    for target in package.targets where fuzzed.contains(target.name) {
        target.swiftSettings?.append(.unsafeFlags(["-sanitize=fuzzer"]))
    }
    package.targets += fuzzTargets
} else {
    package.targets.append(replayTests)
}
