import Catalog

extension GapReason {
    /// The reason in words that tell nothing of addresses, folders and people: for those who may not manage the camera.
    var sentence: String {
        switch self {
        case .notRunning: "The recorder was not running."
        case .crashed: "The recorder, or its machine, ended without notice."
        case .cameraUnreachable: "The camera could not be reached."
        case .cameraRefused: "The camera refused the connection."
        case .noVideo: "The camera sent no pictures."
        case .staleSession: "The camera was left alone for a while, because it sent an old stream."
        case .streamUnreadable: "What the camera sent could not be read."
        case .streamRestarted: "The camera began its stream anew."
        case .reconnected: "The camera was connected anew."
        case .diskTooSlow: "The disk was too slow."
        case .diskFull: "The disk was full."
        case .lost: "Packets were lost on the way from the camera."
        case .fileMissing: "The recording's file is missing."
        case .fileDamaged: "The recording's file is damaged."
        case .disabled: "The camera or its recording was switched off."
        case .notWanted: "Nothing was to be recorded."
        case .notMasked: "The privacy masks could not be laid over the pictures."
        case .other: "Nothing was recorded."
        }
    }
}
