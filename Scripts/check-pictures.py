#!/usr/bin/env python3
"""Checks the program's pictures and pages: check-pictures.py --bpnet BPNET [--keep FOLDER]

Draws every kind of picture from small models, and writes reports. Then it checks that

- every SVG parses as XML, has a title and a description that its root names, and no address of elsewhere;
- the palette has the contrast of WCAG AA in light and in dark: 4.5 for text, 3 for lines and surfaces that
  mean something; and that eyes without one kind of cones still tell the colours of series apart;
- pages have one h1, headings in order, a language, a viewport, labels, and no id twice;
- Chromium and librsvg draw every picture alike, where both are installed: at most TOLERANCE of the pixels
  differ by more than a quarter of the range, which leaves room for letters of other shapes and their edges.

Exits with 1 if something is wrong, with 69 where a program was missing and the rest is right.
"""
import argparse
import itertools
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
import zlib
from html.parser import HTMLParser

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
IRIS = os.path.join(ROOT, "Examples", "Data", "iris.csv")
DIGITS = os.path.join(ROOT, "Examples", "Data", "digits.csv")
SERIES = os.path.join(ROOT, "Examples", "Data", "mackey-glass-train.csv")
TOLERANCE = 0.02
# The least distance of two colours of series, in hundredths of Oklab, for any eyes.
LEAST_DISTANCE = 5.5
SVG = "{http://www.w3.org/2000/svg}"

class Pictures:
    """The pictures and pages of a program, in a folder."""

    def __init__(self, bpnet, folder):
        self.bpnet, self.folder = bpnet, folder

    def path(self, name):
        return os.path.join(self.folder, name)
    def run(self, *arguments, output=None):
        result = subprocess.run([self.bpnet, *arguments], cwd=self.folder, capture_output=True, text=True)
        if result.returncode:
            sys.exit(f"bpnet {' '.join(arguments)}: exit code {result.returncode}\n{result.stderr}")
        if output:
            with open(self.path(output), "w", encoding="utf-8") as file:
                file.write(result.stdout)

    def plot(self, kind, *arguments, name=None):
        self.run("plot", kind, *arguments, "-o", f"{name or kind}.svg")

    def has_option(self, command, option):
        text = subprocess.run([self.bpnet, command, "--help"], capture_output=True, text=True).stdout
        text += subprocess.run([self.bpnet, command, "--help", "all"], capture_output=True, text=True).stdout
        return option in text

    def draw(self):
        with open(self.path("curve.csv"), "w", encoding="utf-8") as file:
            file.write("speed,<distance> & more\n")
            file.writelines(f"{x},{x * x % 37}\n" for x in range(60))
        train = ["train", "--preset", "classic", "--history", "-q", "--seed", "1"]
        report = self.has_option("train", "--report")

        def options(name):
            return ["--report", f"{name}.html"] if report else []

        self.run(*train, IRIS, "--validation", "0.3", "--epochs", "40", "-o", "iris", *options("classes"))
        self.run(*train, DIGITS, "--epochs", "5", "-o", "digits", *options("wide"))
        regress = [*train, "--task", "regress", "--epochs", "40"]
        self.run(*regress, "curve.csv", "-o", "curve", *options("numbers"))
        self.run(*train, SERIES, "--task", "forecast", "--epochs", "20", "-o", "series", *options("series"))
        grid = ["search", IRIS, "--grid", "hidden=2,4;activation=tanh,relu", "--folds", "3", "--epochs", "5"]
        self.run(*grid, "--preset", "classic", "--json", "-q", *options("search"), output="trials.jsonl")
        if report:
            cv = ["cv", IRIS, "--folds", "3", "--epochs", "5", "--preset", "classic", "-q"]
            self.run(*cv, *options("folds"))
        for kind in ("confusion", "roc", "precision-recall", "calibration"):
            self.plot(kind, "iris", IRIS)
            self.plot(kind, "digits", DIGITS, name=f"{kind}-digits")
        self.plot("loss", "iris")
        self.plot("loss", "curve", name="loss-curve")
        self.plot("boundary", "iris", IRIS, "--inputs", "petal_length,petal_width")
        for kind in ("fit", "predicted", "residuals"):
            self.plot(kind, "curve", "curve.csv")
        self.plot("forecast", "series", SERIES, "--steps", "30")
        for model in ("iris", "digits"):
            self.plot("weights", model, name=f"weights-{model}")
            self.plot("network", model, name=f"network-{model}")
        self.plot("activations")
        self.plot("search", "trials.jsonl")
        for example in ("curve", "xor", "moons"):
            self.run("example", example, "--out", ".", "-q")

    def names(self, ending):
        return sorted(name for name in os.listdir(self.folder) if name.endswith(ending))

    def kinds(self):
        lines = subprocess.run([self.bpnet, "plot"], capture_output=True, text=True, check=True).stdout
        return {line.split()[0] for line in lines.splitlines()[1:]}


