import BPNet

/// A page of HTML in one file, which loads nothing, with the colours of the pictures.
package struct HTMLPage: Sendable {
  private let title: String
  private let style: String
  private let body: String

  /// A page.
  ///
  /// - Parameters:
  ///   - title: the title, as text.
  ///   - style: the style sheet behind the colours, which are custom properties of the names in `Palette`.
  ///   - body: the markup of the body.
  package init(title: String, style: String, body: String) {
    (self.title, self.style, self.body) = (title, style, body)
  }

  /// The file's text.
  package var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="generator" content="BPNet \(libraryVersion)">
    <title>\(PictureText.escaped(title))</title>
    <link rel="icon" href="data:,">
    <style>
    \(Palette.properties(of: ":root"))\(style)
    </style>
    </head>
    <body>
    \(body)
    </body>
    </html>

    """
  }
}
