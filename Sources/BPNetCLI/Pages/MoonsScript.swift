/// The script of the page of the moons.
enum MoonsScript {
  static let text = #"""
    let network = 3;
    let frame = data.steps.length - 1;
    let timer = null;
    const size = data.gridSize;
    const side = 520;
    const gridHeight = Math.round(side * (data.y[1] - data.y[0]) / (data.x[1] - data.x[0]));
    const horizontal = (x) => side * (x - data.x[0]) / (data.x[1] - data.x[0]);
    const vertical = (y) => gridHeight * (data.y[1] - y) / (data.y[1] - data.y[0]);
    // The distance from one half is stored as its root, which is finest at the boundary.
    function share(grid, row, column) {
      const root = (grid.charCodeAt(row * size + column) - 65) / 25;
      return .5 + .5 * root * Math.abs(root);
    }
    const current = () => data.networks[network].frames[frame];

    // The grid in bands of probability, and the line between the classes.
    function drawBoundary() {
      const grid = current().grid;
      const svg = make("svg:svg", { viewBox: `0 0 ${side} ${gridHeight}`, role: "img",
        "aria-label": `Decision boundary of ${data.networks[network].hidden} hidden neurons after `
          + `${data.steps[frame]} steps, accuracy ${current().accuracy}` });
      const [dx, dy] = [side / (size - 1), gridHeight / (size - 1)];
      svg.append(make("svg:rect", { width: side, height: gridHeight, fill: "var(--band-0)" }));
      for (let band = 1; band < 8; band++) {
        svg.append(make("svg:path", { d: region(grid, band / 8, dx, dy), fill: `var(--band-${band})` }));
      }
      svg.append(make("svg:path", { d: contour(grid, dx, dy), fill: "none", stroke: "var(--ink)",
        "stroke-width": 2.5, "stroke-linecap": "round" }));
      data.classes.forEach((moon, i) => {
        const [x, y] = [horizontal(data.points[2 * i]), vertical(data.points[2 * i + 1])];
        const style = { stroke: "var(--surface)", "stroke-width": 1.5,
          fill: `var(--series-${moon})` };
        svg.append(moon
          ? make("svg:rect", { x: x - 5.5, y: y - 5.5, width: 11, height: 11, ...style })
          : make("svg:circle", { cx: x, cy: y, r: 6, ...style }));
      });
      byId("boundary").replaceChildren(svg);
    }