def check_svg(path):
    """What is wrong with a picture."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        yield f"no XML: {error}"
        return
    ids = {element.get("id"): element for element in root.iter() if element.get("id")}
    names = [ids.get(name) for name in root.get("aria-labelledby", "").split()]
    if root.get("role") != "img" or [e is not None and e.tag for e in names] != [SVG + "title", SVG + "desc"]:
        yield "no title and description that the root names"
    elif not all(element.text and element.text.strip() for element in names):
        yield "an empty title or description"
    yield from addresses(text)
    box = [float(number) for number in root.get("viewBox").split()]
    for element in root.iter():
        for name in ("x", "cx", "x1", "x2"):
            value = element.get(name)
            if value and element.tag != SVG + "text" and not -1 <= float(value) <= box[2] + 1:
                yield f"{element.tag} outside of the picture: {name} {value}"
        if "nan" in " ".join(element.attrib.values()).lower().split():
            yield f"{element.tag} with a number that is none"


def addresses(text):
    """What a page or a picture would load, or lead to."""
    for part in ("http://www.w3.org/2000/svg", '<link rel="icon" href="data:,">'):
        text = text.replace(part, "")
    for match in re.finditer(r"(?:https?:)?//[a-z0-9][^\s\"'<>]*|@import|url\(|<script|<link|<iframe", text):
        if match.group().startswith("<script") or not match.group().startswith("//"):
            yield f"an address or a script: {match.group()[:60]}"


class Page(HTMLParser):
    """The parts of a page that accessibility rests on."""

    def __init__(self):
        super().__init__()
        self.headings, self.ids, self.tags, self.wrong = [], [], [], []
        self.lang, self.viewport, self.title, self.in_title = None, None, "", False
        self.labels, self.controls = set(), []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "html":
            self.lang = attributes.get("lang")
        if tag == "meta" and attributes.get("name") == "viewport":
            self.viewport = attributes.get("content")
        if tag == "label":
            self.labels.add(attributes.get("for"))
        if tag in ("input", "select", "textarea"):
            self.controls.append(attributes)
        names = attributes.get("aria-labelledby") or attributes.get("aria-label")
        if tag == "svg" and (attributes.get("role") != "img" or not names) and "viewbox" in attributes \
                and "class" in attributes:
            self.wrong.append("a picture without a label")
        if tag == "img" and "alt" not in attributes:
            self.wrong.append("an image without a text")
        if tag == "th" and attributes.get("scope") not in ("col", "row"):
            self.wrong.append("a heading of a table without a scope")
        if tag in ("button", "a") and int(attributes.get("tabindex", 0)) > 0:
            self.wrong.append("an order of focus of its own")
        self.in_title = tag == "title" and "svg" not in self.tags

    def handle_data(self, data):
        if self.in_title:
            self.title += data

    def handle_endtag(self, tag):
        self.in_title = False


def check_page(path):
    """What is wrong with a page."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    page = Page()
    page.feed(text)
    yield from page.wrong
    if page.headings.count(1) != 1 or page.headings[0] != 1:
        yield "not one h1 at the beginning"
    for before, after in zip(page.headings, page.headings[1:]):
        if after > before + 1:
            yield f"h{after} behind h{before}"
    for name in {name for name in page.ids if page.ids.count(name) > 1}:
        yield f"the id {name} twice"
    for name in re.findall(r'(?:aria-labelledby|aria-describedby|for)="([^"]*)"', text):
        for word in name.split():
            if word not in page.ids:
                yield f"no id {word}, which a label names"
    for control in page.controls:
        if not control.get("aria-label") and control.get("id") not in page.labels:
            yield "a control without a label"
    if not page.lang or "width=device-width" not in (page.viewport or "") or not page.title.strip():
        yield "no language, viewport or title"
    if "main" not in page.tags:
        yield "no main part"
    yield from addresses(text)


