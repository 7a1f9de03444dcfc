import CommandSupport

extension Command {
  /// A command that measures: with the common options after its own, and an orderly end if a signal stops
  /// `measure` after `StopSignal.install()`.
  init(
    measuring name: String, summary: String, synopsis: String, positionals: [any CommandPositional] = [],
    options: [any CommandOption], notes: String? = nil,
    measure: @escaping @Sendable (ParsedArguments) throws -> Void
  ) {
    self.init(
      name: name, summary: summary, synopsis: synopsis, positionals: positionals,
      options: options + [CommonOptions.json, CommonOptions.quiet], notes: notes
    ) { arguments in
      do {
        try measure(arguments)
        return .success
      } catch is MeasurementStopped {
        let signal = StopSignal.shared.name ?? "a signal"
        Diagnostics(isQuiet: arguments[CommonOptions.quiet])
          .note("stopped by \(signal); what was being measured is left out")
        return .stopped
      }
    }
  }
}
