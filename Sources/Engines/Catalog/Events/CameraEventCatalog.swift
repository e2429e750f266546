package import Media

/// The events.
package protocol CameraEventCatalog: Sendable {
    /// Throws `conflict` for an id that is in use, `unknownCamera`.
    func insert(_ event: CameraEventRecord) async throws(CatalogError)

    /// Replaces all that is kept of the event with this id. Throws `notFound`.
    func update(_ event: CameraEventRecord) async throws(CatalogError)

    func event(_ id: CameraEventID) async throws(CatalogError) -> CameraEventRecord?

    func events(_ query: CameraEventQuery) async throws(CatalogError) -> [CameraEventRecord]

    /// Those that last, by start.
    func openEvents() async throws(CatalogError) -> [CameraEventRecord]

    /// How many there are between each two neighbours of `edges`, which rise: by stretch, camera and kind. What is none is
    /// left out. The filter's own times count beside.
    func tallyEvents(_ filter: CameraEventFilter, between edges: [WallTime]) async throws(CatalogError)
        -> [CameraEventTally]

    /// The events that begin in a stretch of time, those that are close together as one mark. Takes no longer for there being
    /// more events. Nothing happens before 1970.
    func eventMarks(_ query: EventMarkQuery) async throws(CatalogError) -> EventMarks

    /// What the recordings of both streams take that show events of a camera.
    func eventRecordings(of camera: CameraID) async throws(CatalogError) -> EventRecordingTotals

    /// Notes, of those that are there, who has taken note of them; a name of nil takes that back. One that somebody has taken
    /// note of keeps the first name.
    /// - Returns: those that were changed.
    func acknowledgeEvents(_ ids: [CameraEventID], by name: String?, at time: WallTime) async throws(CatalogError)
        -> [CameraEventID]

    /// - Returns: those that were there.
    func deleteEvents(_ ids: [CameraEventID]) async throws(CatalogError) -> [CameraEventID]

    /// Deletes the oldest events of a camera that began, and ended, before `time`; at most `limit`.
    /// - Returns: how many there were.
    func expireEvents(of camera: CameraID, before time: WallTime, limit: Int) async throws(CatalogError) -> Int

    /// The first id from `time` on that no event has. It is given to nobody else while the program runs.
    func nextFreeEventID(from time: WallTime) async throws(CatalogError) -> CameraEventID
}
