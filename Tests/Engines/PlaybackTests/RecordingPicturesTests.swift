import Catalog
import MP4
import Media
import Storage
import TestKit
import Testing

@testable import Playback

/// Single pictures of a recording, found by its index.
struct RecordingPicturesTests {
    private func withPictures(
        of recording: TestRecording,
        isOpen: Bool = false,
        _ body: (RecordingPictures) async throws -> Void
    ) async throws {
        let stage = try await PictureStage()
        let id = try await stage.add(recording.bytes, index: isOpen ? nil : recording.index.bytes)
        try await body(try await stage.player.pictures(of: id))
        await stage.threads.stop()
    }

    /// Of the catalogue's index, and of a file that has none, all the same.
    @Test(arguments: ["main", "sub", "h265", "mjpeg"], [false, true])
    func keyFramesAreFoundAndRead(name: String, isOpen: Bool) async throws {
        let recording = try TestRecording(clip: name)
        let keys = recording.pictures.filter { $0.flags.contains(.key) }
        #expect(keys.count > 1)
        try await withPictures(of: recording, isOpen: isOpen) { pictures in
            #expect(pictures.format == recording.format)
            #expect(pictures.keyFrames(first: .max).map(\.at) == keys.map(\.at))
            for (number, key) in keys.enumerated() {
                for late in [Duration.zero, .milliseconds(1)] {
                    let place = try #require(pictures.keyFrame(at: key.at + late))
                    #expect(place.at == key.at)
                    let picture = try await pictures.picture(place)
                    #expect(picture.at == key.at)
                    #expect(picture.units.map(\.payload.array) == [key.payload])
                }
                let next = number + 1 < keys.count ? keys[number + 1].at : key.at + .seconds(100)
                #expect(pictures.keyFrame(in: key.at..<next)?.at == key.at)
                #expect(pictures.keyFrame(in: key.at + .nanoseconds(1)..<next) == nil)
            }
            // Before the first there is none; the first is the nearest.
            #expect(pictures.keyFrame(at: recording.pictures[0].at + .seconds(-5))?.at == keys[0].at)
        }
    }

    /// Each comes with all that lies between it and its key frame, in the order in which it is decoded.
    @Test(arguments: ["main", "h265", "mjpeg"]) func aPictureComesWithWhatItIsDecodedFrom(name: String) async throws {
        let recording = try TestRecording(clip: name)
        try await withPictures(of: recording) { pictures in
            for number in stride(from: 0, to: recording.pictures.count, by: 7) {
                let wanted = recording.pictures[number]
                let key = try #require(recording.pictures[...number].lastIndex { $0.flags.contains(.key) })
                for late in [Duration.zero, .milliseconds(10)] {
                    let picture = try await pictures.picture(at: wanted.at + late)
                    #expect(picture.at == wanted.at)
                    #expect(picture.units.map(\.payload.array) == recording.pictures[key...number].map(\.payload))
                    #expect(picture.units.map(\.time) == recording.pictures[key...number].map(\.time))
                }
            }
        }
    }

    /// I P B P B …: a picture that is shown before another is decoded after it; those that no other needs are left out.
    @Test func picturesThatAreDecodedOutOfTheirOrderAreFound() async throws {
        let step: Int64 = 3600
        let recording = try TestRecording(clip: "sub") { pictures in
            pictures.removeSubrange(40...)
            for number in pictures.indices {
                let isB = number > 0 && number % 2 == 0
                pictures[number].payload = [0, 0, 0, 4, UInt8(number), 1, 2, 3]
                pictures[number].decodeTime = Int64(number) * step
                pictures[number].duration = UInt32(step)
                pictures[number].presentationOffset = Int32(isB ? -step : number == 0 ? 0 : step)
                pictures[number].flags = number == 0 ? .key : isB ? .disposable : []
            }
        }
        let shown = recording.pictures.indices.sorted { recording.pictures[$0].time < recording.pictures[$1].time }
        #expect(shown.prefix(5) == [0, 2, 1, 4, 3])
        try await withPictures(of: recording) { pictures in
            for number in shown {
                let picture = try await pictures.picture(at: recording.pictures[number].at)
                #expect(picture.at == recording.pictures[number].at)
                let needed = (0...number).filter { $0 == number || !recording.pictures[$0].flags.contains(.disposable) }
                #expect(picture.units.map { Int($0.payload.array[4]) } == needed)
            }
        }
    }

    @Test func whatIsTooMuchForOnePictureIsNotRead() async throws {
        let recording = try TestRecording(clip: "main")
        let wanted = recording.pictures[40].at
        try await withPictures(of: recording) { pictures in
            var limits = RecordingPictures.Limits()
            limits.units = 41
            let whole = try await pictures.picture(at: wanted, within: limits)
            #expect(whole.units.count == 41)
            limits.units = 40
            let tooFar = PlaybackError.tooFarFromKeyFrame(pictures.record.id)
            await #expect(throws: tooFar) { _ = try await pictures.picture(at: wanted, within: limits) }
            limits = RecordingPictures.Limits()
            limits.bytes = 1000
            await #expect(throws: tooFar) { _ = try await pictures.picture(at: wanted, within: limits) }
        }
    }

    /// Of a file that is being written, what the catalogue does not know to be safe is not there.
    @Test func whatIsNotSafeYetIsNotShown() async throws {
        let recording = try TestRecording(clip: "main")
        let third = recording.index.entries.filter(\.isKey)[2]
        let stage = try await PictureStage()
        let id = try await stage.add(recording.bytes, known: Int(third.offset), index: nil)
        let pictures = try await stage.player.pictures(of: id)
        #expect(pictures.keyFrames(first: .max).count == 2)
        await stage.threads.stop()
    }

    /// Whatever byte is another: a picture or an error, never a crash.
    @Test func aFileThatIsDamagedIsAnError() async throws {
        let recording = try TestRecording(clip: "sub")
        let stage = try await PictureStage()
        let second = recording.index.entries[1]
        var random = SeededGenerator(seed: 1)
        for number in 0..<120 as Range<Int64> {
            var bytes = recording.bytes
            // In the head, and in the head of a fragment.
            let place = number % 2 == 0 ? Int.random(in: 0..<1500, using: &random) : Int(second.offset) + Int(number)
            bytes[place] = UInt8.random(in: 0...255, using: &random)
            let id = try await stage.add(bytes, index: number % 3 == 0 ? nil : recording.index.bytes, id: number + 1)
            do throws(PlaybackError) {
                let pictures = try await stage.player.pictures(of: id)
                for place in pictures.keyFrames(first: 4) { _ = try await pictures.picture(place) }
                _ = try await pictures.picture(at: recording.pictures[30].at)
            } catch {
                #expect(error.description.count > 20)
            }
        }
        // An index that has nothing to do with the file.
        let strange = FragmentIndex([
            FragmentIndexEntry(
                offset: 5,
                length: 9000,
                startTick: 0,
                duration: 9,
                isKey: true,
                wall: TestRecording.start.nanoseconds,
                videoSamples: 1,
                audioSamples: 0
            )
        ])
        let id = try await stage.add(recording.bytes, index: strange.bytes, id: 1000)
        let pictures = try await stage.player.pictures(of: id)
        let place = try #require(pictures.keyFrame(at: TestRecording.start))
        let error = await #expect(throws: PlaybackError.self) { _ = try await pictures.picture(place) }
        guard case .damaged? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        let empty = try await stage.add([UInt8](repeating: 0, count: 1000), index: nil, id: 1001)
        await #expect(throws: PlaybackError.self) { _ = try await stage.player.pictures(of: empty) }
        await stage.threads.stop()
    }
}
