import Glibc

/// Asks for a password: at a terminal without showing it, twice; else the first line of standard input. Never an argument, which
/// every process of the machine could read.
enum PasswordEntry {
    static func read() throws(ConfigurationError) -> String {
        guard isatty(STDIN_FILENO) == 1 else { return try line() }
        let first = try hidden("New password: ")
        guard try hidden("Once more: ") == first else {
            throw ConfigurationError(description: "The two passwords are not the same; nothing was changed.")
        }
        return first
    }

    private static func hidden(_ question: String) throws(ConfigurationError) -> String {
        var usual = termios()
        guard tcgetattr(STDIN_FILENO, &usual) == 0 else {
            throw ConfigurationError(description: "The terminal cannot be told to hide the password.")
        }
        var quiet = usual
        // Without signals too: whoever leaves now would leave a terminal that shows nothing.
        quiet.c_lflag &= ~tcflag_t(ECHO | ISIG)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0 else {
            throw ConfigurationError(description: "The terminal cannot be told to hide the password.")
        }
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &usual)
            Console.say("")
        }
        // Not before: what is typed until the terminal is quiet would be shown, and thrown away.
        Console.ask(question)
        let text = try line()
        // Ctrl-C, which is a letter now.
        guard !text.utf8.contains(3) else {
            throw ConfigurationError(description: "The password was not given; nothing was changed.")
        }
        return text
    }

    private static func line() throws(ConfigurationError) -> String {
        guard let text = readLine(strippingNewline: true), !text.isEmpty else {
            throw ConfigurationError(description: "A password is expected on standard input, in one line.")
        }
        return text
    }
}
