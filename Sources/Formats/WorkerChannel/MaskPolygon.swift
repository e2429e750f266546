/// A part of the picture that nobody who watches shall see.
package struct MaskPolygon: Hashable, Sendable {
    /// From the upper left corner; 65535 is the width or height of the whole picture.
    package struct Point: Hashable, Sendable {
        package var x: UInt16
        package var y: UInt16

        package init(x: UInt16, y: UInt16) {
            self.x = x
            self.y = y
        }
    }

    /// Its corners in their order, 3 to 64. The last is connected to the first.
    package var points: [Point]

    package static let corners = 3...64

    package init(_ points: [Point]) { self.points = points }

    func write(to writer: inout MessageWriter) {
        writer.list(points) { writer, point in
            writer.number(point.x)
            writer.number(point.y)
        }
    }

    init(from reader: inout MessageReader) throws(WorkerChannelError) {
        points = try reader.list(atMost: Self.corners.upperBound) { reader throws(WorkerChannelError) in
            Point(x: try reader.number(), y: try reader.number())
        }
        guard Self.corners.contains(points.count) else { throw .malformed("a mask with \(points.count) corners") }
    }
}
