import BPNet

/// A report as one page of HTML that loads nothing: for phones and desks, light and dark, and for print.
package struct ReportPage: Sendable {
  /// A table of texts.
  package struct Grid: Sendable {
    /// What the table says, for screen readers.
    package var caption: String
    /// The headings, and whether the cells below are numbers.
    package var headings: [(name: String, isNumber: Bool)]
    /// The cells; the first of each row is its heading.
    package var rows: [[String]]

    /// A table of the given cells.
    package init(caption: String, headings: [(name: String, isNumber: Bool)], rows: [[String]]) {
      (self.caption, self.headings, self.rows) = (caption, headings, rows)
    }
  }

  /// A part of a section.
  package enum Block: Sendable {
    case text(String)
    /// A line of a command.
    case command(String)
    /// Names and values.
    case facts([(name: String, value: String)])
    case table(Grid)
    case pictures([Picture])
    case columns([ColumnStrip])
  }

  /// A part of the page with a heading.
  package struct Section: Sendable {
    package let title: String
    package let blocks: [Block]

    /// A section; one without blocks is left out.
    package init(_ title: String, _ blocks: [Block]) { (self.title, self.blocks) = (title, blocks) }
  }

  private let title: String
  private let lead: String
  /// The figures that stand above all.
  private let highlights: [(name: String, value: String)]
  private let sections: [Section]

  /// A page.
  ///
  /// - Parameters:
  ///   - lead: a sentence or two below the title.
  ///   - highlights: a few figures in large letters.
  package init(
    title: String, lead: String, highlights: [(name: String, value: String)], sections: [Section]
  ) {
    (self.title, self.lead, self.highlights) = (title, lead, highlights)
    self.sections = sections.filter { !$0.blocks.isEmpty }
  }
}

extension ReportPage {
  /// The page.
  package var html: String {
    let contents = sections.indices.map {
      "<li><a href=\"#section-\($0 + 1)\">\(text(sections[$0].title))</a></li>"
    }
    let shown = highlights.map { "<div><dt>\(text($0.name))</dt><dd>\(text($0.value))</dd></div>" }
    var pictureCount = 0
    let parts = sections.enumerated().map { index, section in
      let blocks = section.blocks.map { html(of: $0, &pictureCount) }.joined(separator: "\n")
      return """
        <section aria-labelledby="section-\(index + 1)">
        <h2 id="section-\(index + 1)">\(text(section.title))</h2>
        \(blocks)
        </section>
        """
    }
    return HTMLPage(
      title: title.shortened(to: 4000), style: Style.sheet(Style.all, declaresColors: false) + Self.style,
      body: """
        <header>
        <h1>\(text(title))</h1>
        <p class="lead">\(text(lead))</p>
        <dl class="highlights">\(shown.joined())</dl>
        <nav aria-label="Contents"><ul>\(contents.joined())</ul></nav>
        </header>
        <main>
        \(parts.joined(separator: "\n"))
        </main>
        """
    ).html
  }

  private func text(_ text: String) -> String { PictureText.escaped(text.shortened(to: 4000)) }

  private func html(of block: Block, _ pictureCount: inout Int) -> String {
    switch block {
    case .text(let line): return "<p>\(text(line))</p>"
    case .command(let line): return "<pre><code>\(text(line))</code></pre>"
    case .facts(let facts):
      let rows = facts.map { fact in
        let style = fact.value.count > 30 ? " class=\"wide\"" : ""
        return "<div\(style)><dt>\(text(fact.name))</dt><dd>\(text(fact.value))</dd></div>"
      }
      return "<dl class=\"facts\">\(rows.joined(separator: "\n"))</dl>"
    case .table(let grid): return html(of: grid)
    case .pictures(let pictures):
      let figures = pictures.map { picture in
        pictureCount += 1
        return "<figure>\(picture.element(id: "picture-\(pictureCount)"))</figure>"
      }
      return "<div class=\"pictures\">\(figures.joined(separator: "\n"))</div>"
    case .columns(let columns): return html(of: columns)
    }
  }

