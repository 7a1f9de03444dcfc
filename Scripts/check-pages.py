#!/usr/bin/env python3
"""Drives the program's pages in a headless Chromium: Scripts/check-pages.py BPNET [--shots FOLDER]

Clicks, moves the slider and presses keys, and checks what the pages then show; that nothing is said on the
console and nothing loaded beside the file; that headings, labels, identifiers and pictures are as assistive
programs need them; and that colours have the contrast of WCAG AA. --shots also writes pictures of the pages
as wide and narrow screens have them, light and dark. Without Chromium it says so, with exit code 69.
"""

import argparse
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile

KEYS = {"ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40}

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]

# What is wrong with a page for those who do not see it, as a list of texts.
ACCESSIBILITY = """(() => {
  const wrong = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const ids = all("[id]").map((e) => e.id);
  for (const id of new Set(ids)) if (ids.filter((i) => i === id).length > 1) wrong.push(`id ${id} twice`);
  for (const e of all("[aria-labelledby], label[for]")) {
    const id = e.getAttribute("aria-labelledby") || e.getAttribute("for");
    if (!document.getElementById(id)) wrong.push(`nothing with the id ${id}`);
  }
  const levels = all("h1, h2, h3, h4").map((e) => Number(e.tagName[1]));
  if (levels.filter((l) => l === 1).length !== 1) wrong.push("not one h1");
  levels.forEach((l, i) => {
    if (i && l > levels[i - 1] + 1) wrong.push(`a heading h${l} below h${levels[i - 1]}`);
  });
  const name = (e) => e.getAttribute("aria-label") || e.textContent.trim()
    || [...(e.labels || [])].map((l) => l.textContent.trim()).join("");
  for (const e of all("button, select, input")) if (!name(e)) wrong.push(`a ${e.tagName} without a name`);
  for (const e of all("svg")) if (!e.getAttribute("aria-label")) wrong.push("a picture without a name");
  if (!document.documentElement.lang) wrong.push("no language");
  if (!document.title) wrong.push("no title");
  if (all("[tabindex]").some((e) => Number(e.getAttribute("tabindex")) > 0)) wrong.push("an order of focus");
  if (document.documentElement.scrollWidth > innerWidth) wrong.push(
    `${document.documentElement.scrollWidth} wide on a screen of ${innerWidth}`);
  return wrong;
})()"""

# The colours of the page's variables, as they are in use.
COLOURS = """(() => Object.fromEntries(["ground", "panel", "ink", "soft", "plus", "minus", "accent"].map(
  (n) => [n, getComputedStyle(document.documentElement).getPropertyValue("--" + n).trim()])))()"""


