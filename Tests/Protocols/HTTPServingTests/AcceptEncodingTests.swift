import Testing

@testable import HTTPServing

struct AcceptEncodingTests {
    @Test(
        arguments: [
            (nil, false), ("", false), ("gzip", true), ("GZIP", true), ("x-gzip", true), ("deflate, br", false),
            ("gzip, deflate, br, zstd", true), ("gzip;q=0", false), ("gzip;q=0.0", false), ("gzip; q=0.001", true),
            ("*", true), ("*;q=0", false), ("*;q=0, gzip", true), ("gzip;q=0, *", false), ("identity", false),
            ("identity, gzip;q=0.5", false), ("identity;q=0.5, gzip", true), ("gzip;q=0.5, identity;q=0.5", true),
            ("identity;q=0, gzip;q=0.1", true), ("gzip;q=2", false), ("gzip;q=-1", false), ("gzip;q=", false),
            ("gzip;q=nan", false), ("gzip;q=1e0", false), ("gzippy", false), (",,;;q=1,gzip", true),
        ] as [(String?, Bool)]
    )
    func weighs(_ header: String?, _ isWanted: Bool) {
        #expect(AcceptEncoding.prefersGzip(header) == isWanted)
    }

    @Test func onlyTextIsText() {
        for type in [
            "text/html; charset=utf-8", "application/json", "application/problem+json", "image/svg+xml", "TEXT/CSS",
            "application/vnd.apple.mpegurl", "text/javascript",
        ] {
            #expect(Compression.isText(type), "\(type)")
        }
        for type in [
            nil, "", "text/event-stream", "video/mp4", "image/jpeg", "multipart/x-mixed-replace", "font/woff2",
        ] {
            #expect(!Compression.isText(type), "\(type ?? "-")")
        }
    }
}
