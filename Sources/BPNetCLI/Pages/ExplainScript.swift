/// The script of the page of one step.
enum ExplainScript {
  static let text = ExplainScript.network + "\n" + ExplainScript.numbers

  /// The drawing of the network, and the choice of a weight.
  private static let network = #"""
    const layers = data.layers;
    const phases = ["forward", "loss", "backward", "update"];
    const titles = { forward: "Forward, number by number", loss: "Loss",
      backward: "Backward, number by number", update: "Update, number by number" };
    let phase = "forward";
    let chosen = { layer: layers.length - 1, from: 0, to: 0 };
    const mostShown = 8;

    const layerName = (index) => index === layers.length - 1 ? "output layer" : `hidden layer ${index + 1}`;
    const symbol = (layer, index) => layer < 0 ? `x${below(index + 1)}` : layer === layers.length - 1
      ? `ŷ${below(index + 1)}` : `n${below(index + 1)}`;

    // What an input or an output is called in the data, behind its symbol.
    const called = (name) => name === undefined ? "" : ` (${isolated(name)})`;
    const fullName = (layer, index) => symbol(layer, index)
      + called(layer < 0 ? data.inputNames[index] : undefined);
    const neuronName = (layer, index) => `neuron ${index + 1}`
      + called(layer === layers.length - 1 ? data.outputNames[index] : undefined);

    // The neurons of a layer that are drawn: all of a few, else those of the largest error terms, and the
    // chosen one.
    function shown(column) {
      const count = column === 0 ? data.input.length : layers[column - 1].z.length;
      const all = [...Array(count).keys()];
      if (count <= mostShown) return all;
      const size = column === 0 ? data.input.map(Math.abs) : layers[column - 1].delta.map(Math.abs);
      const wanted = column === chosen.layer ? chosen.from : column === chosen.layer + 1 ? chosen.to : -1;
      const first = all.sort((a, b) => (b === wanted) - (a === wanted) || size[b] - size[a] || a - b);
      return first.slice(0, mostShown).sort((a, b) => a - b);
    }

    // The two lines beside a neuron.
    function texts(column, index) {
      if (column === 0) return [symbol(-1, index), brief(data.input[index])];
      const layer = layers[column - 1];
      if (phase === "backward") return [`δ${below(index + 1)}`, brief(layer.delta[index])];
      if (phase === "update") return [`b${below(index + 1)}′`, brief(layer.biasesAfter[index])];
      return [symbol(column - 1, index), brief(layer.outputs[index])];
    }

