/// The functions that the scripts of all pages share.
enum PageScript {
  static let text = #"""
    const data = JSON.parse(document.getElementById("data").textContent);
    const byId = (id) => document.getElementById(id);

    // An element of HTML or, with a name that begins with "svg:", of SVG, with attributes and children.
    function make(name, attributes, ...children) {
      const isSVG = name.startsWith("svg:");
      const element = isSVG
        ? document.createElementNS("http://www.w3.org/2000/svg", name.slice(4))
        : document.createElement(name);
      for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
      element.append(...children);
      return element;
    }

    // A number with some significant digits, or with all of them.
    let digits = 6;
    function number(value, count = digits) {
      if (value === null || value === undefined) return "–";
      if (!count) return String(value).replace("-", "−");
      const size = Math.abs(value);
      const text = size !== 0 && (size < 1e-4 || size >= 1e6)
        ? value.toExponential(count - 1).replace("e+", "e").replace("e-", "e−")
        : String(Number(value.toPrecision(count)));
      return text.replace(/^-/, "−");
    }

    // A number in a drawing.
    const brief = (value) => number(value, 4);

    // A number within a sum or product, in brackets if it is negative.
    const term = (value) => (value < 0 ? `(${number(value)})` : number(value));

    // A name from the data, whose direction of writing does not change that of the words around it.
    const isolated = (name) => `\u2068${name}\u2069`;

    // The digits of an index, written below the line.
    const below = (index) => String(index).replace(/[0-9]/g, (d) => "₀₁₂₃₄₅₆₇₈₉"[d]);
    """#
}
