import Foundation

/// Links in the page to the modules that it needs from the first: a browser asks for all of them at once, instead of finding them
/// import by import, each after a turn to the server and back.
enum ModuleLinks {
    /// The page with a link to each module that its own one imports, directly or through others. What is imported only when
    /// somebody goes to a place is not among them.
    ///
    /// - Parameter modules: the text of each file, by name.
    static func adding(to page: String, root: String, modules: [String: String]) -> String {
        let script = #"<script type="module" src="\#(root)"></script>"#
        guard let place = page.range(of: script) else { return page }
        let links = reached(from: root, in: modules).map { #"<link rel="modulepreload" href="\#($0)">"# }
        return page.replacingCharacters(in: place, with: (links + [script]).joined(separator: "\n  "))
    }

    /// In the order in which they are met, without the root.
    static func reached(from root: String, in modules: [String: String]) -> [String] {
        var met = [root]
        var next = 0
        while next < met.count {
            for name in imports(of: modules[met[next]] ?? "") where modules[name] != nil && !met.contains(name) {
                met.append(name)
            }
            next += 1
        }
        return Array(met.dropFirst())
    }

    /// The files that a module imports by itself: what begins a line, to tell it from words of comments and from imports that are
    /// made later.
    static func imports(of text: String) -> [String] {
        var names: [String] = []
        var isWithin = false
        for line in text.split(separator: "\n") {
            isWithin = isWithin || ["import ", "export {", "export *"].contains { line.hasPrefix($0) }
            guard isWithin, line.hasSuffix(";") else { continue }
            isWithin = false
            guard line.hasSuffix("\";"), let name = line.dropLast(2).split(separator: "\"").last, name.hasPrefix("./")
            else {
                continue
            }
            names.append(String(name.dropFirst(2)))
        }
        return names
    }
}
