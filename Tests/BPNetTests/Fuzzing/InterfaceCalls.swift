import CBPNet

@testable import BPNet
@testable import BPNetC

/// Calls of the C interface that bytes say: functions, objects, lengths, texts, numbers.
///
/// The caller's memory has the size that the library is told, to the byte, and lives as long as `bpnet.h`
/// asks, so that AddressSanitizer sees what goes beyond. Models and tables are freed while there are still
/// objects made from them. What no library can notice is not tried: objects that are freed, and more
/// elements than there are.
struct InterfaceCalls {
  enum Function: Int, CaseIterable {
    case createTable, addNumbers, addTexts, readTable, tableFacts, freeTable, train, load, save, decode,
      encode
    case modelFacts, weights, predictTable, evaluate, freeModel, createPredictor, predictDoubles,
      predictFloats
    case freePredictor, library
  }

  private static let mostCalls = 24

  private var script: FuzzScript
  private var tables: [(pointer: OpaquePointer, memory: CallerMemory)] = []
  private var models: [OpaquePointer] = []
  private var predictors: [(pointer: OpaquePointer, inputCount: Int, outputCount: Int)] = []
  /// What the functions came to.
  private(set) var statuses: [Function: Set<UInt32>] = [:]

  init(_ bytes: [UInt8]) { script = FuzzScript(bytes) }

  /// Makes the calls, beginning with a table, a model and a predictor.
  mutating func run(model: [UInt8]) {
    makeSampleTable()
    decode(model)
    createPredictor(of: models.last, rowCapacity: 2)
    var count = 0
    while !script.isAtEnd, count < Self.mostCalls {
      count += 1
      call(Function.allCases[script.below(Function.allCases.count)])
    }
    while !tables.isEmpty { freeTable(at: 0) }
    for model in models { bpnet_model_free(model) }
    for predictor in predictors { bpnet_predictor_free(predictor.pointer) }
  }

  private mutating func call(_ function: Function) {
    switch function {
    case .createTable: createTable()
    case .addNumbers: addNumbers()
    case .addTexts: addTexts()
    case .readTable: readTable()
    case .tableFacts: askTable()
    case .freeTable: freeTable(at: script.below(tables.count + 1))
    case .train: train()
    case .load: load()
    case .save: save()
    case .decode: decodeChanged()
    case .encode: encode()
    case .modelFacts: askModel()
    case .weights: weights()
    case .predictTable: predictTable()
    case .evaluate: evaluate()
    case .freeModel:
      if let index = script.index(of: models) { bpnet_model_free(models.remove(at: index)) }
      bpnet_model_free(nil)
    case .createPredictor:
      createPredictor(of: model(), rowCapacity: script.count(near: script.below(4)))
    case .predictDoubles: predict(of: Double.self)
    case .predictFloats: predict(of: Float.self)
    case .freePredictor:
      if let index = script.index(of: predictors) {
        bpnet_predictor_free(predictors.remove(at: index).pointer)
      }
    case .library:
      read(bpnet_version())
      read(bpnet_kernel_set())
    }
  }
}

// MARK: - What functions promise

extension InterfaceCalls {
  /// Calls a function with memory for its message, and checks what is promised of status and message.
  @discardableResult
  private mutating func check(
    _ function: Function, _ body: (UnsafeMutablePointer<CChar>?, Int) -> bpnet_status
  ) -> bpnet_status {
    let size = [0, 1, 7, 300][script.below(4)]
    let memory = CallerMemory()
    let message =
      size == 0
      ? nil
      : memory.block([UInt8](repeating: 63, count: size))
        .assumingMemoryBound(to: CChar.self)
    let status = body(message, size)
    precondition(status.rawValue <= BPNET_ERROR_PROCESSOR.rawValue, "an unknown status")
    let length = (0..<size).first { message?[$0] == 0 }
    precondition(size == 0 || length != nil, "a message without an end")
    let isError = status != BPNET_OK && status != BPNET_STOPPED
    precondition(size < 300 || isError == (length != 0), "an error has a message, and nothing else")
    memory.free()
    statuses[function, default: []].insert(status.rawValue)
    return status
  }

