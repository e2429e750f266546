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

func room(_ name: String, on floor: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/\(floor)/\(name)",
        resources: resources,
        swiftSettings: settings
    )
}

func tests(of name: String, on floor: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.init(stringLiteral: name)] + dependencies,
        path: "Tests/\(floor)/\(name)Tests",
        resources: resources,
        swiftSettings: settings
    )
}

let package = Package(
    name: "nightjar",
    targets: [
        room("Media", on: "Formats"),
        tests(of: "Media", on: "Formats"),
    ],
    swiftLanguageModes: [.v6]
)
