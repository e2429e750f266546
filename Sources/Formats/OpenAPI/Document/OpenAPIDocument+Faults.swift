extension OpenAPIDocument {
    /// All that is wrong with the document, as far as it can be seen without the server.
    package func faults(_ rules: OpenAPIRules = OpenAPIRules()) -> [OpenAPIFault] {
        duplicates() + names() + ambiguities()
            + operations.flatMap { faults(in: $0, rules) + $0.pathFaults }
            + schemaFaults()
    }

    // MARK: - Names

    private func duplicates() -> [OpenAPIFault] {
        var things = tags.map { "tag \"\($0.name)\"" }
        things += securitySchemes.map { "security scheme \"\($0.name)\"" }
        things += operations.map { "operation id \"\($0.id)\"" }
        things += operations.map { "\($0.method.rawValue) \($0.path)" }
        for operation in operations {
            things += operation.responses.map { "answer \($0.status) of \(operation.id)" }
            things += operation.parameters.map { "\($0.place.rawValue) parameter \"\($0.name)\" of \(operation.id)" }
        }
        // The same answer may be shared; two different ones under one name not.
        let shared = Set(operations.flatMap(\.responses).filter { $0.component != nil })
        things += shared.compactMap { $0.component.map { "shared answer \"\($0)\"" } }
        let counts = Dictionary(things.map { ($0, 1) }, uniquingKeysWith: +)
        return counts.filter { $0.value > 1 }.keys.sorted().map(OpenAPIFault.duplicate)
    }

    private func names() -> [OpenAPIFault] {
        var names = components.names + securitySchemes.map(\.name) + operations.map(\.id)
        names += operations.flatMap(\.responses).compactMap(\.component)
        return Set(names).filter { !Self.isName($0) }.sorted().map { .name("\"\($0)\"") }
    }

    /// OpenAPI 3.1 §4.8.7: the keys of components.
    private static func isName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { character in
                switch character {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    private func ambiguities() -> [OpenAPIFault] {
        let paths = Set(operations.map(\.path)).sorted()
        var seen: [String: String] = [:]
        return paths.compactMap { path in
            guard let shape = PathTemplate(path)?.shape, let other = seen.updateValue(path, forKey: shape) else {
                return nil
            }
            return .ambiguous(other, path)
        }
    }

    // MARK: - Operations

    private func faults(in operation: OpenAPIOperation, _ rules: OpenAPIRules) -> [OpenAPIFault] {
        var faults: [OpenAPIFault] = []
        let id = operation.id
        for tag in operation.tags where !tags.contains(where: { $0.name == tag }) {
            faults.append(.unknown("the tag \"\(tag)\"", operation: id))
        }
        for scheme in operation.security.joined() where !securitySchemes.contains(where: { $0.name == scheme }) {
            faults.append(.unknown("the security scheme \"\(scheme)\"", operation: id))
        }
        if let body = operation.body, body.content.isEmpty || [.get, .head].contains(operation.method) {
            faults.append(.body(operation: id))
        }
        for key in operation.extensions.keys where !key.hasPrefix("x-") {
            faults.append(.extensionName(key, operation: id))
        }
        return faults + Self.answerFaults(in: operation, rules)
    }

    private static func answerFaults(in operation: OpenAPIOperation, _ rules: OpenAPIRules) -> [OpenAPIFault] {
        let statuses = Set(operation.responses.map(\.status))
        var faults = statuses.filter { !(100...599).contains($0) }.sorted().map {
            OpenAPIFault.answer($0, operation: operation.id)
        }
        // 101 is what a WebSocket begins with.
        if !statuses.contains(where: { $0 == 101 || (200...399).contains($0) }) {
            faults.append(.withoutSuccess(operation: operation.id))
        }
        for status in rules.statuses(for: operation).subtracting(statuses).sorted() {
            faults.append(.withoutAnswer(status, operation: operation.id))
        }
        guard let problem = rules.problemType else { return faults }
        for response in operation.responses where response.status >= 400 {
            if response.content.map(\.type) != [problem] {
                faults.append(.problem(response.status, operation: operation.id))
            }
        }
        return faults
    }

    // MARK: - Schemas

    private func schemaFaults() -> [OpenAPIFault] {
        let named = components.names.compactMap { name in components[name].map { ("\"\(name)\"", $0) } }
        let inOperations = operations.flatMap { operation in
            operation.schemas.map { ("\($0.place) of \(operation.id)", $0.schema) }
        }
        var seen: Set<OpenAPIFault> = []
        return (named + inOperations).flatMap { place, schema in schemaFaults(in: schema, place) }
            .filter { seen.insert($0).inserted }
    }

    private func schemaFaults(in schema: Schema, _ place: String) -> [OpenAPIFault] {
        var faults: [OpenAPIFault] = []
        if let name = schema.reference, components[name] == nil {
            faults.append(.schema("refers to \"\(name)\", which is not there", place: place))
        }
        if let pattern = schema.pattern, SchemaPattern(pattern) == nil {
            faults.append(.schema("has the pattern \(pattern), which is no regular expression", place: place))
        }
        for value in schema.examples + (schema.defaultValue.map { [$0] } ?? []) {
            if let violation = schema.violations(of: value, in: components).first {
                faults.append(.schema("does not allow its own example: \(violation)", place: place))
            }
        }
        return faults + schema.parts.flatMap { schemaFaults(in: $0, place) }
    }
}

extension OpenAPIOperation {
    fileprivate var pathFaults: [OpenAPIFault] {
        guard let template = PathTemplate(path) else { return [.path(path)] }
        let declared = parameters.filter { $0.place == .path }
        var faults = template.parameters.filter { name in !declared.contains { $0.name == name } }.map {
            OpenAPIFault.undeclaredPathParameter($0, operation: id)
        }
        for parameter in declared where !template.parameters.contains(parameter.name) || !parameter.isRequired {
            faults.append(.pathParameter(parameter.name, operation: id))
        }
        // OpenAPI 3.1 §4.8.12.2: these are said by content types and security schemes.
        let reserved = ["accept", "content-type", "authorization"]
        for parameter in parameters where parameter.place == .header && reserved.contains(parameter.name.lowercased()) {
            faults.append(.parameter(parameter.name, operation: id))
        }
        return faults
    }
}
