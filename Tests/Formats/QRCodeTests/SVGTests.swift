import Testing

@testable import QRCode

struct SVGTests {
    /// The modules that the one path covers, each once.
    private func modules(_ svg: String) throws -> Set<[Int]> {
        let path = try #require(svg.split(separator: " d=\"").last?.split(separator: "\"").first)
        var modules: Set<[Int]> = []
        for rectangle in path.split(separator: "M") {
            let match = try #require(try /(\d+) (\d+)h(\d+)v1h-(\d+)z/.wholeMatch(in: rectangle)?.output)
            let numbers = try [match.1, match.2, match.3, match.4].map { try #require(Int($0)) }
            #expect(numbers[2] == numbers[3])
            for step in 0..<numbers[2] { #expect(modules.insert([numbers[1], numbers[0] + step]).inserted) }
        }
        return modules
    }

    @Test(arguments: [0, 20, 300])
    func thePathCoversWhatIsDark(count: Int) throws {
        let symbol = try QRSymbol([UInt8](repeating: 0x5A, count: count))
        var dark: Set<[Int]> = []
        for row in 0..<symbol.size {
            for column in 0..<symbol.size where symbol[row, column] { dark.insert([row + 4, column + 4]) }
        }
        #expect(try modules(symbol.svg()) == dark)
    }

    @Test func theWholeImage() throws {
        let svg = try QRSymbol("x").svg(moduleSize: 3)
        let start = ##"""
            <svg xmlns="http://www.w3.org/2000/svg" width="87" height="87" viewBox="0 0 29 29" \##
            shape-rendering="crispEdges"><rect width="29" height="29" fill="#fff"/><path fill="#000" d="M4 4h7v1h-7z
            """##
        #expect(svg.hasPrefix(start))
        #expect(svg.hasSuffix(#"z"/></svg>"#))
        #expect(!svg.contains("\n") && !svg.contains("style") && !svg.contains("script"))
    }

    @Test func sizesAreBounded() throws {
        let symbol = try QRSymbol("x")
        #expect(symbol.svg(moduleSize: .max).contains(#"width="1856""#))
        #expect(symbol.svg(moduleSize: .min).contains(#"width="29" height="29" viewBox"#))
    }
}