    // The places whose share is at least `level`: of each cell the part that is, all in one path.
    function region(grid, level, dx, dy) {
      let path = "";
      for (let row = 0; row < size - 1; row++) for (let column = 0; column < size - 1; column++) {
        const corners = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]];
        const values = corners.map(([x, y]) => share(grid, y, x) - level);
        const outline = corners.flatMap(([x, y], i) => {
          const [next, value] = [(i + 1) % 4, values[(i + 1) % 4]];
          const part = values[i] / (values[i] - value);
          const crossing = [x + part * (corners[next][0] - x), y + part * (corners[next][1] - y)];
          const isCrossed = (values[i] >= 0) !== (value >= 0);
          return [...(values[i] >= 0 ? [[x, y]] : []), ...(isCrossed ? [crossing] : [])];
        });
        if (outline.length) {
          path += `M${outline.map(([x, y]) => `${(x * dx).toFixed(1)} ${(y * dy).toFixed(1)}`).join("L")}Z`;
        }
      }
      return path;
    }

    // The line at one half, from the crossings of each cell's sides.
    function contour(grid, dx, dy) {
      let path = "";
      const at = (a, b) => (.5 - a) / (b - a);
      for (let row = 0; row < size - 1; row++) for (let column = 0; column < size - 1; column++) {
        const [a, b, c, d] = [share(grid, row, column), share(grid, row, column + 1),
          share(grid, row + 1, column + 1), share(grid, row + 1, column)];
        const crossings = [];
        if ((a < .5) !== (b < .5)) crossings.push([column + at(a, b), row]);
        if ((b < .5) !== (c < .5)) crossings.push([column + 1, row + at(b, c)]);
        if ((d < .5) !== (c < .5)) crossings.push([column + at(d, c), row + 1]);
        if ((a < .5) !== (d < .5)) crossings.push([column, row + at(a, d)]);
        for (let i = 0; i + 1 < crossings.length; i += 2) {
          const point = ([x, y]) => `${(x * dx).toFixed(1)} ${(y * dy).toFixed(1)}`;
          path += `M${point(crossings[i])}L${point(crossings[i + 1])}`;
        }
      }
      return path;
    }

    // The loss over the steps, on logarithmic scales; step 0 stands left of step 1.
    function drawLoss() {
      const [width, height, left, bottom] = [520, 248, 52, 52];
      const svg = make("svg:svg", { viewBox: `0 0 ${width} ${height}`, role: "img",
        class: "scaled",
        "aria-label": "Loss over the steps of training" });
      const costs = data.networks.flatMap((n) => n.frames.map((f) => f.cost)).filter((v) => v > 0);
      const low = Math.floor(Math.log10(Math.min(...costs)) * 2) / 2;
      const high = Math.ceil(Math.log10(Math.max(...costs)) * 2) / 2;
      const x = (step) => left + (width - left - 12) * (step ? 1 + Math.log10(step) : 0)
        / (1 + Math.log10(data.steps[data.steps.length - 1]));
      const level = (cost) => (high - Math.log10(Math.max(cost, 1e-4))) / (high - low);
      const y = (cost) => 10 + (height - bottom - 10) * level(cost);
      const rule = { stroke: "var(--grid)" };
      for (const step of [0, 1, 10, 100, 1000, 10000]) {
        svg.append(make("svg:line", { x1: x(step), x2: x(step), y1: 10, y2: height - bottom, ...rule }));
        svg.append(make("svg:text", { x: x(step), y: height - bottom + 17, class: "soft",
          "text-anchor": "middle" }, step.toLocaleString("en-US")));
      }
      for (const cost of [.01, .03, .1, .3, 1, 3].filter((v) => 0 <= level(v) && level(v) <= 1)) {
        svg.append(make("svg:line", { x1: left, x2: width - 12, y1: y(cost), y2: y(cost), ...rule }));
        svg.append(make("svg:text", { x: left - 8, y: y(cost) + 4, class: "soft", "text-anchor": "end" },
          cost));
      }
      svg.append(make("svg:text", { x: width - 12, y: height - 9, class: "soft", "text-anchor": "end" },
        "step"));
      data.networks.forEach((n, index) => {
        const points = n.frames.map((f, i) => `${x(data.steps[i]).toFixed(1)},${y(f.cost).toFixed(1)}`);
        const on = index === network;
        const curve = make("svg:polyline", { points: points.join(" "), fill: "none",
          stroke: on ? "var(--accent)" : "var(--muted)", "stroke-width": on ? 3 : 1,
          "stroke-opacity": on ? 1 : .55, "stroke-linejoin": "round" });
        if (on) svg.append(curve); else svg.prepend(curve);
      });
      svg.append(make("svg:circle", { cx: x(data.steps[frame]), cy: y(current().cost), r: 6,
        fill: "var(--accent)", stroke: "var(--panel)", "stroke-width": 2 }));
      byId("loss").replaceChildren(svg);
    }

    // The network with weights as the width of lines.
    function drawWeights() {
      const hidden = data.networks[network].hidden;
      const [first, second] = current().weights;
      const [width, height] = [520, hidden > 20 ? 420 : 260];
      const svg = make("svg:svg", { viewBox: `0 0 ${width} ${height}`, role: "img",
        class: "scaled", "aria-label": `Weights of ${hidden} hidden neurons` });
      const rowOf = (i, count) => height * (i + .5) / count;
      const largest = Math.max(...[...first, ...second].map(Math.abs));
      const edge = (x1, y1, x2, y2, weight) => svg.append(make("svg:line", { x1, y1, x2, y2,
        class: `edge ${weight < 0 ? "minus" : "plus"}`, "stroke-width": .4 + 5 * Math.abs(weight) / largest,
        "stroke-opacity": .35 + .65 * Math.abs(weight) / largest,
        ...(weight < 0 ? { "stroke-dasharray": "7 6" } : {}) }));
      for (let h = 0; h < hidden; h++) for (let i = 0; i < 2; i++) {
        edge(60, rowOf(i, 2), 260, rowOf(h, hidden), first[2 * h + i]);
        edge(260, rowOf(h, hidden), 440, rowOf(i, 2), second[hidden * i + h]);
      }
      const radius = hidden > 20 ? 3.5 : hidden > 4 ? 7 : 12;
      const node = (x, y, r) => svg.append(make("svg:circle", { cx: x, cy: y, r, class: "node" }));
      for (let h = 0; h < hidden; h++) node(260, rowOf(h, hidden), radius);
      ["x", "y"].forEach((name, i) => {
        node(60, rowOf(i, 2), 15);
        svg.append(make("svg:text", { x: 60, y: rowOf(i, 2) + 4.5, "text-anchor": "middle" }, name));
      });
      ["outer", "inner"].forEach((name, i) => {
        node(440, rowOf(i, 2), 15);
        svg.append(make("svg:text", { x: 463, y: rowOf(i, 2) + 4.5 }, name));
      });
      byId("weights").replaceChildren(svg);
    }

    function show() {
      const step = data.steps[frame].toLocaleString("en-US");
      byId("step").value = frame;
      byId("step").setAttribute("aria-valuetext", `step ${step}`);
      const last = data.steps[data.steps.length - 1].toLocaleString("en-US");
      byId("step-text").textContent = `${step} of ${last}`;
      byId("cost").textContent = current().cost.toFixed(4);
      byId("accuracy").textContent = `${(100 * current().accuracy).toFixed(1)} %`;
      drawBoundary();
      drawLoss();
      drawWeights();
    }

    function stop() {
      clearInterval(timer);
      timer = null;
      byId("play").textContent = "▶ Play";
    }

    byId("step").max = data.steps.length - 1;
    byId("step").addEventListener("input", (event) => {
      stop();
      frame = Number(event.target.value);
      show();
    });
    byId("play").addEventListener("click", () => {
      if (timer) return stop();
      if (frame === data.steps.length - 1) frame = 0;
      byId("play").textContent = "❚❚ Pause";
      timer = setInterval(() => {
        if (frame < data.steps.length - 1) frame += 1;
        show();
        if (frame === data.steps.length - 1) stop();
      }, 350);
      show();
    });
    data.networks.forEach((n, index) => {
      const input = make("input", { type: "radio", name: "size", id: `size-${n.hidden}`, value: index });
      input.checked = index === network;
      input.addEventListener("change", () => { network = index; show(); });
      byId("sizes").append(make("label", {}, input, `${n.hidden} hidden`));
    });
    show();
    """#
}