def linear(channel):
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def rgb(color):
    return [linear(int(color[index:index + 2], 16) / 255) for index in (1, 3, 5)]


def contrast(first, second):
    """The contrast of two colours, as WCAG 2 defines it."""
    values = sorted(sum(a * b for a, b in zip((0.2126, 0.7152, 0.0722), rgb(c))) for c in (first, second))
    return (values[1] + 0.05) / (values[0] + 0.05)


# Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency",
# 2009, at full severity.
EYES = {
    "all cones": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no long cones": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                      (-0.003882, -0.048116, 1.051998)),
    "no medium cones": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                        (-0.011820, 0.042940, 0.968881)),
    "no short cones": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
                       (0.004733, 0.691367, 0.303900)),
}


def seen(color, eyes):
    """A colour in Oklab, as eyes of some kind see it."""
    r, g, b = (max(1e-6, min(1, sum(x * y for x, y in zip(row, rgb(color))))) for row in EYES[eyes])
    cones = [
        (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3),
        (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3),
        (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)]
    rows = ((0.2104542553, 0.7936177850, -0.0040720468), (1.9779984951, -2.4285922050, 0.4505937099),
            (0.0259040371, 0.7827717662, -0.8086757660))
    return [100 * sum(x * y for x, y in zip(row, cones)) for row in rows]


