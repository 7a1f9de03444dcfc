#!/usr/bin/env python3
"""Drives the program's pages in a headless Chromium: Scripts/check-pages.py BPNET [--shots FOLDER]

Clicks, moves the slider and presses keys, and checks what the pages then show, reports included; that
nothing is said on the console and nothing loaded beside the file; that headings, labels, identifiers and
pictures are as assistive programs need them; that the tab key reaches everything that can be operated, in its
order and visibly; and that colours have the contrast of WCAG AA. --shots also writes pictures of the pages as
wide and narrow screens have them, light and dark, and printed. Without Chromium it says so, with exit code
69.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

from browser import Browser

# What is wrong with a page for those who do not see it, as a list of texts.
ACCESSIBILITY = """(() => {
  const wrong = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const ids = all("[id]").map((e) => e.id);
  for (const id of new Set(ids)) if (ids.filter((i) => i === id).length > 1) wrong.push(`id ${id} twice`);
  for (const e of all("[aria-labelledby], label[for]")) {
    const named = e.getAttribute("aria-labelledby") || e.getAttribute("for");
    for (const id of named.split(" ")) {
      if (!document.getElementById(id)) wrong.push(`nothing with the id ${id}`);
    }
  }
  const levels = all("h1, h2, h3, h4").map((e) => Number(e.tagName[1]));
  if (levels.filter((l) => l === 1).length !== 1) wrong.push("not one h1");
  levels.forEach((l, i) => {
    if (i && l > levels[i - 1] + 1) wrong.push(`a heading h${l} below h${levels[i - 1]}`);
  });
  const name = (e) => e.getAttribute("aria-label") || e.textContent.trim()
    || [...(e.labels || [])].map((l) => l.textContent.trim()).join("");
  for (const e of all("button, select, input, a, [role=region]")) {
    if (!name(e)) wrong.push(`a ${e.tagName} without a name`);
  }
  // A drawing within a drawing belongs to it.
  for (const e of all("svg:not(svg svg)")) if (e.getAttribute("role") !== "img"
    || !e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby")) wrong.push(
    "a picture without a name");
  for (const e of all("table")) if (!e.caption || !e.querySelector("th[scope=col]")
    || !e.querySelector("th[scope=row]")) wrong.push("a table without a caption or headings");
  if (all("main").length !== 1) wrong.push("not one main part");
  if (!document.documentElement.lang) wrong.push("no language");
  if (!document.title) wrong.push("no title");
  if (all("[tabindex]").some((e) => Number(e.getAttribute("tabindex")) > 0)) wrong.push("an order of focus");
  return wrong;
})()"""

# The colours of the page's variables, as they are in use.
INKS = ["ink", "muted", "series-0", "series-1", "accent"]
COLOURS = f"""(() => Object.fromEntries({json.dumps(["surface", "panel"] + INKS)}.map(
  (n) => [n, getComputedStyle(document.documentElement).getPropertyValue("--" + n).trim()])))()"""

# Remembers what the tab key should reach, in its order, and says how many that are: of radio buttons with
# one name the chosen one.
FOCUSABLE = """(() => {
  const all = document.querySelectorAll("a[href], button, select, input, [tabindex]");
  window.focusable = [...all].filter((e) => !e.disabled && e.tabIndex >= 0 && e.getClientRects().length
    && (e.type !== "radio" || e.checked));
  return focusable.length;
})()"""

# Which of them has the focus, and whether that is seen.
FOCUSED = """(() => {
  const style = getComputedStyle(document.activeElement);
  return [focusable.indexOf(document.activeElement),
    style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0];
})()"""


class Checks:
    def __init__(self):
        self.failures = []
        self.count = 0

    def that(self, condition, text):
        self.count += 1
        if not condition:
            self.failures.append(text)
            print(f"FAILED: {text}")


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


def check_everywhere(browser, checks, path, name, shots):
    """Layout, names and colours on each kind of screen."""
    for kind, width, height, dark in [("desktop", 1280, 900, False), ("phone", 390, 844, False),
                                      ("dark", 1280, 900, True)]:
        browser.screen(width, height, dark)
        browser.open(path)
        for wrong in browser.value(ACCESSIBILITY):
            checks.that(False, f"{name}, {kind}: {wrong}")
        # Phones make the page's own width larger where something does not fit.
        extent = browser.value("document.documentElement.scrollWidth")
        checks.that(extent <= width, f"{name}, {kind}: {extent} wide on a screen of {width}")
        colours = browser.value(COLOURS)
        for ink in INKS:
            for ground in ["surface", "panel"]:
                ratio = contrast(colours[ink], colours[ground])
                checks.that(ratio >= 4.5, f"{name}, {kind}: {ink} on {ground} has a contrast of {ratio:.2f}")
        if shots:
            browser.shot(os.path.join(shots, f"{name}-{kind}.png"))
        checks.that(not browser.messages(), f"{name}, {kind}: {browser.messages()}")
    if shots:
        browser.call("Emulation.setEmulatedMedia", media="print", features=[])
        browser.shot(os.path.join(shots, f"{name}-print.png"))
    browser.screen(1280, 900)
    browser.open(path)
    check_focus(browser, checks, name)
    browser.open(path)


def check_focus(browser, checks, name):
    """The tab key goes through all that can be operated, as it stands in the page."""
    count = browser.value(FOCUSABLE)
    checks.that(count > 0, f"{name}: nothing can be reached by keys")
    for index in range(count):
        browser.key("Tab")
        reached, is_seen = browser.value(FOCUSED)
        checks.that(reached == index, f"{name}: the tab key reaches {reached} of {count} in place of {index}")
        checks.that(is_seen, f"{name}: the focus of {index} of {count} is not seen")


def text(browser, selector):
    return browser.value(f"document.querySelector({json.dumps(selector)}).textContent")


def check_explanation(browser, checks):
    """The worked example: its numbers, each part of the step, and a weight's chain rule."""
    checks.that("0.59327" in text(browser, "#numbers"), "the first hidden output")
    checks.that("as in the document" in text(browser, "#numbers"), "the document's figures beside")
    browser.click("#phase-loss")
    checks.that("0.298371" in text(browser, "#numbers"), "the loss")
    pressed = browser.value("byId('phase-loss').getAttribute('aria-pressed')")
    checks.that(pressed == "true", "the pressed part")
    browser.click("#next")
    checks.that("0.138499" in text(browser, "#numbers"), "the first output's error term")
    browser.click("#next")
    checks.that("the document has" in text(browser, "#numbers"), "a figure that differs from the document's")
    checks.that(browser.value("byId('next').disabled"), "no part after the last")
    checks.that("0.0821670" in text(browser, "#chain") or "0.082167" in text(browser, "#chain"),
                "the gradient of w5")
    checks.that("0.358916" in text(browser, "#chain"), "w5 after the step")
    before = text(browser, "#chain")
    browser.value("document.querySelector('#network svg').focus()")
    browser.key("ArrowDown")
    checks.that(text(browser, "#chain") != before and "n₂" in text(browser, "#chain"), "a weight by keys")
    checks.that(browser.value("document.activeElement.tagName") == "svg", "the focus stays on the network")
    browser.key("ArrowLeft")
    checks.that(browser.value("byId('layer').value") == "0", "a layer by keys")
    lines = browser.value("document.querySelectorAll('#network .hit').length")
    checks.that(lines == 8, "a line for each weight")
    browser.value("document.querySelectorAll('#network .hit')[5].dispatchEvent(new MouseEvent('click'))")
    checks.that(browser.value("byId('layer').value") == "1", "a weight by a click")
    browser.value("byId('to').value = '1'; byId('to').dispatchEvent(new Event('change'))")
    checks.that("neuron 2" in text(browser, "#chain"), "a weight by the lists")
    browser.click("#digits")
    browser.click("#phase-forward")
    checks.that("0.7513650695523157" in text(browser, "#numbers"), "all digits")


