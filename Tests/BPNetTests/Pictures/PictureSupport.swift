import BPNet
import Foundation
import Testing

@testable import BPNetPictures

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The elements of a picture, as an XML parser reads them.
final class PictureReader: NSObject, XMLParserDelegate {
  struct Element {
    let name: String
    let attributes: [String: String]
    var text = ""
  }

  private(set) var elements: [Element] = []
  private var open: [Int] = []

  /// Reads a whole SVG file.
  init(_ picture: Picture) throws {
    super.init()
    let parser = XMLParser(data: Data(picture.svg.utf8))
    parser.delegate = self
    try #require(parser.parse(), "\(String(describing: parser.parserError))")
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    open.append(elements.count)
    elements.append(Element(name: name, attributes: attributes))
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?)
  {
    open.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if let index = open.last { elements[index].text += text }
  }

  func all(_ name: String, class styleName: String? = nil) -> [Element] {
    elements.filter { element in
      let classes = element.attributes["class"]?.split(separator: " ").map(String.init) ?? []
      return element.name == name && (styleName.map { classes.contains($0) } ?? true)
    }
  }

  /// The texts that are seen.
  var texts: [String] { all("text").map(\.text) }
}

/// Losses of some epochs.
func history(_ training: [Double], _ validation: [Double]? = nil) -> TrainingHistory {
  TrainingHistory(losses: training.indices.map { ($0 + 1, training[$0], validation?[$0]) })
}
