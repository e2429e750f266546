import Foundation
import NVR
import Testing

@testable import NativeAPI

struct CameraPatchTests {
    private struct Patch { var change: CameraChange }

    private func patch(_ text: String) throws -> Patch {
        Patch(change: CameraChange(try JSONDecoder().decode(CameraPatchMessage.self, from: Data(text.utf8))))
    }

    @Test func whatIsAbsentStaysAndWhatIsNullIsCleared() throws {
        let change = try patch(#"{"name": "Yard", "sub_url": null, "segment_seconds": 30}"#).change
        #expect(change.name == "Yard")
        #expect(change.url == nil)
        #expect(change.subURL == .some(nil))
        #expect(change.username == .none)
        #expect(change.segmentSeconds == .some(30))
    }

    @Test func aMemberThatMustBeThereCannotBeCleared() {
        #expect(throws: DecodingError.self) { try patch(#"{"name": null}"#) }
        #expect(throws: DecodingError.self) { try patch(#"{"enabled": null}"#) }
    }
}