def check_model(browser, checks):
    """A model with layers that are too large to be drawn whole."""
    circles = browser.value("document.querySelectorAll('#network circle').length")
    checks.that(circles == 4 + 8 + 3, "15 neurons")
    for part in ["loss", "backward", "update"]:
        browser.click(f"#phase-{part}")
        checks.that("NaN" not in text(browser, "main") and "undefined" not in text(browser, "main"), part)
    browser.value("byId('layer').value = '1'; byId('layer').dispatchEvent(new Event('change'))")
    browser.value("byId('from').value = '97'; byId('from').dispatchEvent(new Event('change'))")
    checks.that("n₉₈" in text(browser, "#chain") and "₉₈" in text(browser, "#network"), "another neuron")


def check_moons(browser, checks):
    """The slider moves boundary, loss and weights; so do keys, the sizes and the button."""
    last = text(browser, "#step-text")
    checks.that(last.startswith("30,000"), "the last step first")
    seen = ["boundary", "loss", "weights"]

    def drawings():
        return [browser.value(f"byId('{name}').innerHTML") for name in seen]

    before = drawings()
    browser.value("byId('step').value = 3; byId('step').dispatchEvent(new Event('input'))")
    checks.that(all(a != b for a, b in zip(before, drawings())), "the slider moves all pictures")
    checks.that(text(browser, "#step-text").startswith("5 of"), "the step beside the slider")
    browser.value("byId('step').focus()")
    browser.key("ArrowRight")
    checks.that(text(browser, "#step-text").startswith("10 of"), "the slider by keys")
    before = drawings()
    browser.value("byId('size-50').click()")
    checks.that(all(a != b for a, b in zip(before, drawings())), "another network")
    # The check's own clock: pictures follow each other when it says so.
    browser.value("window.setInterval = (show) => { window.showNext = show; return 1; }; 0")
    browser.click("#play")
    checks.that("Pause" in text(browser, "#play"), "playing")
    before = text(browser, "#step-text")
    browser.value("window.showNext()")
    checks.that(text(browser, "#step-text") != before, "the next picture")
    browser.click("#play")
    checks.that("Play" in text(browser, "#play"), "paused")


