import Catalog

/// Tables of a database that another product has made, as plain values.
package struct ImportTables: Hashable, Sendable {
    /// Rows by the names of their columns; what is null, or no text and no number, is not in them.
    package var tables: [String: [[String: SettingValue]]]

    package init(_ tables: [String: [[String: SettingValue]]]) { self.tables = tables }

    /// Nil where there is no such table.
    package subscript(name: String) -> [[String: SettingValue]]? { tables[name] }

    /// Reads the tables that there are of these. Blocks.
    ///
    /// - Throws: `invalid` for a file that is no such database, is damaged, or has more in it than a recorder's.
    package static func read(_ names: [String], fromDatabaseAt path: String) throws(DomainError) -> ImportTables {
        do throws(ForeignDatabaseError) {
            let found = try ForeignDatabase.read(names, at: path)
            return ImportTables(found.mapValues { rows in rows.map { $0.mapValues(SettingValue.init) } })
        } catch {
            throw DomainError(.invalid, error.message)
        }
    }
}

extension SettingValue {
    fileprivate init(_ value: ForeignDatabase.Value) {
        switch value {
        case .integer(let integer): self = .integer(Int(integer))
        case .number(let number): self = .number(number)
        case .text(let text): self = .text(text)
        }
    }
}
