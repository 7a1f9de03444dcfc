import Foundation

/// What a program left behind.
struct BinaryResult {
  /// The exit code; when a signal ended the program, 128 + its number, as in a shell.
  let exitCode: Int32
  /// All of standard output.
  let standardOutput: String
  /// All of standard error.
  let standardError: String
  /// Whether the program had to be killed because its time was up.
  let isTimedOut: Bool
}

/// A program that is running: to be sent signals and waited for.
///
/// It ends with the last reference to it.
final class RunningBinary {
  private let process: Process
  private let folder: TemporaryFolder
  private let ended: DispatchSemaphore
  private let outputPath: String

  fileprivate init(
    process: Process, folder: TemporaryFolder, ended: DispatchSemaphore, outputPath: String
  ) {
    self.process = process
    self.folder = folder
    self.ended = ended
    self.outputPath = outputPath
  }

  deinit { send(SIGKILL) }

  /// Sends `signal`, unless the program has ended: another may have its number by then.
  func send(_ signal: Int32) {
    if process.isRunning { kill(process.processIdentifier, signal) }
  }

  /// Waits until the program has made `isTrue` true, however long it takes.
  ///
  /// Returns false if the program has ended without that, or hangs.
  func wait(until isTrue: (RunningBinary) throws -> Bool) rethrows -> Bool {
    let start = ProcessInfo.processInfo.systemUptime
    while ProcessInfo.processInfo.systemUptime - start < BinaryRunner.patience {
      let isRunning = process.isRunning
      if try isTrue(self) { return true }
      if !isRunning { return false }
      usleep(5_000)
    }
    return false
  }

  /// Waits until standard error has `text`.
  func wait(forError text: String) -> Bool { wait { $0.standardErrorNow.contains(text) } }

  /// What standard output has received up to now.
  var standardOutputNow: String { contents(of: outputPath) }

  /// What standard error has received up to now.
  var standardErrorNow: String { contents(of: folder.path("stderr")) }

  /// The result once the program has ended, which it is made to after `timeLimit` seconds.
  func wait(timeLimit: Double = BinaryRunner.patience) -> BinaryResult {
    let isTimedOut = ended.wait(timeout: .now() + timeLimit) == .timedOut
    if isTimedOut {
      send(SIGKILL)
      ended.wait()
    }
    let isSignalled = process.terminationReason == .uncaughtSignal
    return BinaryResult(
      exitCode: process.terminationStatus + (isSignalled ? 128 : 0), standardOutput: standardOutputNow,
      standardError: standardErrorNow, isTimedOut: isTimedOut)
  }

  private func contents(of path: String) -> String {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return "" }
    return String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }
}

/// Runs a program the way a user does: as a process of its own.
struct BinaryRunner {
  /// The program's file.
  let executable: URL

  /// A runner of the program at `path`.
  init(path: String) {
    executable = URL(fileURLWithPath: path)
  }

  /// A runner of the program that was built beside the tests under the name `name`.
  init(built name: String) {
    executable = Self.buildFolder.appendingPathComponent(name)
  }

  /// The seconds after which a program is taken to hang: far more than any takes under a sanitizer, on a
  /// processor that others use.
  static let patience = 600.0

  /// The program under test.
  static let bpnet = BinaryRunner(built: "bpnet")

  /// Starts the program with `arguments` and `standardInput`.
  ///
  /// It inherits this process's environment, changed by `environment`, where nil removes a variable. Its
  /// output goes to `standardOutputPath`, or is collected.
  func start(
    _ arguments: [String], environment: [String: String?] = [:], standardInput: Data = Data(),
    standardOutputPath: String? = nil, workingFolder: String? = nil
  ) throws -> RunningBinary {
    // Files rather than pipes: nobody has to empty them while the program runs.
    let folder = try TemporaryFolder()
    try standardInput.write(to: URL(fileURLWithPath: folder.path("stdin")))
    let outputPath = standardOutputPath ?? folder.path("stdout")
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.environment = Self.environment(changedBy: environment)
    process.currentDirectoryURL = URL(fileURLWithPath: workingFolder ?? folder.path)
    let files = [
      try FileHandle(forReadingFrom: URL(fileURLWithPath: folder.path("stdin"))),
      try Self.fileForWriting(outputPath), try Self.fileForWriting(folder.path("stderr")),
    ]
    // The process has them once it runs. Left to the objects they stay open for long, and Foundation's way of
    // listing open files fails where there are more than a thousand.
    defer { for file in files { try? file.close() } }
    (process.standardInput, process.standardOutput, process.standardError) = (files[0], files[1], files[2])
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try Self.withNoSignalsBlocked { try process.run() }
    return RunningBinary(process: process, folder: folder, ended: ended, outputPath: outputPath)
  }

  /// Runs the program to its end, or for at most `timeLimit` seconds.
  func run(
    _ arguments: [String], environment: [String: String?] = [:], standardInput: String = "",
    standardOutputPath: String? = nil, workingFolder: String? = nil, timeLimit: Double = BinaryRunner.patience
  ) throws -> BinaryResult {
    try start(
      arguments, environment: environment, standardInput: Data(standardInput.utf8),
      standardOutputPath: standardOutputPath, workingFolder: workingFolder
    ).wait(timeLimit: timeLimit)
  }

  private static func environment(changedBy changes: [String: String?]) -> [String: String] {
    var environment = ProcessInfo.processInfo.environment
    for (name, value) in changes { environment[name] = value }
    return environment
  }

  /// Calls `body` with no signal blocked or ignored: worker threads block them all, a shell's background jobs
  /// ignore some, and a new process would inherit that.
  private static func withNoSignalsBlocked(_ body: () throws -> Void) rethrows {
    for number in [SIGINT, SIGHUP, SIGQUIT] { _ = signal(number, SIG_DFL) }
    var none = sigset_t()
    var blocked = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &blocked)
    defer { pthread_sigmask(SIG_SETMASK, &blocked, nil) }
    try body()
  }

  private static func fileForWriting(_ path: String) throws -> FileHandle {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// The folder of the built products: the test bundle's own.
  private static var buildFolder: URL {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? Bundle.main
    #if os(macOS)
      return bundle.bundleURL.deletingLastPathComponent()
    #else
      return bundle.executableURL?.deletingLastPathComponent() ?? bundle.bundleURL
    #endif
  }
}

/// A folder of its own for a test, gone when nobody needs it any more.
final class TemporaryFolder {
  /// The folder's path.
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "bpnet-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of `name` in the folder.
  func path(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file into the folder, and returns its path.
  func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: path(name), atomically: false, encoding: .utf8)
    return path(name)
  }

  /// The text of a file in the folder.
  func read(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  /// The names in the folder, hidden ones included, in ascending order.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}
