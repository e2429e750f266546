extension QRSymbol {
    /// The light border that readers need, in modules (ISO/IEC 18004 §6.3.8).
    package static let quietZone = 4

    /// The symbol with its quiet zone as an SVG image: black on white, as readers want it, whatever is behind. One
    /// path, no script and no style, so that the strictest content security policy lets it stand in a page.
    ///
    /// - Parameter moduleSize: the edge of a module in pixels, 1 to 64; the image scales to any other size.
    package func svg(moduleSize: Int = 4) -> String {
        let modules = size + 2 * Self.quietZone
        let edge = modules * min(max(moduleSize, 1), 64)
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="\(edge)" height="\(edge)" \
            viewBox="0 0 \(modules) \(modules)" shape-rendering="crispEdges">\
            <rect width="\(modules)" height="\(modules)" fill="#fff"/>\
            <path fill="#000" d="\(path)"/></svg>
            """
    }

    /// One rectangle for each run of dark modules in a row.
    private var path: String {
        var path = ""
        for row in 0..<size {
            var column = 0
            while column < size {
                guard self[row, column] else {
                    column += 1
                    continue
                }
                let start = column
                while self[row, column] { column += 1 }
                let length = column - start
                path += "M\(start + Self.quietZone) \(row + Self.quietZone)h\(length)v1h-\(length)z"
            }
        }
        return path
    }
}
