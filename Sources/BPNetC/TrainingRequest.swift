import BPNet

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a caller asks of training: a recipe, and what is said beside it.
struct TrainingRequest {
  var recipe = TrainingRecipe()
  /// The precision; nil for that of the model that training goes on from, or else f32.
  var precision: Precision?
  private var folder: String?
  private var interval: TrainingConfiguration.CheckpointInterval?
  private var keptCount: Int?
  private var resumes = false

  /// Reads a JSON object of options.
  ///
  /// - Parameter start: the model that training goes on from, whose optimiser's numbers stand in for those
  ///   that are not given.
  /// - Throws: `BPNetError.invalidArgument`, under the name of the option.
  init(json: String, start: Model?) throws(BPNetError) {
    var properties: [String: OptionValue] = [:]
    var constants: [String: Double] = [:]
    var keys: Set<String> = []
    let options = try TrainingRequest.options(json)
    for (name, value) in options.sorted(by: { $0.key < $1.key }) where value != .none {
      let key = RecipeOption.key(name)
      guard keys.insert(key).inserted else { throw TrainingRequest.twice(name) }
      if try takeIn(key, name, value) { continue }
      if key == "momentum" || key == "mu" {
        constants[key] = try TrainingRequest.number(value, name)
        continue
      }
      guard let option = RecipeOption.byKey[key] else { throw TrainingRequest.unknown(name) }
      let converted = try option.convert(value)
      guard properties[option.property] == nil else { throw TrainingRequest.twice(option.property) }
      properties[option.property] = converted
    }
    try complete(&properties, constants, usual: start?.optimizer)
    recipe = try TrainingRequest.recipe(properties)
    guard folder != nil || (interval == nil && keptCount == nil && !resumes) else {
      throw .invalidArgument(name: "checkpoint", found: "no folder", expected: "one")
    }
  }

  /// The folder of checkpoints; nil if there is to be none.
  func checkpoints() throws(BPNetError) -> CheckpointFolder? {
    guard let folder else { return nil }
    return try CheckpointFolder(
      folder, interval: interval ?? .seconds(60), keptCount: keptCount ?? 2, resumes: resumes)
  }

  /// Takes in an option that is not a choice of a recipe.
  private mutating func takeIn(
    _ key: String, _ name: String, _ value: OptionValue
  ) throws(BPNetError) -> Bool {
    switch key {
    case "precision":
      guard let precision = Precision(rawValue: value.description) else {
        throw .invalidArgument(name: name, found: "\(value)", expected: "f32 or f64")
      }
      self.precision = precision
    case "checkpoint": folder = value.description
    case "checkpointevery": interval = try TrainingRequest.interval(value, name)
    case "keep": keptCount = Int(exactly: try TrainingRequest.number(value, name)) ?? 0
    case "resume":
      guard case .flag(let flag) = value else {
        throw .invalidArgument(name: name, found: "\(value)", expected: "true or false")
      }
      resumes = flag
    default: return false
    }
    if let keptCount, keptCount < 1 {
      throw .invalidArgument(name: "keep", found: "\(value)", expected: "an integer of at least 1")
    }
    return true
  }
}

extension TrainingRequest {
  private static func options(_ json: String) throws(BPNetError) -> [String: OptionValue] {
    let noObject = BPNetError.invalidArgument(
      name: "recipe", found: "\"\(json.prefix(60))\"", expected: "a JSON object of options")
    guard json.first(where: { !$0.isWhitespace }) == "{" else { throw noObject }
    do throws(JSONFault) {
      try JSONSyntax.check(json)
    } catch {
      throw .invalidArgument(name: "recipe", found: error.foundInLine, expected: error.expected)
    }
    guard let value = try? JSONDecoder().decode(OptionValue.self, from: Data(json.utf8)),
      case .object(let options) = value
    else { throw noObject }
    return options
  }

  private static func unknown(_ name: String) -> BPNetError {
    let nearest = NearestMatch.suggestion(for: name, among: RecipeOption.all.map(\.name)) ?? "hidden"
    return .invalidArgument(
      name: "recipe", found: "\"\(name)\"", expected: "options of bpnet train, such as \"\(nearest)\"")
  }

  private static func twice(_ name: String) -> BPNetError {
    .invalidArgument(name: name, found: "it twice", expected: "it once")
  }

  private static func number(_ value: OptionValue, _ name: String) throws(BPNetError) -> Double {
    switch value.parsed {
    case .integer(let integer): return Double(integer)
    case .number(let number): return number
    default: throw .invalidArgument(name: name, found: "\(value)", expected: "a number")
    }
  }

  private static func interval(
    _ value: OptionValue, _ name: String
  ) throws(BPNetError) -> TrainingConfiguration.CheckpointInterval {
    guard let interval = TrainingConfiguration.CheckpointInterval(parsing: value.description) else {
      throw .invalidArgument(
        name: name, found: "\(value)", expected: TrainingConfiguration.CheckpointInterval.expectation)
    }
    return interval
  }

  /// Puts the optimiser's own numbers, which are given apart, with its name.
  private func complete(
    _ properties: inout [String: OptionValue], _ constants: [String: Double], usual: Optimizer?
  ) throws(BPNetError) {
    guard case .text(let text) = properties["optimizer"] ?? .text("") else { return }
    guard properties["optimizer"] != nil || !constants.isEmpty else { return }
    if text == TrainingRecipe.OptimizerChoice.automaticName {
      guard let constant = constants.keys.min() else { return }
      throw .invalidArgument(
        name: constant, found: "the optimizer auto beside it", expected: "the name of an optimizer")
    }
    let owner = constants["mu"] == nil ? Optimizer.sgd() : .levenbergMarquardt()
    let name = text.isEmpty ? usual?.name ?? owner.name : text
    var numbers = constants
    if let usual, usual.name == name { numbers.merge(usual.constants) { given, _ in given } }
    properties["optimizer"] = .text(try Optimizer(parsing: name, constants: numbers).description)
  }

  private static func recipe(_ properties: [String: OptionValue]) throws(BPNetError) -> TrainingRecipe {
    do {
      return try decode(properties)
    } catch let error as BPNetError {
      throw error
    } catch {
      // What the decoder says of the place is not to be relied on, so each property is tried alone.
      let fault = properties.sorted { $0.key < $1.key }.first { (try? decode([$0.key: $0.value])) == nil }
      throw .invalidArgument(
        name: fault?.key ?? "recipe", found: fault.map { "\"\($0.value)\"" } ?? "choices",
        expected: RecipeOption.all.first { $0.property == fault?.key }?.expected ?? "choices")
    }
  }

  private static func decode(_ properties: [String: OptionValue]) throws -> TrainingRecipe {
    try JSONDecoder().decode(TrainingRecipe.self, from: JSONEncoder().encode(properties))
  }
}
