import BPNet
import BPNetPictures

/// A page of HTML in one file, which needs nothing beside it, neither a network nor a library.
struct Page {
  let title: String
  /// The numbers that the script shows.
  let data: JSONValue
  /// What is in `main`.
  let body: String
  let script: String

  /// The file's text.
  var text: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="generator" content="BPNet \(libraryVersion)">
    <link rel="icon" href="data:,">
    <title>\(PictureText.escaped(title))</title>
    <style>
    \(PageStyle.text)
    </style>
    </head>
    <body>
    <main>
    \(body)
    <noscript><p>This page draws its numbers with a script of its own, which is switched off.</p></noscript>
    </main>
    <script type="application/json" id="data">
    \(Self.escapedJSON(data.description))
    </script>
    <script>
    "use strict";
    \(PageScript.text)
    \(script)
    </script>
    </body>
    </html>

    """
  }

  /// JSON that cannot end its element.
  private static func escapedJSON(_ text: String) -> String { text.replacing("<", with: "\\u003c") }
}
