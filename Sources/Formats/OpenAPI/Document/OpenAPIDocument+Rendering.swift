extension OpenAPIDocument {
    /// The document as JSON. Paths and components stand in the order of the alphabet, so that two documents can be
    /// compared line by line.
    ///
    /// - Throws: all faults at once, see ``faults(_:)``.
    package func rendered(_ rules: OpenAPIRules = OpenAPIRules()) throws(OpenAPIError) -> JSONValue {
        let faults = faults(rules)
        guard faults.isEmpty else { throw OpenAPIError(faults: faults) }
        var object: JSONObject = ["openapi": "3.1.0"]
        var info: JSONObject = ["title": .string(title)]
        info["description"] = description.map(JSONValue.string)
        info["version"] = .string(version)
        object["info"] = .object(info)
        if !servers.isEmpty {
            object["servers"] = .array(servers.map { Self.named("url", $0.url, $0.description) })
        }
        if !tags.isEmpty { object["tags"] = .array(tags.map { Self.named("name", $0.name, $0.description) }) }
        object["paths"] = .object(paths)
        if !componentsJSON.isEmpty { object["components"] = .object(componentsJSON) }
        return .object(object)
    }

    private static func named(_ key: String, _ name: String, _ description: String?) -> JSONValue {
        var object: JSONObject = [key: .string(name)]
        object["description"] = description.map(JSONValue.string)
        return .object(object)
    }

    private var paths: JSONObject {
        var paths = JSONObject()
        for (path, operations) in Dictionary(grouping: operations, by: \.path).sorted(by: { $0.key < $1.key }) {
            var methods = JSONObject()
            for method in OpenAPIOperation.Method.allCases {
                methods[method.rawValue] = operations.first { $0.method == method }?.json
            }
            paths[path] = .object(methods)
        }
        return paths
    }

    private var componentsJSON: JSONObject {
        var object = JSONObject()
        if !components.isEmpty { object["schemas"] = .object(components.json) }
        let shared = operations.flatMap(\.responses).compactMap { response in response.component.map { ($0, response) }
        }
        if !shared.isEmpty {
            var responses = JSONObject()
            for (name, response) in shared.sorted(by: { $0.0 < $1.0 }) { responses[name] = response.json }
            object["responses"] = .object(responses)
        }
        if !securitySchemes.isEmpty {
            var schemes = JSONObject()
            for scheme in securitySchemes { schemes[scheme.name] = scheme.json }
            object["securitySchemes"] = .object(schemes)
        }
        return object
    }
}

extension OpenAPIOperation {
    fileprivate var json: JSONValue {
        var object = JSONObject()
        if !tags.isEmpty { object["tags"] = .array(tags.map(JSONValue.string)) }
        object["summary"] = .string(summary)
        object["description"] = description.map(JSONValue.string)
        object["operationId"] = .string(id)
        if !parameters.isEmpty { object["parameters"] = .array(parameters.map(\.json)) }
        object["requestBody"] = body?.json
        var answers = JSONObject()
        for response in responses.sorted(by: { $0.status < $1.status }) {
            let reference = response.component.map { JSONValue.string("#/components/responses/\($0)") }
            answers["\(response.status)"] = reference.map { ["$ref": $0] } ?? response.json
        }
        object["responses"] = .object(answers)
        object["security"] = .array(
            security.map { schemes in
                var all = JSONObject()
                for scheme in schemes { all[scheme] = [] }
                return .object(all)
            }
        )
        for (key, value) in extensions { object[key] = value }
        return .object(object)
    }
}
