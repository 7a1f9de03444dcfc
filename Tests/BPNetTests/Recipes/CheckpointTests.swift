import Foundation
import Synchronization
import Testing

@testable import BPNet

/// Training that is stopped at any step and resumed from a checkpoint's file ends with the same bytes.
@Suite struct CheckpointTests {
  private static func recipe(_ change: (inout TrainingRecipe) -> Void = { _ in }) -> TrainingRecipe {
    var recipe = TrainingRecipe(preset: .classic)
    recipe.epochs = 6
    recipe.hidden = .sizes([5])
    recipe.keepsHistory = true
    change(&recipe)
    return recipe
  }

  private static let recipes: [(String, TrainingRecipe)] = [
    ("momentum", recipe()),
    ("adam with dropout", recipe { ($0.optimizer, $0.dropout) = (.given(.adam()), 0.2) }),
    ("prelu, clipping", recipe { ($0.activations, $0.clippingNorm) = ([.prelu()], 0.5) }),
    ("single samples", recipe { $0.batchSize = .samples(1) }),
    ("early stopping", recipe { ($0.validationFraction, $0.patience) = (0.3, 2) }),
    ("training loss watched", recipe { $0.maxFail = 2 }),
    ("adaptive", recipe { ($0.schedule, $0.learningRate) = (.adaptive(), 2) }),
    (
      "plateau with warm-up",
      recipe {
        ($0.schedule, $0.warmUpEpochs, $0.validationFraction) = (.plateau(patience: 1, factor: 0.5), 2, 0.2)
      }
    ),
    ("rprop", recipe { $0.optimizer = .given(.rprop()) }),
    ("l-bfgs", recipe { $0.optimizer = .given(.lbfgs()) }),
    ("conjugate gradients", recipe { $0.optimizer = .given(.scg) }),
    (
      "levenberg-marquardt",
      recipe {
        ($0.optimizer, $0.loss, $0.outputActivation) = (
          .given(.levenbergMarquardt()), .meanSquared, .sigmoid()
        )
      }
    ),
  ]

  /// Trains in parts of `steps` steps, each with a new trainer that resumes from the last one's file.
  private func trainInParts<Element: Scalar>(
    _ prepared: PreparedTraining<Element>, steps: Int, folder: String
  ) throws -> TrainingResult {
    while true {
      let checkpoints = try CheckpointFolder(folder, interval: .epochs(1), resumes: true)
      var left = steps
      let result = try prepared.train(
        checkpoints: checkpoints,
        shouldStop: {
          left -= 1
          return left < 0
        })
      if result.summary.stopReason != .signal { return result }
    }
  }

  private func check<Element: Scalar>(_ name: String, _ recipe: TrainingRecipe, as _: Element.Type) throws {
    let prepared: PreparedTraining<Element> = try recipe.prepare(RunTests.table(), as: Element.self)
    let whole = try prepared.train()
    for steps in [1, 3] {
      let folder = try TemporaryFolder()
      let parts = try trainInParts(prepared, steps: steps, folder: folder.path)
      #expect(try parts.model.encoded() == whole.model.encoded(), "\(name), \(steps) steps a part")
      #expect(parts.history == whole.history && parts.summary.bestEpoch == whole.summary.bestEpoch)
      let names = try folder.names()
      #expect(names.count == 3 && names.contains("lock"), "two checkpoints are kept: \(names)")
    }
  }

  @Test(arguments: recipes.indices) func theSameBytesFromAnyStep(index: Int) throws {
    let (name, recipe) = Self.recipes[index]
    try check(name, recipe, as: Float.self)
    try check(name, recipe, as: Double.self)
  }

  /// Between two checkpoints there is a step, however short the interval.
  @Test(.timeLimit(.minutes(10)), arguments: [Double.leastNonzeroMagnitude, 1e-9, 1e-6])
  func everyIntervalLeavesTimeForSteps(seconds: Double) throws {
    for (name, recipe) in Self.recipes {
      let prepared = try recipe.prepare(RunTests.table(), as: Float.self)
      let folder = try TemporaryFolder()
      let result = try prepared.train(checkpoints: CheckpointFolder(folder.path, interval: .seconds(seconds)))
      #expect(try result.model.encoded() == prepared.train().model.encoded(), "\(name)")
    }
  }

