/// What is due when, the earliest first: a binary heap.
struct DueQueue<Element> {
    private var heap: [(due: Int64, element: Element)] = []

    /// When the first is due.
    var nextDue: Int64? { heap.first?.due }

    mutating func insert(_ element: Element, due: Int64) {
        heap.append((due, element))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].due < heap[parent].due else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the first, if it is due by `now`.
    mutating func popFirst(dueBy now: Int64) -> Element? {
        guard let first = heap.first, first.due <= now else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return last.element }
        heap[0] = last
        var parent = 0
        while true {
            let left = parent * 2 + 1
            guard left < heap.count else { break }
            let right = left + 1
            let child = right < heap.count && heap[right].due < heap[left].due ? right : left
            guard heap[child].due < heap[parent].due else { break }
            heap.swapAt(child, parent)
            parent = child
        }
        return first.element
    }
}