def palette(texts):
    """The custom properties of style sheets, in light and in dark."""
    light, dark = {}, {}
    for text in "".join(re.findall(r"<style>(.*?)</style>", "".join(texts), re.S)).splitlines():
        media = r"(@media screen and \(prefers-color-scheme: ?dark\)\{)?"
        for rule in re.finditer(media + r"[^{}]*\{(--[^}]*)\}", text):
            colors = dark if rule.group(1) else light
            colors.update(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", rule.group(2)))
    return light, dark


def check_palette(colors, name):
    """What is wrong with the colours of one kind of surroundings."""
    def check(front, back, least):
        if {front, back} <= set(colors) and contrast(colors[front], colors[back]) < least:
            yield f"{name}: {front} on {back} has a contrast of {contrast(colors[front], colors[back]):.2f}"

    def numbered(prefix):
        names = (color for color in colors if re.fullmatch(prefix + r"-\d+", color))
        return sorted(names, key=lambda color: int(color.split("-")[-1]))

    for text in ("ink", "muted"):
        yield from check(text, "surface", 4.5)
    yield from check("axis", "surface", 3)
    for index, series in enumerate(numbered("series")):
        yield from check(series, "surface", 3)
        yield from check(series, f"tint-{index}", 3)
    for band in numbered("band"):
        yield from check("series-0" if int(band[5:]) < 4 else "series-1", band, 3)
        yield from check("ink", band, 4.5)
    for step in numbered("step"):
        yield from check(f"on-{step}", step, 4.5)
    for first, second in itertools.combinations(numbered("series"), 2):
        for eyes in EYES:
            places = zip(seen(colors[first], eyes), seen(colors[second], eyes))
            distance = sum((a - b) ** 2 for a, b in places) ** 0.5
            if distance < LEAST_DISTANCE:
                yield f"{name}: {first} and {second} are {distance:.1f} apart with {eyes}"


def read_png(path):
    """The width, the height and the pixels (three bytes each) of a PNG without interlacing."""
    with open(path, "rb") as file:
        data = file.read()
    position, packed = 8, b""
    while position < len(data):
        length, kind = struct.unpack(">I4s", data[position:position + 8])
        if kind == b"IHDR":
            width, height, _, color = struct.unpack(">IIBB", data[position + 8:position + 18])
        if kind == b"IDAT":
            packed += data[position + 8:position + 8 + length]
        position += length + 12
    size = {2: 3, 6: 4}[color]
    raw, rows, before = zlib.decompress(packed), [], bytes(width * size)
    for row in range(height):
        start = row * (width * size + 1)
        line = bytearray(raw[start + 1:start + 1 + width * size])
        kind = raw[start]
        for index in range(len(line) if kind else 0):
            left = line[index - size] if index >= size else 0
            above, corner = before[index], before[index - size] if index >= size else 0
            if kind == 4:
                guess = left + above - corner
                nearest = min((abs(guess - left), 0, left), (abs(guess - above), 1, above),
                              (abs(guess - corner), 2, corner))[2]
            else:
                nearest = (0, left, above, (left + above) // 2)[kind]
            line[index] = line[index] + nearest & 255
        rows.append(bytes(line))
        before = line
    return width, height, [[row[i * size:i * size + 3] for i in range(width)] for row in rows]


def difference(first, second):
    """The share of pixels that differ by more than a quarter of the range, even from their neighbours."""
    (width, height, one), (width2, height2, two) = read_png(first), read_png(second)
    if (width, height) != (width2, height2):
        return 1.0
    count = 0
    for y in range(height):
        for x in range(width):
            a = one[y][x]
            if a == two[y][x]:
                continue
            near = (two[v][u] for v in range(max(y - 1, 0), min(y + 2, height))
                    for u in range(max(x - 1, 0), min(x + 2, width)))
            if all(max(abs(p - q) for p, q in zip(a, b)) > 64 for b in near):
                count += 1
    return count / (width * height)


def render(path, browser):
    """Draws a picture with librsvg and with Chromium, and says by how much they differ."""
    root = ET.parse(path).getroot()
    size = [int(float(root.get(name))) for name in ("width", "height")]
    images = [path[:-4] + ending for ending in (".rsvg.png", ".chromium.png")]
    subprocess.check_call(["rsvg-convert", "-w", str(size[0]), "-h", str(size[1]), path, "-o", images[0]])
    subprocess.run([
        browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
        "--force-device-scale-factor=1", f"--window-size={size[0]},{size[1]}",
        "--blink-settings=preferredColorScheme=1", f"--screenshot={images[1]}", "file://" + path],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, timeout=600)
    return difference(*images)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--bpnet", required=True)
    parser.add_argument("--keep", metavar="FOLDER", help="where pictures, pages and renderings stay")
    arguments = parser.parse_args()
    folder = os.path.abspath(arguments.keep or tempfile.mkdtemp())
    os.makedirs(folder, exist_ok=True)
    pictures = Pictures(os.path.abspath(arguments.bpnet), folder)
    pictures.draw()
    wrong, skipped = [], []
    for name in pictures.names(".svg"):
        wrong += [f"{name}: {what}" for what in check_svg(pictures.path(name))]
    missing = [kind for kind in pictures.kinds()
               if not any(name.split(".")[0].startswith(kind) for name in pictures.names(".svg"))]
    wrong += [f"no picture of the kind {kind}" for kind in missing]
    for name in pictures.names(".html"):
        wrong += [f"{name}: {what}" for what in check_page(pictures.path(name))]
    texts = []
    for name in pictures.names(".svg") + pictures.names(".html"):
        with open(pictures.path(name), encoding="utf-8") as file:
            texts.append(file.read())
    light, dark = palette(texts)
    wrong += list(check_palette(light, "light")) + list(check_palette(dark, "dark"))
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    worst = 0
    if browser and shutil.which("rsvg-convert"):
        for name in pictures.names(".svg"):
            share = render(pictures.path(name), browser)
            worst = max(worst, share)
            if share > TOLERANCE:
                wrong.append(f"{name}: Chromium and librsvg differ in {share:.1%} of the pixels")
    else:
        skipped.append("renderings (Chromium or rsvg-convert is missing)")
    print("\n".join(wrong + [f"skipped: {what}" for what in skipped]
                    + [f"{len(pictures.names('.svg'))} pictures, {len(pictures.names('.html'))} pages, "
                       f"{len(light)} colours, renderings differ in at most {worst:.2%}: "
                       f"{len(wrong)} faults"]))
    if not arguments.keep:
        shutil.rmtree(folder)
    sys.exit(1 if wrong else 69 if skipped else 0)


if __name__ == "__main__":
    main()
