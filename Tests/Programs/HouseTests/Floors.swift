/// The law of imports (docs/architecture.md): the floors, and the arrows that stand on one floor.
enum Floors {
    /// A target's floor is told by its folder: `Sources/<Floor>/<Target>`.
    static let heights: [String: Int] = [
        "CShims": 0, "Formats": 1, "Protocols": 2, "Engines": 3, "NVR": 4, "Faces": 5, "Programs": 6,
    ]

    /// Arrows between targets of one floor.
    static let level: [String: Set<String>] = [
        "RTP": ["Media"], "Multipart": ["Media"], "SDP": ["Media"], "MP4": ["Media"], "MPEGTS": ["Media"],
        "HLS": ["Media"], "XML": ["Media"],
        "Cryptography": ["Media"], "Prometheus": ["Media"],
        "JSONWebToken": ["Cryptography", "Media"], "BackupFile": ["Cryptography"],
        "HTTPAuthentication": ["Cryptography", "Media"], "WorkerChannel": ["Media"],
        "Ingest": ["Stream", "Datagrams"], "Live": ["Stream"], "Restream": ["Stream", "Live", "Datagrams"],
        "Simulation": ["Datagrams"], "Devices": ["Datagrams", "Stream"], "Analysis": ["Stream"],
        "Recording": ["Stream", "Catalog", "Storage"],
        "Playback": ["Stream", "Catalog", "Storage"],
        "Retention": ["Stream", "Catalog", "Storage"],
        "Accounts": ["Catalog"],
        "NativeAPI": ["Reception"],
        // A dialect knows the reception and no other face.
        "MiBee": ["Reception"], "LightNVR": ["Reception"], "VibeNVR": ["Reception"],
        "nightjar": ["NativeAPI", "MiBee", "LightNVR", "VibeNVR", "Reception", "WebApp"],
    ]

    /// From above NVR nobody reaches an engine, but for these.
    static let pastNVR: [String: Set<String>] = [
        // `nightjar camera` is a program of its own that happens to be in the same file; it records nothing.
        "nightjar": ["Simulation"]
    ]

    /// Shims that one target alone may import: the recorder decodes nothing, and stays free of FFmpeg and its licence.
    static let reserved: [String: String] = ["CFFmpeg": "nightjar-worker"]

    /// Third-party products that a floor may use, by the name of the product. Formats stay free of everything.
    static func allowsProducts(on floor: String) -> Bool { floor != "Formats" && floor != "CShims" }
}

/// One target as `swift package describe --type json` prints it.
struct DescribedTarget: Decodable {
    var name: String
    var path: String
    var type: String
    var targetDependencies: [String]?
    var productDependencies: [String]?

    enum CodingKeys: String, CodingKey {
        case name, path, type
        case targetDependencies = "target_dependencies"
        case productDependencies = "product_dependencies"
    }

    var floor: String? {
        let parts = path.split(separator: "/")
        return parts.count == 3 && parts[0] == "Sources" ? String(parts[1]) : nil
    }

    /// What is wrong with this target's arrows, in sentences.
    func faults(among targets: [String: DescribedTarget]) -> [String] {
        // What tests share is imported by tests alone: nothing of the house can see it, as it stands on no floor.
        guard type != "test", path != "Tests/TestKit" else { return [] }
        guard let floor, let height = Floors.heights[floor], path.hasSuffix("/\(name)") else {
            return ["\(name) lies in \(path); it must lie in Sources/<Floor>/\(name)."]
        }
        var faults: [String] = []
        for dependency in targetDependencies ?? [] {
            guard let other = targets[dependency]?.floor, let below = Floors.heights[other] else {
                faults.append("\(name) imports \(dependency), which stands on no floor.")
                continue
            }
            if let owner = Floors.reserved[dependency], owner != name {
                faults.append("\(name) must not import \(dependency), which is \(owner)'s alone.")
            }
            let isLevel = below == height && Floors.level[name, default: []].contains(dependency)
            let skipsNVR = height > 4 && other == "Engines" && !Floors.pastNVR[name, default: []].contains(dependency)
            if below > height || (below == height && !isLevel) || skipsNVR {
                faults.append("\(name) (\(floor)) must not import \(dependency) (\(other)).")
            }
        }
        if !Floors.allowsProducts(on: floor), let product = productDependencies?.first {
            faults.append("\(name) (\(floor)) must not depend on \(product).")
        }
        return faults
    }
}
