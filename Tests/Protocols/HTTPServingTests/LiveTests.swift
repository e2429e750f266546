import Testing

/// Tests against live sockets, some of which measure time: one at a time, so that they do not slow each other down.
@Suite(.serialized, .timeLimit(.minutes(5)))
enum LiveTests {}
