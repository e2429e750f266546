import HTTPServing
import Hummingbird
import Logging
import NVR
import OpenAPI
import Reception

/// The log, the jobs, and the changes as they happen.
struct LogEndpoints {
    let recorder: Recorder

    var all: [Endpoint] { log + jobs + [events] }

    private var log: [Endpoint] {
        [
            .get(
                "/api/v1/logs",
                EndpointNotes(
                    "listLog",
                    "The lines of the log that are kept in memory",
                    tag: "system",
                    query: [
                        .query("level", .enumeration(Logger.Level.allCases.map(\.rawValue)), description: "At least."),
                        .query(
                            "text",
                            .string(maxLength: RecorderSystem.longestLogText),
                            description: "In the line, whatever the case."
                        ),
                        .query("camera", .string(maxLength: 63)), Queries.from, Queries.to,
                        .query("after", .integer(0...Int64.max), description: "Follow the log from this line on."),
                        .query("before", .integer(0...Int64.max), description: "Page back from this line."),
                        Queries.limit,
                    ]
                ),
                access: .may(.readLogs),
                answers: LogMessage.self
            ) { call in
                try call.json(LogMessage(await recorder.system.logs(as: call.principal, LogFilter(call))))
            },
            .act(
                .delete,
                "/api/v1/logs",
                EndpointNotes("clearLog", "Forget the lines that are kept; the audit log says who did", tag: "system"),
                access: .may(.manageSystem),
                answers: CountMessage.self
            ) { call in try call.json(CountMessage(count: await recorder.system.clearLogs(as: call.principal))) },
        ]
    }

    private var jobs: [Endpoint] {
        [
            .get(
                "/api/v1/jobs",
                EndpointNotes("listJobs", "Long work, the newest first", tag: "system"),
                access: .may(.followChanges),
                answers: ListMessage<JobMessage>.self
            ) { call in
                let jobs = try recorder.jobs.list(as: call.principal).map { JobMessage($0) }
                return try call.json(ListMessage(items: jobs))
            },
            .get(
                "/api/v1/jobs/{id}",
                EndpointNotes("getJob", "How a job stands", tag: "system"),
                access: .may(.followChanges),
                answers: JobMessage.self
            ) { call in try call.json(JobMessage(recorder.jobs.job(as: call.principal, call.path("id")))) },
            .act(
                .post,
                "/api/v1/jobs/{id}/cancel",
                EndpointNotes("cancelJob", "Ask a job to stop", tag: "system"),
                access: .may(.followChanges),
                answers: JobMessage.self
            ) { call in try call.json(JobMessage(await recorder.jobs.cancel(as: call.principal, call.path("id")))) },
            .act(
                .delete,
                "/api/v1/jobs/{id}",
                EndpointNotes("forgetJob", "Take a job that has ended off the list", tag: "system", refusals: [409]),
                access: .may(.followChanges)
            ) { call in
                do {
                    try await recorder.jobs.forget(as: call.principal, call.path("id"))
                } catch let error as DomainError where error.kind == .notFound {
                    // It is off the list already.
                }
                return call.noContent()
            },
        ]
    }

    private var events: Endpoint {
        .stream(
            "/api/v1/events",
            EndpointNotes(
                "followEvents",
                "Every change, as server-sent events",
                tag: "system",
                description: """
                    The event is the sort of change, the data a JSON object that says what has changed, not how it is now. \
                    A client that comes back with Last-Event-ID gets what it has missed, or the event "missed".
                    """
            ),
            access: .may(.followChanges),
            answers: [OpenAPIResponse(200, "The events.", content: [OpenAPIContent("text/event-stream")])]
        ) { call in try EventStream(recorder: recorder, call: call).response() }
    }
}