  @Test func aRunThatHasEndedIsNotTrainedAgain() throws {
    let prepared = try Self.recipe { $0.validationFraction = 0.3 }.prepare(RunTests.table(), as: Float.self)
    let folder = try TemporaryFolder()
    let first = try prepared.train(checkpoints: CheckpointFolder(folder.path))
    var epochs = 0
    let second = try prepared.train(
      checkpoints: CheckpointFolder(folder.path, resumes: true), onEpoch: { _ in epochs += 1 })
    #expect(epochs == 0)
    #expect(try first.model.encoded() == second.model.encoded())
  }

  /// What others keep of the epochs can be saved before a checkpoint that has these epochs appears.
  @Test func othersSaveBeforeACheckpointAppears() throws {
    let prepared = try Self.recipe { $0.epochs = 40 }.prepare(RunTests.table(), as: Float.self)
    let folder = try TemporaryFolder()
    let path = folder.path
    let epoch = Atomic<Int>(0)
    let calls = Mutex<[(epoch: Int, files: [String])]>([])
    _ = try prepared.train(
      checkpoints: CheckpointFolder(path, interval: .epochs(1), keptCount: 99),
      beforeCheckpoint: {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        calls.withLock { $0.append((epoch.load(ordering: .acquiring), names)) }
      }, onEpochOf: { _, report in epoch.store(report.epoch, ordering: .releasing) },
      shouldStop: { false }, onModel: { _ in })
    let files = try folder.names().filter { $0.hasPrefix("checkpoint-") }
    let pairs = zip(calls.withLock { $0 }, files)
    #expect(files.count >= 2 && calls.withLock { $0.count } == files.count)
    for (call, file) in pairs {
      #expect(!call.files.contains(file))
      #expect(Int(file.split(separator: "-")[1]).map { $0 <= call.epoch } == true, "\(file) \(call.epoch)")
    }
  }

  @Test func theCheckpointBeforeADamagedOneIsUsed() throws {
    let prepared = try Self.recipe().prepare(RunTests.table(), as: Float.self)
    let folder = try TemporaryFolder()
    let whole = try prepared.train(checkpoints: CheckpointFolder(folder.path, interval: .epochs(2)))
    let names = try folder.names().filter { $0 != "lock" }
    let newest = URL(filePath: folder.file(names[1]))
    let bytes = try Data(contentsOf: newest)
    for damaged in [Data(), bytes.prefix(bytes.count - 1), Data(bytes.reversed())] {
      try damaged.write(to: newest)
      let events = CheckpointEvents()
      let again = try prepared.train(
        checkpoints: CheckpointFolder(folder.path, keptCount: 9, resumes: true, onEvent: events.add))
      #expect(events.texts.count == 2 && events.texts[0].hasPrefix("unreadable"), "\(events.texts)")
      #expect(events.texts[1].hasPrefix("resumed") && events.texts[1].contains(names[0]))
      #expect(try again.model.encoded() == whole.model.encoded())
    }
  }

  /// Damaged files of later epochs do not take the place of whole ones.
  @Test func wholeCheckpointsOutliveDamagedLaterOnes() throws {
    let prepared = try Self.recipe().prepare(RunTests.table(), as: Float.self)
    let folder = try TemporaryFolder()
    for name in ["checkpoint-00000098-000000000998", "checkpoint-00000099-000000000999"] {
      try Data("damaged".utf8).write(to: URL(filePath: folder.file("\(name).safetensors")))
    }
    _ = try prepared.train(checkpoints: CheckpointFolder(folder.path, keptCount: 1, resumes: true))
    let events = CheckpointEvents()
    _ = try prepared.train(checkpoints: CheckpointFolder(folder.path, resumes: true, onEvent: events.add))
    #expect(events.texts.last?.hasPrefix("resumed") == true, "\(events.texts)")
  }

