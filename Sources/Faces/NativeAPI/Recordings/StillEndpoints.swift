import HTTPServing
import HTTPTypes
import Hummingbird
import Media
import NIOCore
import NVR
import OpenAPI
import Reception

/// Pictures out of recordings.
struct StillEndpoints {
    let recorder: Recorder

    var all: [Endpoint] { [still, thumbnail] }

    private static let width = OpenAPIParameter.query(
        "width",
        .integer(Int64(RecordedStills.widths.lowerBound)...Int64(RecordedStills.widths.upperBound)),
        description: "In pixels; it is never made wider than it is."
    )
    static let ifAny = OpenAPIParameter.query(
        "if_any",
        .boolean,
        description: "That nothing is recorded then is no error: for those who do not know where something is."
    )
    private static var answers: [OpenAPIResponse] {
        var picture = OpenAPIResponse(200, "The picture.", content: [OpenAPIContent("image/jpeg")])
        picture.headers = [
            .init(PictureHeaders.time, .string(format: "date-time"), description: "When the picture was taken."),
            .init(PictureHeaders.recording, .string(), description: "The recording that it is from."),
        ]
        return [
            picture
        ] + OpenAPIResponse.ranges(of: "image/jpeg")
    }

    private var still: Endpoint {
        .file(
            "/api/v1/cameras/{id}/still",
            EndpointNotes(
                "getStill",
                "What a camera saw at a moment",
                tag: "recordings",
                description: """
                    Out of what is recorded. Where nothing is, the problem's `nearest` is the nearest moment of which something is.
                    """,
                query: [
                    .query("at", .string(format: "date-time"), isRequired: true, description: "The moment."),
                    RecordingEndpoints.stream, Self.width,
                    .query(
                        "exact",
                        .enumeration(StillChoice.allCases.map(\.rawValue)),
                        description: """
                            key: the last key frame before the moment, which is quickly made, and so where it is left out. frame: the \
                            picture that was shown then.
                            """
                    ),
                    Self.ifAny,
                ],
                refusals: [410, 501]
            ),
            access: .camera(.playRecordings, parameter: "id"),
            answers: Self.answers + [
                OpenAPIResponse(204, "Nothing is recorded then, and `if_any` is true.")
            ]
        ) { call in
            guard let time = try call.time("at") else { throw Problem.invalid("at", "at is missing.") }
            guard let choice = StillChoice(rawValue: try call.query("exact") ?? StillChoice.key.rawValue) else {
                throw Problem.invalid("exact", "exact is \"key\" or \"frame\".")
            }
            let camera = try call.path("id")
            let answer = try await recorder.stills.still(
                as: call.principal,
                of: camera,
                stream: call.query("stream") ?? "main",
                at: time,
                choice,
                width: call.integer("width")
            )
            switch answer {
            case .picture(let still): return await response(still, to: call)
            case .nothing(let nearest):
                guard try call.bool("if_any") ?? false else {
                    throw Self.nothing(of: camera, at: time, nearest: nearest)
                }
                var headers: HTTPFields = [.cacheControl: "no-store"]
                PictureHeaders.set(nearest: nearest, in: &headers)
                return Response(status: .noContent, headers: headers)
            }
        }
    }

    private var thumbnail: Endpoint {
        .file(
            "/api/v1/recordings/{id}/thumbnail",
            EndpointNotes(
                "getRecordingThumbnail",
                "The first picture of a recording",
                tag: "recordings",
                description: "\(RecordedStills.thumbnailWidth) pixels wide where nothing is said.",
                query: [Self.width],
                refusals: [410, 501]
            ),
            access: .objects(.playRecordings),
            answers: Self.answers
        ) { call in
            let still = try await recorder.stills.thumbnail(
                as: call.principal,
                of: call.path("id"),
                width: call.integer("width")
            )
            return await response(still, to: call)
        }
    }

    private func response(_ still: RecordedStill, to call: Call) async -> Response {
        await recorder.noteFootage(.recording, of: still.camera, by: call.principal)
        var made = ByteSourceResponse(
            BufferSource(ByteBuffer(still.bytes)),
            contentType: "image/jpeg",
            entityTag: EntityTag(still.version),
            disposition: .inline(fileName: "\(still.camera)_\(RFC3339.text(still.at)).jpg")
        )
        if still.isFinal { made.cacheControl = "private, max-age=300" }
        var response = made.response(to: call.request)
        PictureHeaders.set(time: still.at, recording: still.recording, in: &response.headers)
        return response
    }

    private static func nothing(of camera: String, at time: WallTime, nearest: WallTime?) -> Problem {
        let moment = RFC3339.text(time)
        guard let nearest else {
            return Problem(DomainError(.notFound, "Nothing is recorded of the camera \"\(camera)\"."))
        }
        let text = RFC3339.text(nearest)
        var problem = Problem(
            DomainError(
                .notFound,
                "Nothing is recorded of the camera \"\(camera)\" at \(moment). The nearest moment is \(text)."
            )
        )
        problem.members["nearest"] = .text(text)
        return problem
    }
}

/// Header fields of an answer that is a picture out of a recording.
enum PictureHeaders {
    static let time = "Nightjar-Picture-Time"
    static let recording = "Nightjar-Recording"
    private static let nearest = "Nightjar-Nearest"

    static func set(time: WallTime, recording: String, in fields: inout HTTPFields) {
        if let name = HTTPField.Name(Self.time) { fields[name] = RFC3339.text(time) }
        if let name = HTTPField.Name(Self.recording) { fields[name] = recording }
    }

    /// Where there is no picture.
    static func set(nearest: WallTime?, in fields: inout HTTPFields) {
        if let nearest, let name = HTTPField.Name(Self.nearest) { fields[name] = RFC3339.text(nearest) }
    }
}

extension ByteBuffer {
    /// A copy of what lies in one of our chunks.
    init(_ bytes: Bytes) {
        self.init()
        reserveCapacity(bytes.count)
        bytes.withUnsafeBytes { _ = writeBytes($0) }
    }
}