  /// Calls a function that makes an object, which there is where the status says so.
  private mutating func make(
    _ function: Function, mayDiverge: Bool = false,
    _ body: (UnsafeMutablePointer<OpaquePointer?>?, UnsafeMutablePointer<CChar>?, Int) -> bpnet_status
  ) -> OpaquePointer? {
    var object: OpaquePointer?
    if script.below(16) == 0 {
      let status = check(function) { body(nil, $0, $1) }
      precondition(status == BPNET_ERROR_ARGUMENT, "nowhere to put an object")
      return nil
    }
    let status = check(function) { body(&object, $0, $1) }
    let isMade = status == BPNET_OK || status == BPNET_STOPPED
    if !mayDiverge || status != BPNET_ERROR_DIVERGED {
      precondition((object != nil) == isMade, "an object beside an error, or none without")
    }
    return object
  }

  /// Reads a text of the library to its end.
  private func read(_ text: UnsafePointer<CChar>?) {
    if let text { precondition(String(validatingCString: text) != nil, "bytes that are not UTF-8") }
  }

  /// A table; at times NULL or another object.
  private mutating func table() -> OpaquePointer? {
    let number = script.below(16)
    if number == 0 { return models.last ?? predictors.last?.pointer }
    return number == 1 || tables.isEmpty ? nil : tables[number % tables.count].pointer
  }

  /// A model; at times NULL or another object.
  private mutating func model() -> OpaquePointer? {
    let number = script.below(16)
    if number == 0 { return predictors.last?.pointer ?? tables.last?.pointer }
    return number == 1 || models.isEmpty ? nil : models[number % models.count]
  }
}

// MARK: - Tables

extension InterfaceCalls {
  private mutating func makeSampleTable() {
    let memory = CallerMemory()
    var table: OpaquePointer?
    bpnet_table_create(&table, nil, 0)
    guard let table else { preconditionFailure("no table") }
    let numbers: [Double] = [1.5, 2, -300, 0.25, 7]
    let name = memory.texts([Array("width".utf8)])
    bpnet_table_add_numbers(table, BPNET_FLOAT64, memory.block(numbers), 5, 1, name, nil, 0)
    for (column, texts) in [("kind", ["a", "b", "a", "a", "b"]), ("y", ["yes", "no", "yes", "no", "no"])] {
      let texts = memory.texts(texts.map { Array($0.utf8) })
      bpnet_table_add_texts(table, texts, 5, nil, 5, memory.text(Array(column.utf8)), nil, 0)
    }
    precondition(bpnet_table_row_count(table) == 5 && bpnet_table_column_count(table) == 3)
    tables.append((table, memory))
  }

  private mutating func createTable() {
    guard let table = make(.createTable, { bpnet_table_create($0, $1, $2) }) else { return }
    tables.append((table, CallerMemory()))
  }

  private mutating func addNumbers() {
    let type = bpnet_type(rawValue: UInt32(script.below(12)))
    let (rows, columns) = (script.below(7), script.below(4))
    let isSmall = script.below(2) == 0
    let table = table()
    // What a table borrows has to live as long as it does; the names do not.
    let memory = tables.first { $0.pointer == table }?.memory ?? CallerMemory()
    let values: UnsafeMutableRawPointer
    if isSmall {
      values = memory.block((0..<rows * columns).map { _ in Double(script.below(9)) - 4 })
    } else {
      values = memory.block(script.bytes(count: 8 * rows * columns))
    }
    let call = CallerMemory()
    let names = script.below(3) == 0 ? nil : call.texts((0..<columns).map { _ in script.text() })
    let (rowCount, columnCount) = (script.count(below: rows), script.count(below: columns))
    let given = script.below(16) == 0 ? nil : values
    check(.addNumbers) {
      bpnet_table_add_numbers(
        table, isSmall ? BPNET_FLOAT64 : type, given, rowCount, columnCount, names, $0, $1)
    }
    withExtendedLifetime(memory) {}
    call.free()
  }

  private mutating func addTexts() {
    let (count, rows) = (script.below(6), script.below(7))
    let table = table()
    let call = CallerMemory()
    let texts = call.texts((0..<count).map { _ in script.below(8) == 0 ? nil : script.text() })
    let indices =
      script.below(3) == 0
      ? nil
      : call.block((0..<rows).map { _ in Int32(script.below(9)) - 2 })
        .assumingMemoryBound(to: Int32.self)
    let textCount = script.count(below: count)
    // Without indices there are as many rows as texts, whatever is said.
    let rowCount = script.count(below: indices == nil ? count : rows)
    let name = script.below(4) == 0 ? nil : call.text(script.text())
    check(.addTexts) { bpnet_table_add_texts(table, texts, textCount, indices, rowCount, name, $0, $1) }
    call.free()
  }