def check_report(browser, checks, parts):
    """The contents lead to the parts, which are all there; and the page runs no script."""
    links = browser.value("[...document.querySelectorAll('nav a')].map((e) => e.textContent)")
    headings = browser.value("[...document.querySelectorAll('h2')].map((e) => e.textContent)")
    checks.that(links == headings == parts, f"the parts {headings} with the links {links}")
    checks.that(browser.value("document.scripts.length") == 0, "a script")
    browser.click("nav li:last-child a")
    place = browser.value("document.querySelector(location.hash).getBoundingClientRect().top")
    checks.that(place < 900, f"a link that does not lead to its part, which is at {place}")
    shown = text(browser, "pre")
    checks.that(shown.startswith("bpnet "), f"the command: {shown}")
    names = browser.value("[...document.querySelectorAll('.facts dt')].map((e) => e.textContent)")
    checks.that({"kernel set", "version"} <= set(names), f"the facts: {names}")


REPORT = ["Data", "Network", "Training", "Results", "Hyper-parameters", "Repeating this run"]
FOLDS = ["Data", "Folds", "Predictions", "Hyper-parameters", "Repeating this run"]
SEARCH_FOLDS = ["Data", "Trials", "Hyper-parameters of the best", "Repeating this search"]
SEARCH = ["Data", "Trials", "Network", "Results of the best", "Hyper-parameters of the best",
          "Repeating this search"]


def report_pages(run, iris):
    """Reports of each command, of a training that goes on from a model, and of one that is resumed."""
    quick = ["--hidden", "5", "--epochs", "20", "--quiet"]

    def report(name, parts, command, *options):
        run(command, iris, *options, *quick, "--report", f"{name}.html")
        return name, lambda browser, checks: check_report(browser, checks, parts)

    checkpoints = ["--checkpoint", "checkpoints", "--resume"]
    return [
        report("training", REPORT, "train", "--validation", "0.2", "--history", "-o", "t.safetensors"),
        report("continued", REPORT, "train", "--from", "t.safetensors", "-o", "u.safetensors"),
        report("unfinished", REPORT, "train", "-o", "v.safetensors", *checkpoints),
        report("resumed", REPORT, "train", "-o", "v.safetensors", *checkpoints),
        report("folds", FOLDS, "cv", "--folds", "3"),
        report("search", SEARCH, "search", "--grid", "activation=tanh,relu;seed=1,2"),
        report("folds-search", SEARCH_FOLDS, "search", "--grid", "activation=tanh,relu", "--folds", "3"),
    ]


def pages_of_long_names(run, folder):
    """A step and a report whose names have no place to break a line, and look like markup."""
    name = "a_name_without_any_place_to_break_a_line_" * 3
    with open(os.path.join(folder, "names.csv"), "w", encoding="utf-8") as file:
        file.write(f"{name},<b>Größe</b> & more,{name}2\n")
        file.writelines(f"{i % 7},{i % 3},{('Öl', name, '<i>')[i % 3]}\n" for i in range(60))
    options = ["--hidden", "5", "--epochs", "9", "--quiet", "--report", "names.html"]
    run("train", "names.csv", *options, "-o", "names.safetensors")
    run("explain", "names.safetensors", "--input", "1,2", "--target", name, "--html", "-o", "names-step.html")

    def check(browser, checks):
        shown = text(browser, "main")
        checks.that("<b>Größe</b> & more" in shown and "NaN" not in shown, "names that look like markup")
        if "scaled to" in shown:
            checks.that(", 1 scaled to" in shown, "the sample before it is scaled, as it was given")

    return [("names", check), ("names-step", check)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("bpnet")
    parser.add_argument("--shots", help="a folder for pictures of the pages")
    options = parser.parse_args()
    program = Browser.find()
    if not program:
        print("skipped: there is no Chromium")
        sys.exit(69)
    if options.shots:
        os.makedirs(options.shots, exist_ok=True)
    bpnet = os.path.abspath(options.bpnet)
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
    checks = Checks()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        def run(*arguments):
            subprocess.run([bpnet, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=folder)

        iris = os.path.abspath(os.path.join(root, "Examples/Data/iris.csv"))
        model = "iris.safetensors"
        run("train", iris, "--quiet", "-o", model)
        sample = ["--input", "5.1,3.5,1.4,0.2", "--target", "setosa"]
        pages = [
            ("step", ["explain", "--example", "worked-2-2-2-a"], check_explanation),
            ("iris", ["explain", model, *sample], check_model),
            ("moons", ["example", "moons"], check_moons),
        ]
        for name, arguments, _ in pages:
            run(*arguments, "--html", "-o", f"{name}.html")
        pages = [(name, check) for name, _, check in pages] + report_pages(run, iris)
        pages += pages_of_long_names(run, folder)
        browser = Browser(program, os.path.join(folder, "profile"))
        for name, check in pages:
            path = os.path.join(folder, f"{name}.html")
            check_everywhere(browser, checks, path, name, options.shots)
            check(browser, checks)
            checks.that(not browser.messages(), f"{name}, in use: {browser.messages()}")
        browser.close()
    print(f"{checks.count} checks of {len(pages)} pages, {len(checks.failures)} failed")
    sys.exit(1 if checks.failures else 0)


if __name__ == "__main__":
    main()
