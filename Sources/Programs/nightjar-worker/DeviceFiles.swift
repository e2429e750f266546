import Glibc

/// Files of devices that can decode and encode: looked for before the worker is confined, and used by nothing yet.
enum DeviceFiles {
    /// GPUs by VA-API or QSV, and by NVENC; the codecs of a system on a chip by V4L2.
    private static let candidates =
        (128..<136).map { "/dev/dri/renderD\($0)" } + ["/dev/nvidia0"] + (10..<20).map { "/dev/video\($0)" }

    static func names() -> [String] {
        candidates.filter { access($0, F_OK) == 0 }.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    }
}
