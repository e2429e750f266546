import HTTPServing

/// The time line of a year has tens of thousands of numbers, and its encoding took half of the time in which it was answered.
extension TimelineMessage: JSONWritten {
    func write(to json: inout JSONBytes) {
        json.object { json in
            json.name("stream")
            json.value(stream)
            json.name("from")
            json.value(from)
            json.name("to")
            json.value(to)
            json.name("resolution_ms")
            json.value(resolution)
            if let eventResolution {
                json.name("event_resolution_ms")
                json.value(eventResolution)
            }
            json.name("cameras")
            json.array(cameras) { $1.write(to: &$0) }
        }
    }
}

extension TimelineMessage.Line {
    fileprivate func write(to json: inout JSONBytes) {
        json.object { json in
            json.name("camera")
            json.value(camera)
            json.name("spans")
            json.array(spans) { $1.write(to: &$0) }
            json.name("gaps")
            json.array(gaps) { $1.write(to: &$0) }
            json.name("recorded_ratio")
            json.value(recordedRatio)
            if let buckets {
                json.name("buckets")
                json.array(buckets)
            }
            if let events {
                json.name("events")
                json.array(events) { $1.write(to: &$0) }
            }
            if let losses {
                json.name("losses")
                json.array(losses) { $1.write(to: &$0) }
            }
            if let protected {
                json.name("protected")
                json.array(protected) { $1.write(to: &$0) }
            }
        }
    }
}

extension TimelineMessage.Span {
    fileprivate func write(to json: inout JSONBytes) {
        json.object { json in
            json.name("start")
            json.value(start)
            json.name("end")
            json.value(end)
        }
    }
}

extension TimelineMessage.Gap {
    fileprivate func write(to json: inout JSONBytes) {
        json.object { json in
            json.name("start")
            json.value(start)
            json.name("end")
            json.value(end)
            json.name("missing_s")
            json.value(missing)
            json.name("reason")
            json.value(reason)
            json.name("detail")
            json.value(detail)
        }
    }
}

extension TimelineMessage.Losses {
    fileprivate func write(to json: inout JSONBytes) {
        json.object { json in
            json.name("reason")
            json.value(reason)
            json.name("detail")
            json.value(detail)
            json.name("at_ms")
            json.array(at)
            json.name("length_ms")
            json.array(length)
            json.name("missing_ms")
            json.array(missing)
            json.name("counts")
            json.array(counts)
        }
    }
}

extension TimelineMessage.Events {
    fileprivate func write(to json: inout JSONBytes) {
        json.object { json in
            json.name("kind")
            json.value(kind)
            json.name("label")
            json.value(label)
            json.name("at_ms")
            json.array(at)
            json.name("length_ms")
            json.array(length)
            json.name("counts")
            json.array(counts)
            if let ids {
                json.name("ids")
                json.array(ids) { $0.value($1) }
            }
        }
    }
}
