#!/usr/bin/env python3
"""Opens report pages in chromium, from disk, and checks what only a browser can tell.

    browser_check.py [--screenshots FOLDER] [--chromium PATH] PAGE...

For every page: no error or policy violation in the console, no request but for the page itself,
no dialog; every chart has marks, a title and a description, and no text outside its picture; no
horizontal overflow at 1280 and 390 pixels; headings in order, no id twice; text contrast of 4.5 to
1 in the light and the dark theme; sliders, moved by the keyboard, and choices show stored values at
simulated points, and elsewhere what multilinear interpolation makes of the points around; complete without scripts; printed, no chart
is taller than a page or allowed to break. Needs chromium and Python's standard library.

Prints a line a check that fails, and exits with 1 if any does.
"""

import argparse
import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path


class Browser:
    """Chromium, driven by its DevTools protocol over a pair of pipes."""

    def __init__(self, executable):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        to_child_read, self.to_child = os.pipe()
        self.from_child, from_child_write = os.pipe()

        def connect():  # Chromium reads commands at 3 and answers at 4.
            # Out of the way first, since the pipes may hold 3 and 4 themselves.
            a, b = os.dup(to_child_read), os.dup(from_child_write)
            a, b = (os.dup(a) if a in (3, 4) else a), (os.dup(b) if b in (3, 4) else b)
            os.dup2(a, 3)
            os.dup2(b, 4)

        arguments = [
            executable, "--headless", "--disable-gpu", "--remote-debugging-pipe",
            "--no-first-run", "--hide-scrollbars", f"--user-data-dir={self.folder.name}",
        ]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")  # which chromium refuses to do without for root
        self.process = subprocess.Popen(
            arguments, preexec_fn=connect, close_fds=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_child_read)
        os.close(from_child_write)
        self.buffer = b""
        self.number = 0
        self.events = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = None
        self.session = self.call(
            "Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.call(f"{domain}.enable")

    def receive(self):
        while b"\0" not in self.buffer:
            chunk = os.read(self.from_child, 1 << 20)
            if not chunk:
                sys.exit("chromium ended unexpectedly")
            self.buffer += chunk
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if getattr(self, "session", None):
            message["sessionId"] = self.session
        os.write(self.to_child, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    sys.exit(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def evaluate(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            sys.exit(f"script of the check: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def open(self, url, width, dark=False, media="", scripts=True):
        self.call("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900,
                  deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", media=media, features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.events = []
        self.call("Page.navigate", url=url)
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.receive())

    def close(self):
        self.process.terminate()
        self.process.wait()


def complaints(browser, url):
    """What the console said, and what was asked of a network."""
    for event in browser.events:
        parameters = event.get("params", {})
        method = event.get("method")
        if method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            yield f"console: {parameters['entry']['text']}"
        elif method == "Runtime.exceptionThrown":
            yield f"exception: {parameters['exceptionDetails']['text']}"
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "assert"):
            yield f"console: {parameters['args']}"
        elif method == "Page.javascriptDialogOpening":
            yield f"a dialog opened: {parameters['message']}"
        elif method == "Network.requestWillBeSent":
            asked = parameters["request"]["url"]
            if asked.split("#")[0] != url and not asked.startswith("data:"):
                yield f"asked for {asked}"


STRUCTURE = r"""(() => {
  const wrong = [];
  const shown = [...document.querySelectorAll('svg.chart')].filter(s => s.getClientRects().length);
  if (!shown.length) wrong.push('no chart is shown');
  for (const svg of shown) {
    const name = svg.querySelector('title')?.textContent || svg.id;
    const marks = svg.querySelectorAll('.l,.a,.h');
    if (!marks.length) wrong.push(name + ': no marks');
    if (!svg.querySelector('desc')?.textContent) wrong.push(name + ': no description');
    if (svg.getAttribute('role') !== 'img') wrong.push(name + ': is no image');
    const box = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll('text')) {
      const r = text.getBoundingClientRect();
      if (r.left < box.left - 2 || r.right > box.right + 2 || r.bottom > box.bottom + 2)
        wrong.push(name + ': "' + text.textContent + '" reaches out of the picture by '
          + Math.max(box.left - r.left, r.right - box.right, r.bottom - box.bottom).toFixed(0));
    }
    for (const mark of marks) {
      if (/NaN|inf/.test(mark.outerHTML)) wrong.push(name + ': a mark without a place');
    }
    const figure = svg.closest('figure');
    if (!figure?.querySelector('table')) wrong.push(name + ': no table of its data');
  }
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) {
    const far = [...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll,pre,svg')
      && e.getBoundingClientRect().right > width + 1).slice(0, 3)
      .map(e => e.tagName + '.' + e.className + ': ' + e.textContent.slice(0, 40));
    wrong.push('wider than the window: ' + far.join('; '));
  }
  let level = 0;
  for (const h of document.querySelectorAll('h1,h2,h3,h4,h5,h6')) {
    const now = Number(h.tagName[1]);
    if (now > level + 1) wrong.push('heading ' + h.textContent + ' skips a level');
    level = now;
  }
  if (document.querySelectorAll('h1').length !== 1) wrong.push('there is not one h1');
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  for (const id of new Set(ids.filter((x, i) => ids.indexOf(x) !== i))) wrong.push('id twice: ' + id);
  for (const a of document.querySelectorAll('a[href^="#"]'))
    if (!document.getElementById(a.getAttribute('href').slice(1))) wrong.push('dead link ' + a.href);
  if (document.querySelectorAll('script:not([type])').length > 1) wrong.push('more than one script');
  return wrong;
})()"""

# WCAG 2.2, 1.4.3: relative luminance and contrast.
CONTRAST = r"""(() => {
  const parse = c => (c.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
  const wrong = new Map();
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.getClientRects().length || ['SCRIPT', 'STYLE', 'title', 'desc'].includes(e.tagName))
      continue;
    if (e.closest('.skip')) continue;
    const style = getComputedStyle(e);
    const ink = parse(e.tagName === 'text' ? style.fill : style.color);
    let paper = null;
    for (let p = e; p && !paper; p = p.parentElement) {
      const c = parse(getComputedStyle(p).backgroundColor);
      if (c.length === 3 || c[3] === 1) paper = c;
    }
    paper = paper || [255, 255, 255];
    const [a, b] = [light(ink), light(paper)].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.5) wrong.set(e.tagName + '.' + (e.className.baseVal ?? e.className),
      contrast.toFixed(2) + ' "' + e.textContent.trim().slice(0, 30) + '"');
  }
  return [...wrong].map(([k, v]) => 'contrast of ' + k + ': ' + v);
})()"""

# Of A4 with Chromium's margins of 1 cm, in CSS pixels.
PRINT_WIDTH, PRINT_HEIGHT = 718, 1047

PRINT = r"""(() => {
  const wrong = [];
  const width = document.documentElement.clientWidth;
  for (const figure of document.querySelectorAll('figure')) {
    const name = figure.querySelector('figcaption')?.textContent.slice(0, 60);
    const box = figure.getBoundingClientRect();
    if (getComputedStyle(figure).breakInside !== 'avoid') wrong.push(name + ': may break');
    if (box.height > HEIGHT) wrong.push(name + ': taller than a page');
    const charts = [...figure.querySelectorAll('svg.chart')].filter(s => s.getClientRects().length);
    if (charts.length !== 1) wrong.push(name + ': prints ' + charts.length + ' times');
    for (const svg of charts)
      if (svg.getBoundingClientRect().right > width + 1) wrong.push(name + ': cut off at the right');
  }
  if (document.documentElement.scrollWidth > width) wrong.push('wider than paper');
  return wrong;
})()""".replace("HEIGHT", str(PRINT_HEIGHT))

PANELS = r"""[...document.querySelectorAll('article')].map((article, number) => {
  const data = article.querySelector('.whatif-data');
  article.dataset.number = number;
  return data ? {number, data: JSON.parse(data.textContent)} : null;
}).filter(x => x)"""

READ = r"""(() => {
  const article = document.querySelector('article[data-number="NUMBER"]');
  const rows = {};
  for (const row of article.querySelectorAll('[data-row]'))
    rows[row.dataset.row] = [row.querySelector('[data-value]').textContent,
      row.querySelector('[data-range]').textContent];
  const one = (name, index) => article.querySelector('[data-' + name + '="' + index + '"]');
  const places = [], said = [];
  for (let i = 0; i < COUNT; i += 1) {
    const input = one('slider', i);
    const chosen = article.querySelector('[data-choice="' + i + '"]:checked');
    places.push(Number((input || chosen).value));
    said.push(input ? [input.getAttribute('aria-valuetext'), one('output', i).textContent]
      : [chosen.closest('label').textContent.trim(), chosen.closest('label').textContent.trim()]);
  }
  const count = name => [...article.querySelectorAll('figure[data-axes]')].map(
    figure => figure.querySelectorAll(name).length);
  return {rows, places, said, state: article.querySelector('[data-state]').textContent,
    sentence: article.querySelector('[data-sentence]').textContent,
    markers: count('.marker'), curves: count('.marker-curve'),
    figures: [...article.querySelectorAll('figure[data-axes]')].map(x => x.dataset.axes)};
})()"""


def as_number(text):
    """What a text such as "−$1.2 million" says; None for a dash."""
    found = re.search(r"([−-]?)[^\d−-]*([\d,.]+)(e-?\d+)?( million| billion| trillion)?", text)
    if not found:
        return None
    scale = {" million": 1e6, " billion": 1e9, " trillion": 1e12}.get(found[4], 1)
    value = float(found[2].replace(",", "").rstrip(".") + (found[3] or "")) * scale
    return -value if found[1] else value


def expected_values(data, places):
    """The stored points around some positions, multilinear; and whether one is stored itself."""
    corners = [(0, 1.0)]
    for axis, place in zip(data["axes"], places):
        position, size = axis["positions"][place], len(axis["texts"])
        if position["level"] is not None:
            sides = [(position["level"], 1.0)]
        else:
            upper = next(i for i, x in enumerate(axis["x"]) if x > position["x"])
            low, high = axis["x"][upper - 1], axis["x"][upper]
            share = (position["x"] - low) / (high - low)
            sides = [(upper - 1, 1 - share), (upper, share)]
        corners = [(at * size + level, weight * part)
                   for at, weight in corners for level, part in sides]
    values = {}
    for metric in data["metrics"]:
        around = [metric["values"][at] for at, _ in corners]
        values[metric["name"]] = None if None in around else (
            sum(value * weight for value, (_, weight) in zip(around, corners)),
            min(around), max(around))
    return values, corners


def shown_wrongly(data, now, places, where):
    """What the page says at some positions, against what is stored."""
    values, corners = expected_values(data, places)
    if now["places"] != places:
        yield f"{where}: stands at {now['places']}, not {places}"
    for axis, place, said in zip(data["axes"], places, now["said"]):
        if said != [axis["positions"][place]["text"]] * 2:
            yield f"{where}: {axis['label']} is read out as {said}"
    if len(corners) == 1:
        at = corners[0][0]
        if not now["state"].startswith("Simulated point"):
            yield f"{where}: says {now['state']}"
        if ("agents." in now["state"]) != bool(data["agents"][at]):
            yield f"{where}: does not say who simulated it: {now['state']}"
        for name, cell in data["stored"].get(str(at), {}).items():
            if now["rows"].get(name, ["?"] * 2) != [cell["text"], cell["range"]]:
                yield f"{where}: {name} is {now['rows'].get(name)}, stored {cell['text']}"
    elif not now["state"].startswith("Between simulated points: interpolated"):
        yield f"{where}: says {now['state']}"
    if ("Breaks a limit" in now["state"]) == all(data["keeps"][at] for at, _ in corners):
        yield f"{where}: says of limits {now['state']}"
    formats = {metric["name"]: metric["format"] for metric in data["metrics"]}
    for name, row in now["rows"].items():
        shown, value = as_number(row[0]), values[name]
        if (shown is None) != (value is None):
            yield f"{where}: {name} shows {row[0]}, expected {value}"
        if shown is None or value is None:
            continue
        mean, low, high = (x * (100 if formats[name] == "share" else 1) for x in value)
        slack = 0.006 * abs(mean) + 0.006
        if abs(shown - mean) > slack:
            yield f"{where}: {name} shows {shown}, expected {mean}"
        if not low - slack <= shown <= high + slack:
            yield f"{where}: {name} shows {shown}, which is not between {low} and {high}"
    for text, _ in now["said"]:
        if text.lower() not in now["sentence"].lower():
            yield f"{where}: the sentence does not say {text}: {now['sentence']}"
    objective = as_number(now["sentence"].split(data["sentence"][0]["before"], 1)[-1])
    if objective is None or abs(objective - values["objective"][0]) > (
            0.006 * abs(values["objective"][0]) + 0.006):
        yield f"{where}: the sentence says {objective}, expected {values['objective'][0]}"
    if 0 in now["markers"]:
        yield f"{where}: no marker on a chart"


def sliders(browser):
    for panel in browser.evaluate(PANELS):
        data, number = panel["data"], panel["number"]
        axes = data["axes"]
        read = READ.replace("NUMBER", str(number)).replace("COUNT", str(len(axes)))
        inside = f"document.querySelector('article[data-number=\"{number}\"] "
        homes = [next(i for i, p in enumerate(axis["positions"])
                      if p["level"] == (axis["recommended"] or 0)) for axis in axes]
        places = list(homes)
        seen = set()
        # Every position of one after the other, the others where they were left: each slider is
        # left between two simulated levels, so that the next one moves over interpolated ground,
        # then at a simulated one, so that both stand on a stored point.
        for rest in ("between", "stored"):
            for index, axis in enumerate(axes):
                count = len(axis["positions"])
                if axis["numeric"]:
                    browser.evaluate(inside + f"[data-slider=\"{index}\"]').focus()")
                    press(browser, "Home", 36)
                for place in range(count):
                    if not axis["numeric"]:
                        browser.evaluate(
                            inside + f"[data-choice=\"{index}\"][value=\"{place}\"]').click()")
                    places[index] = place
                    now = browser.evaluate(read)
                    where = f"article {number} at {places}"
                    yield from shown_wrongly(data, now, places, where)
                    # A curve of its own as soon as one of several variables is moved.
                    moved = len(axes) > 1 and places != homes
                    for axes_of, curves in zip(now["figures"], now["curves"]):
                        if " " not in axes_of and (curves > 0) != moved:
                            yield f"{where}: {curves} curves on the chart of {axes_of}"
                    corners = expected_values(data, places)[1]
                    if len(corners) == 1:
                        seen.add(corners[0][0])
                    if axis["numeric"] and place + 1 < count:
                        press(browser, "ArrowRight", 39)
                stops = [i for i, p in enumerate(axis["positions"])
                         if (p["level"] is None) == (rest == "between")]
                stop = stops[len(stops) // 2] if stops else count - 1
                places[index] = stop
                if axis["numeric"]:
                    for _ in range(count - 1 - stop):
                        press(browser, "ArrowLeft", 37)
                else:
                    browser.evaluate(
                        inside + f"[data-choice=\"{index}\"][value=\"{stop}\"]').click()")
        if len(seen) < max(len(axis["texts"]) for axis in axes):
            yield f"article {number}: only {len(seen)} stored points were met"
        # To the next simulated level by its button, and back to the recommendation by another.
        for index, axis in enumerate(axes):
            if axis["numeric"]:
                browser.evaluate(
                    inside + f"[data-step=\"-1\"][data-of=\"{index}\"]').click()")
                place = browser.evaluate(read)["places"][index]
                if axis["positions"][place]["level"] is None:
                    yield f"article {number}: the button leads between simulated levels"
        browser.evaluate(inside + "[data-home]').click()")
        now = browser.evaluate(read)
        if now["places"] != homes:
            yield f"article {number}: the button does not lead back to the recommended point"
        yield from shown_wrongly(data, now, homes, f"article {number}, back home")


def press(browser, key, code):
    for kind in ("keyDown", "keyUp"):
        browser.call("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                     windowsVirtualKeyCode=code)


def check(browser, page, screenshots):
    url = page.resolve().as_uri()
    for width in (1280, 390):
        for dark in (False, True):
            name = f"{width} pixels, {'dark' if dark else 'light'}"
            browser.open(url, width, dark=dark)
            browser.call("Runtime.evaluate", expression="1")
            for found in [*complaints(browser, url), *browser.evaluate(STRUCTURE),
                          *browser.evaluate(CONTRAST)]:
                yield f"{name}: {found}"
            if screenshots:
                size = browser.evaluate(
                    "[document.documentElement.clientWidth, document.documentElement.scrollHeight]")
                # The whole page, up to what the browser can hold in one picture.
                picture = browser.call(
                    "Page.captureScreenshot", captureBeyondViewport=True,
                    clip={"x": 0, "y": 0, "width": size[0], "height": min(size[1], 16000), "scale": 1})
                target = screenshots / f"{page.stem}-{width}-{'dark' if dark else 'light'}.png"
                target.write_bytes(base64.b64decode(picture["data"]))
    # Both views of a chart with two.
    browser.open(url, 390)
    browser.evaluate("document.querySelectorAll('.views>input.r1').forEach(x => x.click())")
    for found in browser.evaluate(STRUCTURE):
        yield f"second views: {found}"
    browser.open(url, 1280)
    for found in [*sliders(browser), *complaints(browser, url)]:
        yield found
    browser.open(url, 1280, scripts=False)
    browser.call("Emulation.setScriptExecutionDisabled", value=False)
    for found in browser.evaluate(r"""(() => {
      const wrong = [];
      for (const c of document.querySelectorAll('.controls'))
        if (c.getClientRects().length) wrong.push('controls that do nothing are shown');
      for (const c of document.querySelectorAll('[data-value]'))
        if (!c.textContent) wrong.push('an empty number');
      return wrong;
    })()"""):
        yield f"without scripts: {found}"
    browser.open(url, PRINT_WIDTH, media="print")
    for found in browser.evaluate(PRINT):
        yield f"printed: {found}"
    browser.open(url, 1280, media="print")
    pdf = base64.b64decode(browser.call(
        "Page.printToPDF", paperWidth=8.27, paperHeight=11.69, printBackground=True)["data"])
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
    if not pdf.startswith(b"%PDF") or pages == 0:
        yield "printed: no pages"
    if screenshots:
        (screenshots / f"{page.stem}.pdf").write_bytes(pdf)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--screenshots", type=Path)
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    arguments = parser.parse_args()
    if not arguments.chromium:
        sys.exit("chromium is not installed")
    if arguments.screenshots:
        arguments.screenshots.mkdir(parents=True, exist_ok=True)
    # A browser that hangs ends the check, not the patience of whoever runs it.
    signal.alarm(60 + 60 * len(arguments.pages))
    browser = Browser(arguments.chromium)
    failures = 0
    try:
        for page in arguments.pages:
            for found in check(browser, page, arguments.screenshots):
                failures += 1
                print(f"{page.name}: {found}")
    finally:
        browser.close()
    print(f"{len(arguments.pages)} pages, {failures} failures")
    sys.exit(1 if failures else 0)


main()