  private mutating func readTable() {
    let path = path()
    if let table = make(.readTable, { bpnet_table_read(path?.text, $0, $1, $2) }) {
      tables.append((table, CallerMemory()))
    }
    path?.memory.free()
  }

  private mutating func askTable() {
    let table = table()
    let (rows, columns) = (bpnet_table_row_count(table), bpnet_table_column_count(table))
    precondition(rows <= 7 && columns <= 3 * Self.mostCalls + 3)
  }

  private mutating func freeTable(at index: Int) {
    guard index < tables.count else { return bpnet_table_free(nil) }
    let (table, memory) = tables.remove(at: index)
    bpnet_table_free(table)
    memory.free()
  }

  /// Paths where nothing is, and nothing can be made.
  private mutating func path() -> (text: UnsafePointer<CChar>, memory: CallerMemory)? {
    let paths: [[UInt8]?] = [nil, [], Array("/no/such/file".utf8), Array("/".utf8), [47, 255, 254]]
    guard let path = paths[script.below(paths.count)] else { return nil }
    let memory = CallerMemory()
    return (memory.text(path), memory)
  }
}

// MARK: - Models

extension InterfaceCalls {
  private mutating func train() {
    let (table, validation) = (table(), script.below(3) == 0 ? table() : nil)
    let start = script.below(3) == 0 ? model() : nil
    let memory = CallerMemory()
    let recipe = script.recipe().map { memory.text($0) }
    let callsLeft = memory.block([script.below(5)])
    let model = make(.train, mayDiverge: true) { object, message, size in
      bpnet_train(
        table, validation, start, recipe,
        { progress, context in
          guard let progress, let context else { preconditionFailure("a callback without its arguments") }
          precondition(progress.pointee.size == MemoryLayout<bpnet_progress>.size)
          let left = context.assumingMemoryBound(to: Int.self)
          left.pointee -= 1
          return left.pointee < 0 ? 1 : 0
        }, callsLeft, object, message, size)
    }
    if let model { models.append(model) }
    memory.free()
  }

  private mutating func load() {
    let path = path()
    if let model = make(.load, { bpnet_model_load(path?.text, $0, $1, $2) }) { models.append(model) }
    path?.memory.free()
  }

  private mutating func save() {
    let (model, path) = (model(), path())
    check(.save) { bpnet_model_save(model, path?.text, $0, $1) }
    path?.memory.free()
  }

  private mutating func decode(_ bytes: [UInt8]) {
    let memory = CallerMemory()
    let (block, count) = (script.below(16) == 0 ? nil : memory.block(bytes), bytes.count)
    if let model = make(.decode, { bpnet_model_decode(block, count, $0, $1, $2) }) { models.append(model) }
    memory.free()
  }

  /// Decodes text, or the bytes of a model with one or none of them changed.
  private mutating func decodeChanged() {
    var count = 0
    guard script.below(4) > 0, let model = models.last,
      bpnet_model_encode(model, nil, 0, &count, nil, 0) == BPNET_ERROR_ARGUMENT
    else { return decode(script.text()) }
    var bytes = [UInt8](repeating: 0, count: count)
    precondition(bpnet_model_encode(model, &bytes, count, &count, nil, 0) == BPNET_OK)
    if script.below(2) == 0 { bytes[(script.byte() << 8 | script.byte()) % count] ^= UInt8(script.byte()) }
    decode(bytes)
  }

  private mutating func encode() {
    let model = model()
    let memory = CallerMemory()
    let capacity = script.count(below: 4096)
    let bytes = script.below(8) == 0 ? nil : memory.block([UInt8](repeating: 0, count: max(capacity, 0)))
    let hasCount = script.below(8) > 0
    var count = 0
    check(.encode) { message, size in
      hasCount
        ? bpnet_model_encode(model, bytes, capacity, &count, message, size)
        : bpnet_model_encode(model, bytes, capacity, nil, message, size)
    }
    memory.free()
  }

