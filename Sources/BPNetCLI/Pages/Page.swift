import BPNet
import BPNetPictures

/// A page that a script of its own draws, without libraries.
struct Page {
  let title: String
  /// The numbers that the script shows.
  let data: JSONValue
  /// What is in `main`.
  let body: String
  let script: String

  /// The file's text.
  var text: String {
    HTMLPage(
      title: title, style: PageStyle.text,
      body: """
        <main>
        \(body)
        <noscript>
        <p>This page draws its numbers with a script of its own, which is switched off.</p>
        </noscript>
        </main>
        <script type="application/json" id="data">
        \(Self.escapedJSON(data.description))
        </script>
        <script>
        "use strict";
        \(PageScript.text)
        \(script)
        </script>
        """
    ).html
  }

  /// JSON that cannot end its element.
  private static func escapedJSON(_ text: String) -> String { text.replacing("<", with: "\\u003c") }
}