    function draw() {
      const columns = layers.length + 1;
      const visible = [...Array(columns).keys()].map(shown);
      const rows = Math.max(...visible.map((list) => list.length));
      // As wide as there is room, so that texts have their own size.
      const width = Math.max(300, 96 * columns, byId("network").clientWidth);
      const height = Math.max(200, (rows > 4 ? 64 : 84) * rows + 40);
      // The last values stand to the right of their neurons.
      const longest = Math.max(...visible[columns - 1].map((index) => texts(columns - 1, index)[1].length));
      const x = (column) => 42 + (width - 80 - 8 * longest) * column / (columns - 1);
      const y = (column, row) => 20 + (height - 40) * (row + .5) / visible[column].length;
      const largest = Math.max(...layers.flatMap((l) => l.weights.flat().map(Math.abs)), 1e-300);
      const svg = make("svg:svg", { viewBox: `0 0 ${width} ${height}`, role: "img", tabindex: "0",
        "aria-label": "The network. Arrow keys choose a weight." });
      const [lines, labels, nodes] = [make("svg:g"), make("svg:g"), make("svg:g")];
      layers.forEach((layer, index) => {
        visible[index + 1].forEach((to, toRow) => visible[index].forEach((from, fromRow) => {
          const weight = layer.weights[to][from];
          const on = chosen.layer === index && chosen.from === from && chosen.to === to;
          const place = { x1: x(index) + 18, y1: y(index, fromRow), x2: x(index + 1) - 18,
            y2: y(index + 1, toRow) };
          const sign = weight < 0 ? "minus" : "plus";
          lines.append(make("svg:line", { ...place, class: `edge ${on ? "on" : sign}`,
            "stroke-width": on ? 5 : 1 + 4 * Math.abs(weight) / largest,
            ...(weight < 0 && !on ? { "stroke-dasharray": "7 6" } : {}) }));
          const hit = make("svg:line", { ...place, class: "hit" });
          hit.addEventListener("click", () => choose(index, from, to));
          lines.append(hit);
          if (on || visible[index].length * visible[index + 1].length <= 9) {
            const part = visible[index].length > 1 ? .27 : .4;
            labels.append(make("svg:text", { x: place.x1 + (place.x2 - place.x1) * part,
              y: place.y1 + (place.y2 - place.y1) * part - 4, class: "halo", "text-anchor": "middle" },
            brief(phase === "update" ? layer.weightsAfter[to][from] : weight)));
          }
        }));
      });
      visible.forEach((list, column) => list.forEach((index, row) => {
        const on = column === chosen.layer && index === chosen.from
          || column === chosen.layer + 1 && index === chosen.to;
        nodes.append(make("svg:circle", { cx: x(column), cy: y(column, row), r: 18,
          class: `node${on ? " on" : ""}` }));
        const [name, value] = texts(column, index);
        const [left, top] = [x(column), y(column, row)];
        nodes.append(make("svg:text", { x: left, y: top + 4.5, "text-anchor": "middle" }, name));
        const isLast = column === columns - 1;
        nodes.append(make("svg:text", { x: left + (isLast ? 26 : 0), y: top + (isLast ? 5 : 34),
          class: "halo", "text-anchor": isLast ? "start" : "middle" }, value));
      }));
      svg.append(lines, labels, nodes);
      svg.addEventListener("keydown", move);
      const hadFocus = document.activeElement && document.activeElement.tagName === "svg";
      byId("network").replaceChildren(svg);
      if (hadFocus) svg.focus();
      const count = (column) => column ? layers[column - 1].z.length : data.input.length;
      const hidden = visible.some((list, column) => list.length < count(column));
      byId("legend").textContent = "Wide lines are large weights, dashed ones negative. "
        + (hidden ? `Layers are shown by their ${mostShown} neurons of the largest error terms. ` : "")
        + "Choose a weight by a click, by arrow keys, or below.";
      // The names of what is drawn, and the sample before it is scaled.
      const scaled = (i) => data.sample.length
        ? `, ${number(Number(data.sample[i]), 0)} scaled to ${brief(data.input[i])}` : "";
      const inputs = data.inputNames.length
        ? visible[0].map((i) => `x${below(i + 1)} is ${isolated(data.inputNames[i])}${scaled(i)}`) : [];
      const outputs = data.outputNames.length
        ? visible[columns - 1].map((i) => `ŷ${below(i + 1)} is ${isolated(data.outputNames[i])}`) : [];
      byId("names").replaceChildren(...[...inputs, ...outputs].map((text) => make("li", {}, text)));
      byId("names").hidden = !inputs.length;
    }

