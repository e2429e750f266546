import Catalog

/// A camera's stream in another form than the camera sends it: there is one of each, however many want it.
struct DerivedKey: Hashable, Sendable {
    enum Picture: String, Hashable, Sendable { case original, h264, jpeg }
    enum Sound: String, Hashable, Sendable { case original, aac }

    var camera: CameraID
    var stream: StreamKind
    /// Of JPEG there is no sound.
    var picture: Picture
    var sound: Sound

    init(camera: CameraID, stream: StreamKind, picture: Picture = .original, sound: Sound = .original) {
        self.camera = camera
        self.stream = stream
        self.picture = picture
        self.sound = picture == .jpeg ? .original : sound
    }

    /// Whether pictures are decoded and encoded for it, which is what costs.
    var hasPictures: Bool { picture != .original }

    /// Tells it from the camera's other streams: "main-h264".
    var name: String {
        var name = stream.rawValue
        if picture != .original { name += "-\(picture.rawValue)" }
        if sound != .original { name += "-\(sound.rawValue)" }
        return name
    }
}
