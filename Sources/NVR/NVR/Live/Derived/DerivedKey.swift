import Catalog
import WorkerChannel

/// A camera's stream in another form than the camera sends it: there is one of each, however many want it.
struct DerivedKey: Hashable, Sendable {
    enum Picture: String, Hashable, Sendable { case original, h264, jpeg }
    enum Sound: String, Hashable, Sendable { case original, aac }

    var camera: CameraID
    var stream: StreamKind
    /// Beside JPEG there is the sound that the camera sends.
    let picture: Picture
    let sound: Sound
    /// What is covered of its pictures, which are made anew then, whatever the camera sends.
    let masks: [MaskPolygon]
    /// Whether something is laid over its pictures: they are made anew then, too.
    let isCaptioned: Bool

    init(
        camera: CameraID,
        stream: StreamKind,
        picture: Picture = .original,
        sound: Sound = .original,
        masks: [MaskPolygon] = [],
        isCaptioned: Bool = false
    ) {
        self.camera = camera
        self.stream = stream
        self.isCaptioned = isCaptioned
        self.picture = picture == .original && (isCaptioned || !masks.isEmpty) ? .h264 : picture
        self.sound = picture == .jpeg ? .original : sound
        self.masks = masks
    }

    var isMasked: Bool { !masks.isEmpty }

    /// Whether pictures are decoded and encoded for it, which is what costs.
    var hasPictures: Bool { picture != .original }

    /// Tells it from the camera's other streams: "main-h264". One and the same for whatever masks.
    var name: String {
        var name = stream.rawValue
        if picture != .original { name += "-\(picture.rawValue)" }
        if sound != .original { name += "-\(sound.rawValue)" }
        if isMasked { name += "-masked" }
        return name
    }
}
