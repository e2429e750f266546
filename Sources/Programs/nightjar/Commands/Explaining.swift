import ArgumentParser

/// Ends the program with the error's sentence on standard error and status 1: what a person can act upon, and nothing
/// else.
func explain(_ error: any Error) -> ExitCode {
    if error is CancellationError { return .success }
    Console.complain("\(error)")
    return .failure
}

func orExplain<Result, Failure: Error>(_ work: () throws(Failure) -> Result) throws(ExitCode) -> Result {
    do {
        return try work()
    } catch {
        throw explain(error)
    }
}

func orExplain<Result>(_ work: () async throws -> Result) async throws(ExitCode) -> Result {
    do {
        return try await work()
    } catch {
        throw explain(error)
    }
}