  private func html(of grid: Grid) -> String {
    let names = grid.headings.map { "<th scope=\"col\"\(numeric($0.isNumber))>\(text($0.name))</th>" }
    let rows = grid.rows.map { row in
      let cells = row.enumerated().map { index, cell in
        index == 0
          ? "<th scope=\"row\">\(text(cell))</th>"
          : "<td\(numeric(grid.headings[index].isNumber))>\(text(cell))</td>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    return table(grid.caption, names, rows)
  }

  private func html(of columns: [ColumnStrip]) -> String {
    // Without a model nobody knows the roles.
    let hasRoles = columns.contains { !$0.role.isEmpty }
    let names = (["column", "distribution", "values"] + (hasRoles ? ["used as"] : []) + ["missing"]).map {
      "<th scope=\"col\"\(numeric($0 == "missing"))>\($0)</th>"
    }
    let rows = columns.map { column in
      """
      <tr><th scope="row">\(text(column.name.shortenedForCaption))</th><td>\(column.svg)</td>\
      <td>\(text(column.values))</td>\(hasRoles ? "<td>\(text(column.role))</td>" : "")\
      <td class="number">\(PictureText.grouped(column.missingCount))</td></tr>
      """
    }
    return table("The columns of the data", names, rows)
  }

  private func table(_ caption: String, _ names: [String], _ rows: [String]) -> String {
    """
    <div class="scroll" role="region" aria-label="\(text(caption))" tabindex="0">
    <table><caption>\(text(caption))</caption><thead><tr>\(names.joined())</tr></thead>
    <tbody>
    \(rows.joined(separator: "\n"))
    </tbody></table></div>
    """
  }

  private func numeric(_ isNumber: Bool) -> String { isNumber ? " class=\"number\"" : "" }

  private static let style = """
    *{box-sizing:border-box}
    body{margin:0;background:var(--surface);color:var(--ink);line-height:1.5;\
    font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
    header,main{max-width:1080px;margin:0 auto;padding:0 20px}
    header{padding-top:28px}
    main{padding-bottom:48px}
    h1{font-size:1.7rem;line-height:1.25;margin:0 0 6px;overflow-wrap:anywhere}
    h2{font-size:1.2rem;margin:36px 0 12px;padding-top:14px;border-top:1px solid var(--grid)}
    p{margin:0 0 12px;max-width:75ch;overflow-wrap:anywhere}
    .lead{color:var(--muted)}
    a{color:var(--series-0)}
    a:focus-visible,.scroll:focus-visible{outline:2px solid var(--series-0);outline-offset:2px}
    nav ul{display:flex;flex-wrap:wrap;gap:4px 18px;list-style:none;margin:18px 0 0;padding:0}
    dl{margin:0}
    dd{margin:0}
    dt{color:var(--muted)}
    .highlights{display:flex;flex-wrap:wrap;gap:12px 36px;margin-top:18px}
    .highlights dt{font-size:.85rem}
    .highlights dd{font-size:1.5rem;font-weight:600;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
    .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));gap:6px 28px}
    .facts>div{display:flex;gap:10px;justify-content:space-between;border-bottom:1px solid var(--grid);\
    padding-bottom:4px}
    .facts .wide{grid-column:1/-1}
    .facts dd{text-align:right;overflow-wrap:anywhere;min-width:0}
    .facts dt{flex:none}
    .scroll{overflow-x:auto;margin-bottom:12px;background:\
    linear-gradient(to right,var(--surface) 40%,transparent) 0 0/36px 100% local,\
    linear-gradient(to left,var(--surface) 40%,transparent) 100% 0/36px 100% local,\
    linear-gradient(to right,var(--grid),transparent) 0 0/12px 100%,\
    linear-gradient(to left,var(--grid),transparent) 100% 0/12px 100%;\
    background-repeat:no-repeat}
    table{min-width:min(100%,15rem);border-collapse:collapse;font-size:.92rem;\
    font-variant-numeric:tabular-nums}
    caption{text-align:left;color:var(--muted);padding-bottom:6px}
    th,td{padding:5px 18px 5px 0;text-align:left;vertical-align:middle;border-bottom:1px solid var(--grid)}
    thead th{color:var(--muted);font-weight:400;border-bottom-color:var(--axis)}
    tbody th{font-weight:600}
    td,thead th{white-space:nowrap}
    .number{text-align:right}
    pre{margin:0 0 12px;padding:12px 14px;background:var(--panel);border:1px solid var(--grid);\
    border-radius:6px;font-size:.9rem;white-space:pre-wrap;overflow-wrap:anywhere}
    .pictures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,360px),1fr));gap:18px;\
    align-items:start;margin-bottom:12px}
    figure{margin:0}
    .pictures svg{display:block;width:100%;max-width:520px;height:auto}
    .strip{display:block;width:132px;height:30px}
    @media print{body{font-size:10pt}nav{display:none}figure,tr,.facts>div{break-inside:avoid}\
    h2,p{break-after:avoid}.scroll{overflow:visible;background:none}\
    .pictures{grid-template-columns:repeat(2,minmax(0,1fr));gap:10px}}
    """
}
