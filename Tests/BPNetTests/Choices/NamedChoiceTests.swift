import Foundation
import Testing

@testable import BPNet

@Suite struct NamedChoiceTests {
  /// Values that differ, with every constant other than usual in at least one.
  private static let losses: [Loss] = Loss.registry.defaultValues + [.huber(delta: 0.3), .huber(delta: 2)]
  private static let initializers: [Initializer] =
    Initializer.registry.defaultValues + [
      .gaussian(mean: 0.5), .gaussian(standardDeviation: 3), .uniform(low: -1, high: 0.25), .constant(0.1),
      .constant(-3),
    ]
  private static let schedules: [Schedule] =
    Schedule.registry.defaultValues + [
      .step(epochs: 3), .step(epochs: 3, factor: 0.5), .exponential(factor: 0.9), .inverse(power: 2),
      .cosine(epochs: 10), .cosine(epochs: 10, growth: 2), .cosine(epochs: 10, growth: 2, floor: 0.1),
      .plateau(patience: 3), .plateau(factor: 0.5), .adaptive(increase: 1.1), .adaptive(decrease: 0.5),
      .adaptive(limit: 1.5),
    ]
  private static let activations: [Activation] =
    Activation.registry.defaultValues + [
      .sigmoid(steepness: 0.1), .leakyReLU(slope: 0.3), .prelu(slope: -1), .elu(alpha: 2),
    ]

  /// Each optimiser with its usual constants, and with each of them changed.
  private static let optimizers: [Optimizer] = Optimizer.definitions.flatMap { definition in
    let usual = definition.constants.map(\.defaultValue)
    let changed = usual.indices.compactMap { index -> Optimizer? in
      // A number that every constant may have, but for the whole numbers and those above 1.
      let value = [0.0625, 7].first { candidate in
        var values = usual
        values[index] = candidate
        return definition.allows(values)
      }
      guard let value else { return nil }
      var values = usual
      values[index] = value
      return definition.make(values)
    }
    return [definition.make(usual)] + changed
  }

  private func check<Choice: NamedChoice>(_ choices: [Choice], atLeast count: Int) throws {
    #expect(choices.count >= count)
    #expect(Set(choices.map(\.description)).count == choices.count, "\(Choice.self)")
    #expect(Set(choices).count == choices.count, "\(Choice.self)")
    for choice in choices {
      let parsed = try Choice(parsing: choice.description)
      #expect(parsed == choice && parsed.hashValue == choice.hashValue, "\(choice)")
      #expect(parsed.description == choice.description)
      let json = try JSONEncoder().encode([choice])
      #expect(String(decoding: json, as: UTF8.self) == "[\"\(choice)\"]")
      #expect(try JSONDecoder().decode([Choice].self, from: json) == [choice], "\(choice)")
    }
    for (first, second) in zip(choices, choices.dropFirst()) { #expect(first != second) }
  }

  @Test func everyConstantIsWrittenAndRead() throws {
    try check(Self.losses, atLeast: 8)
    try check(Self.initializers, atLeast: 12)
    try check(Self.schedules, atLeast: 15)
    try check(Self.activations, atLeast: 17)
    try check(Self.optimizers, atLeast: Optimizer.definitions.map { $0.constants.count + 1 }.reduce(0, +))
  }

  private func checkNames<Choice: NamedChoice>(of _: Choice.Type) throws {
    #expect(Set(Choice.names).count == Choice.names.count)
    #expect(zip(Choice.names, Choice.usages).allSatisfy { $1.hasPrefix($0) })
    let error = #expect(throws: BPNetError.self) { try Choice(parsing: "nonsense") }
    let names = Choice.names.joined(separator: ", ")
    #expect(
      error
        == .invalidArgument(
          name: Choice.argumentName, found: "\"nonsense\"", expected: "one of \(names)"))
    for name in Choice.names {
      for text in ["\(name):", "\(name):x", "\(name):1,", "\(name):nan", "\(name):1,2,3,4,5,6", "\(name) "] {
        #expect(throws: BPNetError.self, "\(text)") { try Choice(parsing: text) }
        let json = Data("[\"\(text)\"]".utf8)
        #expect(throws: BPNetError.self) { try JSONDecoder().decode([Choice].self, from: json) }
      }
    }
    for json in ["[1]", "[null]", "[[]]", "[\"\"]"] {
      #expect(throws: (any Error).self) { try JSONDecoder().decode([Choice].self, from: Data(json.utf8)) }
    }
  }

  @Test func whatCannotBeReadIsRefused() throws {
    try checkNames(of: Loss.self)
    try checkNames(of: Initializer.self)
    try checkNames(of: Schedule.self)
    try checkNames(of: Activation.self)
    try checkNames(of: Optimizer.self)
  }
}
