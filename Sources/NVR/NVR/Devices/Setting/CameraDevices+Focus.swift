import Devices
import ONVIF

/// Where a camera's picture is sharp: for everyone with the right `control`.
extension CameraDevices {
    /// Where the focus is, and how the camera lets it be moved.
    package func focus(as principal: Principal, of id: String) async throws -> FocusView {
        try Policy.require(principal, .controlCamera, .camera(id))
        let linked = try await linked(id)
        return try await focus(linked, source(of: linked))
    }

    private func focus(_ linked: Linked, _ source: String) async throws(DomainError) -> FocusView {
        let options = try await ask(linked, ImagingService.GetMoveOptions(source: source)).moveOptions
        let status = try await known(linked, ImagingService.GetStatus(source: source))?.status.focus
        return FocusView(options, status)
    }

    /// Moves it.
    ///
    /// - Throws: `invalid` for what is out of the camera's range, `unsupported` for a way in which it does not move.
    package func moveFocus(as principal: Principal, of id: String, _ order: FocusOrder) async throws {
        try Policy.require(principal, .controlCamera, .camera(id))
        let linked = try await linked(id)
        let source = try await source(of: linked)
        if order == .stop {
            _ = try await ask(linked, ImagingService.Stop(source: source))
            return
        }
        let move = try order.move(by: await focusIfKnown(linked, source))
        let question = ImagingService.Move {
            $0.videoSourceToken = source
            $0.focus = move
        }
        _ = try await ask(linked, question)
    }

    /// Nil of a camera that may move it, and does not say how.
    private func focusIfKnown(_ linked: Linked, _ source: String) async throws(DomainError) -> FocusView? {
        do throws(DomainError) {
            return try await focus(linked, source)
        } catch {
            guard error.kind == .unsupported else { throw error }
            return nil
        }
    }
}

extension FocusView {
    init(_ options: FocusMoveOptions, _ status: ImagingStatus.Focus?) {
        func range(_ range: DecimalRange?) -> ImagingView.Range? {
            guard let range, range.min <= range.max else { return nil }
            return ImagingView.Range(min: range.min, max: range.max)
        }
        position = status?.position
        isMoving = status.map { $0.moveStatus.uppercased() == "MOVING" }
        absolute = range(options.absolute?.position)
        relative = range(options.relative?.distance)
        continuous = range(options.continuous?.speed)
    }
}

extension FocusOrder {
    /// As it is sent to a camera that lets its focus be moved like this.
    ///
    /// - Parameter view: nil where it does not say.
    func move(by view: FocusView?) throws(DomainError) -> FocusMove {
        var move = FocusMove()
        switch self {
        case .stop: break
        case .continuous(let speed):
            let range = try Self.range(view, view?.continuous, "without an end")
            // A half of what it can is a half, whatever its numbers are.
            let scaled = range.map { speed * (speed < 0 ? -$0.min : $0.max) } ?? speed
            move.continuous = .init { $0.speed = scaled }
        case .absolute(let place):
            try Self.check(place, Self.range(view, view?.absolute, "to a place"))
            move.absolute = .init { $0.position = place }
        case .relative(let way):
            try Self.check(way, Self.range(view, view?.relative, "so far"))
            move.relative = .init { $0.distance = way }
        }
        return move
    }

    private static func range(
        _ view: FocusView?,
        _ range: ImagingView.Range?,
        _ how: String
    ) throws(DomainError) -> ImagingView.Range? {
        guard view != nil, range == nil else { return range }
        throw DomainError(.unsupported, "The camera does not let its focus be moved \(how).", member: "mode")
    }

    private static func check(_ value: Double, _ range: ImagingView.Range?) throws(DomainError) {
        guard let range, !(range.min...range.max).contains(value) else { return }
        throw DomainError(.invalid, "value is a number from \(range.min) to \(range.max).", member: "value")
    }
}
