/// The parts of JSON that the toolchain's decoder lets pass.
package enum JSONSyntax {
  /// Checks that a text is one JSON value without a comma behind the last part of an object or array, and
  /// without two members of the same key in one object.
  ///
  /// Whether a word is `true`, `false`, `null` or a number is left to the decoder. O(n) in the length of the
  /// text, to any depth.
  package static func check(_ text: String) throws(JSONFault) {
    // Some editors write a mark of the encoding first, which the decoder skips as well.
    let bytes = Array(text.utf8)
    let mark = ByteOrderMark.utf8
    var scanner = JSONScanner(bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...])
    // Whether each value around the next one is an object, and the keys of these objects.
    var areObjects: [Bool] = []
    var keys: [Set<String>] = []
    repeat {
      if scanner.skip("{") {
        if !scanner.skip("}") {
          areObjects.append(true)
          keys.append([])
          try scanner.checkKey(&keys)
          continue
        }
      } else if scanner.skip("[") {
        if !scanner.skip("]") {
          areObjects.append(false)
          continue
        }
      } else {
        try scanner.checkScalar()
      }
      // A value ends here, and so may those around it.
      while let isObject = areObjects.last {
        if scanner.skip(",") {
          if isObject { try scanner.checkKey(&keys) }
          break
        }
        guard scanner.skip(isObject ? "}" : "]") else {
          throw scanner.fault(expected: isObject ? ", or }" : ", or ]")
        }
        areObjects.removeLast()
        if isObject { keys.removeLast() }
      }
    } while !areObjects.isEmpty
    try scanner.expectEnd(of: "JSON")
  }
}

extension JSONScanner {
  /// Reads a key of the innermost object.
  fileprivate mutating func checkKey(_ keys: inout [Set<String>]) throws(JSONFault) {
    skipSpaces()
    guard isNext("\"") else { throw fault(expected: "a key in quotes") }
    _ = try parseKey(&keys[keys.count - 1])
  }

  /// Reads a text or a word.
  fileprivate mutating func checkScalar() throws(JSONFault) {
    if isNext("\"") {
      _ = try parseString()
      return
    }
    let word = take { byte in
      switch UnicodeScalar(byte) {
      case "a"..."z", "A"..."Z", "0"..."9", "+", "-", ".": true
      default: false
      }
    }
    if word.isEmpty { throw fault(expected: "a value") }
  }
}
