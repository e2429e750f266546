import NVR

/// The cameras by the names that the document knows them by: a camera's name, with its id behind it where an older one has the
/// same. A camera that gets another name is found by that alone.
struct StreamBook {
    private var names: [String: String] = [:]
    private var present: [String: String] = [:]
    private var all: [String: Set<String>] = [:]

    /// - Parameter cameras: in the order in which they were made.
    init(_ cameras: [NamedCamera]) {
        for camera in cameras where !camera.isRemoved {
            let name = present[camera.name] == nil ? camera.name : "\(camera.name) (\(camera.id))"
            present[name] = camera.id
            add(camera.id, name)
        }
        // What was recorded of one that is gone stays under its name, as the product has it.
        for camera in cameras where camera.isRemoved { add(camera.id, camera.name) }
    }

    private mutating func add(_ id: String, _ name: String) {
        names[id] = name
        all[name, default: []].insert(id)
    }

    /// Of a camera that is not known, its id.
    func name(of id: String) -> String { names[id] ?? id }

    /// The camera that has this name now.
    func camera(_ name: String) -> String? { present[name] }

    /// All that have or had it.
    func cameras(_ name: String) -> Set<String> { all[name] ?? [] }

    /// All that are or were.
    var known: Set<String> { Set(names.keys) }
}