    // Arrow keys: up and down change where the weight comes from, with shift where it goes; left and right
    // change the layer.
    function move(event) {
      const step = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const wrap = (value, count) => (value + count) % count;
      const layer = layers[chosen.layer];
      if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
        choose(wrap(chosen.layer + step, layers.length), 0, 0);
      } else if (event.shiftKey) {
        choose(chosen.layer, chosen.from, wrap(chosen.to + step, layer.z.length));
      } else {
        choose(chosen.layer, wrap(chosen.from + step, layer.inputs.length), chosen.to);
      }
    }

    function choose(layer, from, to) {
      chosen = { layer, from, to };
      show();
    }

    function fill(select, count, label, value) {
      select.replaceChildren(...[...Array(count).keys()].map((i) => make("option", { value: i }, label(i))));
      select.value = value;
    }
    """#

  /// The lists of numbers, and the chain rule of the chosen weight.
  private static let numbers = #"""
    // A line of a computation, with the document's figure beside if there is one.
    function line(formula, result, name, ...path) {
      const item = make("li", { class: "math" }, formula, " = ",
        make("span", { class: "result" }, number(result)));
      let printed = data.document ? data.document.numbers[name] : undefined;
      for (const part of path) printed = printed ? printed[part] : undefined;
      if (printed !== undefined && printed !== null) {
        const size = Math.max(Math.abs(printed), Math.abs(result));
        const differs = Math.abs(printed - result) > 1e-9 * size;
        item.append(make("span", { class: `document${differs ? " differs" : ""}` },
          differs ? `the document has ${number(printed)}` : "as in the document"));
      }
      return item;
    }
    const list = (...items) => make("ul", { class: "steps" }, ...items);
    const heading = (text) => make("h3", {}, text);
    const mostTerms = 8;

    // A sum of products, shortened where there are many.
    function products(first, second) {
      const parts = first.map((value, i) => `${term(value)}·${term(second[i])}`);
      return parts.length <= mostTerms ? parts.join(" + ")
        : `${parts.slice(0, mostTerms).join(" + ")} + … (${parts.length} terms)`;
    }
    // The neurons that are listed: those that are drawn.
    const listed = (index) => shown(index + 1);
    const rest = (index) => layers[index].z.length > mostShown ? [make("p", { class: "document" },
      `${mostShown} of ${layers[index].z.length} neurons, as drawn; choosing a weight brings its own.`)] : [];

    const parts = {
      forward: () => layers.flatMap((layer, l) => [
        heading(`${layerName(l)}: z = Σ w·n + b, ${layer.activation}(z)`),
        list(...listed(l).flatMap((i) => [
          line(`z${below(i + 1)} = ${products(layer.weights[i], layer.inputs)} + ${term(layer.biases[i])}`,
            layer.z[i], "z", l, i),
          line(`${symbol(l, i)} = ${layer.activation}(${number(layer.z[i])})`, layer.outputs[i],
            "outputs", l, i),
        ])), ...rest(l)]),
      loss: () => [
        heading("Each output beside its target"),
        list(...data.target.map((target, i) => line(
          `output ${i + 1}: ${number(layers[layers.length - 1].outputs[i])}, target ${number(target)}; loss`,
          data.perOutputLoss[i], "per_output_loss", i))),
        heading("Together"), list(line("L", data.loss, "loss"))],
      backward: () => layers.map((_, l) => layers.length - 1 - l).flatMap((l) => [
        heading(`${layerName(l)}: δ = ∂L/∂z`),
        list(...listed(l).flatMap((i) => deltaLines(l, i))), ...rest(l)]),
      update: () => layers.flatMap((layer, l) => [
        heading(layerName(l)),
        list(...listed(l).flatMap((i) => [
          ...shown(l).map((j) => updateLine(l, i, j)),
          line(`b${below(i + 1)}′, from ${number(layer.biases[i])} by the gradient `
            + number(layer.biasGradient[i]), layer.biasesAfter[i], "biases_after", l, i)])), ...rest(l)]),
    };

    function deltaLines(l, i) {
      const layer = layers[l];
      const name = `δ${below(i + 1)}`;
      if (!layer.upstream) return [line(`${name}, by the loss directly`, layer.delta[i], "delta", l, i)];
      const lines = [];
      if (l < layers.length - 1) {
        const above = layers[l + 1];
        const terms = products(above.weights.map((row) => row[i]), above.delta);
        lines.push(line(`∂L/∂${symbol(l, i)} = Σ w·δ = ${terms}`, layer.upstream[i]));
      } else {
        lines.push(line(`∂L/∂${symbol(l, i)}`, layer.upstream[i]));
      }
      const factors = layer.derivative
        ? ` = ∂L/∂${symbol(l, i)} · f′(z${below(i + 1)})`
          + ` = ${term(layer.upstream[i])} · ${term(layer.derivative[i])}`
        : "";
      return [...lines, line(name + factors, layer.delta[i], "delta", l, i)];
    }

    // The update, with its formula where that alone makes it.
    function updateLine(l, i, j) {
      const layer = layers[l];
      const [before, after] = [layer.weights[i][j], layer.weightsAfter[i][j]];
      const gradient = layer.weightGradient[i][j];
      const [rate, decay] = [data.learningRate, data.weightDecay || 0];
      const plain = rate === null ? NaN : before - rate * (gradient + decay * before);
      const isPlain = Math.abs(plain - after) <= 1e-6 * Math.max(Math.abs(after), 1e-9);
      const name = `w${below(i + 1)},${below(j + 1)}′`;
      const penalty = decay ? `(${number(gradient)} + ${number(decay)}·${term(before)})` : term(gradient);
      return line(isPlain ? `${name} = ${number(before)} − ${number(rate)}·${penalty}`
        : `${name}, from ${number(before)} by the gradient ${number(gradient)}`,
      after, "weights_after", l, i, j);
    }

    function chain() {
      const { layer: l, from, to } = chosen;
      const layer = layers[l];
      const source = symbol(l - 1, from);
      const place = `${neuronName(l, to)} of the ${layerName(l)}`;
      const symbols = layer.upstream && layer.derivative
        ? `∂L/∂w = ∂L/∂${symbol(l, to)} · f′(z${below(to + 1)}) · ${source}`
        : `∂L/∂w = δ${below(to + 1)} · ${source}`;
      const numbers = layer.upstream && layer.derivative
        ? `${term(layer.upstream[to])} · ${term(layer.derivative[to])} · ${term(layer.inputs[from])}`
        : `${term(layer.delta[to])} · ${term(layer.inputs[from])}`;
      return [
        make("p", {}, `w = ${number(layer.weights[to][from])} leads from ${fullName(l - 1, from)} `
          + `to ${place}.`),
        list(...deltaLines(l, to),
          make("li", { class: "math" }, symbols),
          line(numbers, layer.weightGradient[to][from], "weight_gradient", l, to, from),
          updateLine(l, to, from)),
      ];
    }

    function show() {
      draw();
      for (const name of phases) byId(`phase-${name}`).setAttribute("aria-pressed", String(name === phase));
      byId("previous").disabled = phase === phases[0];
      byId("next").disabled = phase === phases[phases.length - 1];
      byId("numbers-title").textContent = titles[phase];
      byId("numbers").replaceChildren(...parts[phase]());
      const layer = layers[chosen.layer];
      fill(byId("layer"), layers.length, layerName, chosen.layer);
      fill(byId("from"), layer.inputs.length, (i) => fullName(chosen.layer - 1, i), chosen.from);
      fill(byId("to"), layer.z.length, (i) => neuronName(chosen.layer, i), chosen.to);
      byId("chain").replaceChildren(...chain());
    }

    for (const name of phases) {
      byId(`phase-${name}`).addEventListener("click", () => { phase = name; show(); });
    }
    const turn = (step) => { phase = phases[phases.indexOf(phase) + step]; show(); };
    byId("previous").addEventListener("click", () => turn(-1));
    byId("next").addEventListener("click", () => turn(1));
    byId("digits").addEventListener("change", (event) => { digits = event.target.checked ? 0 : 6; show(); });
    byId("layer").addEventListener("change", (event) => choose(Number(event.target.value), 0, 0));
    byId("from").addEventListener("change", (event) => {
      choose(chosen.layer, Number(event.target.value), chosen.to);
    });
    byId("to").addEventListener("change", (event) => {
      choose(chosen.layer, chosen.from, Number(event.target.value));
    });
    if (data.document) {
      byId("about").textContent = `Figures of the document “${data.document.title}” stand beside. `
        + data.document.note;
    }
    addEventListener("resize", draw);
    show();
    """#
}
