/// One of the places for streams that are transcoded: given back when nobody holds it any more.
final class TranscodingPlace: Sendable {
    private let end: @Sendable () -> Void

    init(_ end: @escaping @Sendable () -> Void) { self.end = end }

    deinit { end() }
}