  @Test func otherTrainingIsRefusedByWhatDiffers() throws {
    let folder = try TemporaryFolder()
    _ = try Self.recipe().prepare(RunTests.table(), as: Float.self)
      .train(checkpoints: CheckpointFolder(folder.path))
    func argument(_ recipe: TrainingRecipe, _ table: Table, f64: Bool = false) throws -> String? {
      let checkpoints = try CheckpointFolder(folder.path, resumes: true)
      do {
        _ =
          f64
          ? try recipe.prepare(table, as: Double.self).train(checkpoints: checkpoints)
          : try recipe.prepare(table, as: Float.self).train(checkpoints: checkpoints)
        return nil
      } catch BPNetError.invalidArgument(let name, _, _) {
        return name
      }
    }
    let table = try RunTests.table()
    #expect(try argument(Self.recipe(), table) == nil)
    #expect(try argument(Self.recipe { $0.threads = 2 }, table) == nil, "no result depends on the threads")
    #expect(try argument(Self.recipe { $0.seed = 1 }, table) == "seed")
    #expect(try argument(Self.recipe { $0.epochs = 7 }, table) == "epochs")
    #expect(try argument(Self.recipe { $0.hidden = .sizes([6]) }, table) == "hidden")
    #expect(try argument(Self.recipe { $0.validationFraction = 0.2 }, table) == "validationFraction")
    #expect(try argument(Self.recipe(), table, f64: true) == "precision")
    let other = try CSVReader().read(text: "a,b,c,y\n1,2,3,yes\n2,1,1,no\n3,3,1,yes\n", source: "t.csv")
    #expect(try argument(Self.recipe(), other) == "data")
  }

  @Test func aFolderBelongsToOneTraining() throws {
    let folder = try TemporaryFolder()
    let first = try CheckpointFolder(folder.path)
    #expect(throws: BPNetError.self) { try CheckpointFolder(folder.path) }
    _ = try Self.recipe().prepare(RunTests.table(), as: Float.self).train(checkpoints: first)
  }

  /// A child process that is being started has copies of all descriptors until it executes its program.
  @Test func theLockIsGoneWithTheFolderThoughADescriptorWasInherited() throws {
    let folder = try TemporaryFolder()
    let first = try CheckpointFolder(folder.path)
    var lock = stat()
    try #require(stat(folder.file("lock"), &lock) == 0)
    let inherited = (3..<4096).filter { descriptor in
      var file = stat()
      return fstat(Int32(descriptor), &file) == 0 && file.st_ino == lock.st_ino && file.st_dev == lock.st_dev
    }.map { dup(Int32($0)) }
    defer { for descriptor in inherited { close(descriptor) } }
    try #require(!inherited.isEmpty)
    withExtendedLifetime(first) {}
    _ = consume first
    _ = try CheckpointFolder(folder.path)
  }

  @Test func checkpointsAreNotOverwrittenByOtherTraining() throws {
    let folder = try TemporaryFolder()
    _ = try Self.recipe().prepare(RunTests.table(), as: Float.self)
      .train(checkpoints: CheckpointFolder(folder.path))
    #expect(throws: BPNetError.self) { try CheckpointFolder(folder.path) }
    #expect(try folder.names().count == 2)
  }

  /// Resuming in the folder of the other kind is refused, and leaves it as it is.
  @Test func oneRunAndSeveralDoNotShareAFolder() throws {
    let table = try RunTests.table()
    let prepared = try Self.recipe().prepare(table, as: Float.self)
    func train(_ folder: TemporaryFolder, isOne: Bool, resumes: Bool) throws {
      let checkpoints = try CheckpointFolder(folder.path, resumes: resumes)
      if isOne {
        _ = try prepared.train(checkpoints: checkpoints)
      } else {
        _ = try CrossValidation(Self.recipe(), table: table, foldCount: 3).run(checkpoints: checkpoints)
      }
    }
    for isOne in [true, false] {
      let message = isOne ? "several runs, expected a single one" : "a single run, expected several"
      let folder = try TemporaryFolder()
      try train(folder, isOne: isOne, resumes: false)
      let names = try folder.names()
      let error = #expect(throws: BPNetError.self) { try train(folder, isOne: !isOne, resumes: true) }
      #expect(error?.description.contains(message) == true)
      #expect(try folder.names() == names)
      try train(folder, isOne: isOne, resumes: true)
    }
  }