class Browser:
    """A Chromium that is told what to do through pipes."""

    def __init__(self, program, folder):
        to_browser, self._out = os.pipe()
        self._in, from_browser = os.pipe()

        def connect():
            # Both are moved out of the way first: either may be 3 or 4.
            first, second = os.dup(to_browser), os.dup(from_browser)
            os.dup2(first, 3)
            os.dup2(second, 4)

        flags = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
            "--disable-dev-shm-usage", f"--user-data-dir={folder}",
        ]
        self._process = subprocess.Popen(
            [program, *flags, "about:blank"], preexec_fn=connect,
            close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self._buffer = b""
        self._number = 0
        self.events = []
        target = self._call("Target.createTarget", {"url": "about:blank"})["targetId"]
        answer = self._call("Target.attachToTarget", {"targetId": target, "flatten": True})
        self._session = answer["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.call(f"{domain}.enable")

    def _receive(self):
        while b"\0" not in self._buffer:
            part = os.read(self._in, 1 << 16)
            if not part:
                sys.exit("the browser has ended")
            self._buffer += part
        message, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(message)

    def _call(self, method, parameters=None, session=None):
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters or {}}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                if "error" in answer:
                    sys.exit(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def call(self, method, **parameters):
        return self._call(method, parameters, self._session)

    def value(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            sys.exit(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def screen(self, width, height, dark=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 500)
        scheme = "dark" if dark else "light"
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def open(self, path):
        self.events.clear()
        self.call("Page.navigate", url=f"file://{os.path.abspath(path)}")
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._receive())

    def key(self, name, modifiers=0):
        for kind in ["keyDown", "keyUp"]:
            self.call("Input.dispatchKeyEvent", type=kind, key=name, code=name, modifiers=modifiers,
                      windowsVirtualKeyCode=KEYS[name])

    def click(self, selector):
        box = self.value(f"""(() => {{ const e = document.querySelector({json.dumps(selector)});
          e.scrollIntoView({{ block: "center" }}); const r = e.getBoundingClientRect();
          return [r.left + r.width / 2, r.top + r.height / 2]; }})()""")
        for kind in ["mousePressed", "mouseReleased"]:
            self.call("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)

    def shot(self, path):
        metrics = self.call("Page.getLayoutMetrics")["cssContentSize"]
        picture = self.call("Page.captureScreenshot", captureBeyondViewport=True, clip={
            "x": 0, "y": 0, "width": metrics["width"], "height": metrics["height"], "scale": 1})
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))

    def messages(self):
        """What the page said on its console, and what it loaded beside itself."""
        kinds = ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"]
        said = [str(event["params"])[:300] for event in self.events if event.get("method") in kinds]
        urls = [event["params"]["request"]["url"] for event in self.events
                if event.get("method") == "Network.requestWillBeSent"]
        return said + [url[:200] for url in urls[1:] if not url.startswith("data:")]

    def close(self):
        self._call("Browser.close")
        self._process.wait(timeout=10)


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
        colours = browser.value(COLOURS)
        for ink in ["ink", "soft", "plus", "minus", "accent"]:
            for ground in ["ground", "panel"]:
                ratio = contrast(colours[ink], colours[ground])
                checks.that(ratio >= 4.5, f"{name}, {kind}: {ink} on {ground} has a contrast of {ratio:.2f}")
        if shots:
            browser.shot(os.path.join(shots, f"{name}-{kind}.png"))
        checks.that(not browser.messages(), f"{name}, {kind}: {browser.messages()}")
    browser.screen(1280, 900)
    browser.open(path)


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
    browser.click("#play")
    checks.that("Pause" in text(browser, "#play"), "playing")
    browser.click("#play")
    checks.that("Play" in text(browser, "#play"), "paused")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("bpnet")
    parser.add_argument("--shots", help="a folder for pictures of the pages")
    options = parser.parse_args()
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if not program:
        print("skipped: there is no Chromium")
        sys.exit(69)
    if options.shots:
        os.makedirs(options.shots, exist_ok=True)
    bpnet = os.path.abspath(options.bpnet)
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
    checks = Checks()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        def make(name, *arguments):
            path = os.path.join(folder, name)
            subprocess.run([bpnet, *arguments, "-o", path], check=True, stdout=subprocess.DEVNULL)
            return path

        model = make("iris.safetensors", "train", os.path.join(root, "Examples/Data/iris.csv"), "--quiet")
        sample = ["--input", "5.1,3.5,1.4,0.2", "--target", "setosa"]
        pages = [
            ("step", ["explain", "--example", "worked-2-2-2-a"], check_explanation),
            ("iris", ["explain", model, *sample], check_model),
            ("moons", ["example", "moons"], check_moons),
        ]
        browser = Browser(program, os.path.join(folder, "profile"))
        for name, arguments, check in pages:
            path = make(f"{name}.html", *arguments, "--html")
            check_everywhere(browser, checks, path, name, options.shots)
            check(browser, checks)
            checks.that(not browser.messages(), f"{name}, in use: {browser.messages()}")
        browser.close()
    print(f"{checks.count} checks of {len(pages)} pages, {len(checks.failures)} failed")
    sys.exit(1 if checks.failures else 0)


if __name__ == "__main__":
    main()