  private mutating func askModel() {
    let (model, index) = (model(), script.count(below: 4))
    for text in [
      bpnet_model_column_name(model, index), bpnet_model_output_name(model, index),
      bpnet_model_label_name(model, index, 1), bpnet_model_task(model),
      bpnet_model_precision(model), bpnet_model_record(model), bpnet_model_weights_sha256(model),
      bpnet_model_layer_activation(model, index),
    ] { read(text) }
    precondition(bpnet_model_layer_size(model, index) >= 0 && bpnet_model_column_count(model) >= 0)
    precondition(0...1 ~= bpnet_model_predicts_classes(model))
  }

  private mutating func weights() {
    let (model, layer) = (model(), script.count(below: 3))
    let neurons = bpnet_model_layer_size(model, layer)
    let inputs = layer == 0 ? bpnet_model_input_count(model) : bpnet_model_layer_size(model, layer &- 1)
    let (weightCount, biasCount) = (script.count(near: neurons * inputs), script.count(near: neurons))
    let memory = CallerMemory()
    let weights = script.below(4) == 0 ? nil : memory.doubles(weightCount)
    let biases = script.below(4) == 0 ? nil : memory.doubles(biasCount)
    check(.weights) { bpnet_model_weights(model, layer, weights, weightCount, biases, biasCount, $0, $1) }
    memory.free()
  }

  private mutating func predictTable() {
    let (model, table) = (model(), table())
    let capacity = script.count(near: bpnet_table_row_count(table) * bpnet_model_output_count(model))
    let memory = CallerMemory()
    let numbers = script.below(8) == 0 ? nil : memory.doubles(capacity)
    check(.predictTable) { bpnet_model_predict_table(model, table, numbers, capacity, $0, $1) }
    memory.free()
  }

  private mutating func evaluate() {
    let (model, table) = (model(), table())
    let memory = CallerMemory()
    let figures: [[UInt8]] = [Array("loss".utf8), Array("accuracy".utf8), script.text()]
    let figure = script.below(8) == 0 ? nil : memory.text(figures[script.below(3)])
    let value = script.below(8) == 0 ? nil : memory.doubles(1)
    check(.evaluate) { bpnet_model_evaluate(model, table, figure, value, $0, $1) }
    memory.free()
  }
}

// MARK: - Predictors

extension InterfaceCalls {
  private mutating func createPredictor(of model: OpaquePointer?, rowCapacity: Int) {
    let predictor = make(.createPredictor) { bpnet_predictor_create(model, rowCapacity, $0, $1, $2) }
    guard let predictor else { return }
    predictors.append((predictor, bpnet_model_input_count(model), bpnet_model_output_count(model)))
  }

  private mutating func predict<Number: BinaryFloatingPoint & BitwiseCopyable>(of _: Number.Type) {
    let isOther = script.below(16) == 0
    let chosen = script.index(of: predictors).map { predictors[$0] }
    let pointer = isOther ? tables.last?.pointer : chosen?.pointer
    let rows = script.below(5)
    let memory = CallerMemory()
    let values =
      script.below(2) == 0
      ? memory.block((0..<rows * (chosen?.inputCount ?? 0)).map { _ in Number(script.below(9)) - 4 })
      : memory.block(script.bytes(count: MemoryLayout<Number>.size * rows * (chosen?.inputCount ?? 0)))
    let given = script.below(16) == 0 ? nil : values
    let rowCount = script.count(below: rows)
    let capacity = script.count(near: rows * (chosen?.outputCount ?? 0))
    let numbers = script.below(16) == 0 ? nil : memory.block([Number](repeating: 0, count: max(capacity, 0)))
    if Number.self == Double.self {
      check(.predictDoubles) {
        bpnet_predict_f64(
          pointer, given?.assumingMemoryBound(to: Double.self), rowCount,
          numbers?.assumingMemoryBound(to: Double.self), capacity, $0, $1)
      }
    } else {
      check(.predictFloats) {
        bpnet_predict_f32(
          pointer, given?.assumingMemoryBound(to: Float.self), rowCount,
          numbers?.assumingMemoryBound(to: Float.self), capacity, $0, $1)
      }
    }
    memory.free()
  }
}
