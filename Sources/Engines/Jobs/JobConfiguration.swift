/// The bounds of a ``JobRunner``.
package struct JobConfiguration: Sendable {
    /// How many of a kind are at work at once; 1 of those that are not named.
    package var atOnce: [JobKind: Int] = [:]
    /// Jobs that wait, of all kinds.
    package var mostWaiting = 64
    /// Jobs that have ended and can still be asked for; the oldest goes first.
    package var mostRemembered = 200
    /// Listeners hear of a job's progress no more often than this; of its beginning and end at once.
    package var progressInterval = Duration.milliseconds(250)
    /// Changes that a listener may lag behind before it loses the oldest.
    package var listenerBound = 64

    package init() {}

    func atOnce(_ kind: JobKind) -> Int { max(1, atOnce[kind] ?? 1) }

    private static let longestSentence = 500
    private static let longestValue = 2000
    private static let mostValues = 32

    static func bounded(_ sentence: String) -> String { cut(sentence, longestSentence) }

    static func bounded(_ result: [String: String]) -> [String: String] {
        let kept = result.sorted { $0.key < $1.key }.prefix(mostValues)
        return Dictionary(uniqueKeysWithValues: kept.map { ($0.key, cut($0.value, longestValue)) })
    }

    private static func cut(_ text: String, _ count: Int) -> String {
        text.utf8.count <= count ? text : String(text.prefix(count)) + "…"
    }
}