  /// A pipe would be waited for, by reading, writing and locking.
  @Test(arguments: ["checkpoint-00000002-000000000020.safetensors", "runs.json", "choice.json", "lock"])
  func namesOfPipesAndFoldersAreRefused(_ name: String) throws {
    for makesPipe in [true, false] {
      let folder = try TemporaryFolder()
      let path = "\(folder.path)/\(name)"
      try #require((makesPipe ? mkfifo(path, 0o600) : mkdir(path, 0o700)) == 0)
      for resumes in [true, false] {
        #expect(
          throws: BPNetError.cannotCreate(
            path: folder.path, reason: "\(name) in it is not a regular file")
        ) { try CheckpointFolder(folder.path, resumes: resumes) }
      }
    }
  }

  /// What makes the runs more or fewer is named, not their number.
  @Test func otherFoldsAreRefusedByTheirCount() throws {
    let folder = try TemporaryFolder()
    let table = try RunTests.table()
    _ = try CrossValidation(Self.recipe(), table: table, foldCount: 3)
      .run(checkpoints: CheckpointFolder(folder.path))
    #expect(
      throws: BPNetError.invalidArgument(
        name: "foldCount", found: "4", expected: "3, as in the checkpoint")
    ) {
      try CrossValidation(Self.recipe(), table: table, foldCount: 4)
        .run(checkpoints: CheckpointFolder(folder.path, resumes: true))
    }
  }

  @Test func filesOfKilledProcessesAreRemoved() throws {
    let folder = try TemporaryFolder()
    let names = [".bpnet-1234-0.tmp", "mine.txt"]
    for name in names { try Data([1]).write(to: URL(filePath: folder.file(name))) }
    _ = try CheckpointFolder(folder.path)
    #expect(try folder.names() == ["lock", "mine.txt"])
  }

  /// A folder that is gone does not end training.
  @Test func trainingOutlivesItsFolder() throws {
    let prepared = try Self.recipe().prepare(RunTests.table(), as: Float.self)
    let folder = try TemporaryFolder()
    let events = CheckpointEvents()
    let checkpoints = try CheckpointFolder(
      folder.file("inner"), interval: .epochs(1), onEvent: events.add)
    try FileManager.default.removeItem(atPath: folder.file("inner"))
    let result = try prepared.train(checkpoints: checkpoints)
    #expect(!events.texts.isEmpty && events.texts.allSatisfy { $0.hasPrefix("failed") })
    #expect(try result.model.encoded() == prepared.train().model.encoded())
  }

  /// Restarts, folds and trials that have ended are not trained again.
  @Test func runsThatHaveEndedAreNotTrainedAgain() throws {
    let table = try RunTests.table()
    let recipe = Self.recipe { ($0.restartCount, $0.validationFraction, $0.keepsHistory) = (4, 0.3, nil) }
    let prepared = try recipe.prepare(table, as: Float.self)
    let validation = try CrossValidation(recipe, table: table, foldCount: 3)
    let search = Search(recipe, axes: [.init(\.learningRate, [0.01, 0.1])])
    typealias Training = (CheckpointFolder?, _ shouldStop: () -> Bool) throws -> [Run.Result]
    let trainings: [Training] = [
      { try prepared.trainBest(by: Run.Executor(threads: 1), checkpoints: $0, shouldStop: $1).runs },
      { try validation.run(by: Run.Executor(threads: 1), checkpoints: $0, shouldStop: $1).runs },
      {
        try search.run(on: table, by: Run.Executor(threads: 1), checkpoints: $0, shouldStop: $1)
          .trials.flatMap(\.runs)
      },
    ]
    for train in trainings {
      let folder = try TemporaryFolder()
      let whole = try train(nil) { false }
      var left = 60
      _ = try train(CheckpointFolder(folder.path)) {
        left -= 1
        return left < 0
      }
      #expect(try folder.names().contains("runs.json"))
      let events = CheckpointEvents()
      let resumed = try train(CheckpointFolder(folder.path, resumes: true, onEvent: events.add)) { false }
      #expect(events.texts.count == 1 && events.texts[0].hasPrefix("resumedRuns"), "\(events.texts)")
      #expect(resumed.map(\.training) == whole.map(\.training))
      #expect(resumed.map(\.fold) == whole.map(\.fold) && resumed.map(\.run) == whole.map(\.run))
    }
  }
}
