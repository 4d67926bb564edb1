"""Measure speed and size: one warm issue, cold commands, a thousand issues, and Node's mjml compared with ours.

Run it with the project's own Python, on a quiet machine: ``.venv/bin/python scripts/bench.py [--quick | --peers]``.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
JANUARY = ROOT / "issues" / "2024-01.yaml"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MANY = 1000
AS_OF = "2150-01-01"
MB = 1_000_000


def main() -> None:
    """Run every measurement and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the builds of 1,000 issues and Node")
    parser.add_argument(
        "--peers", action="store_true", help="compare with Hugo, Eleventy and Pelican, and nothing else"
    )
    options = parser.parse_args()
    quick = options.quick
    if options.peers:
        compare_with_peers()
        return
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores")
    measure_warm()
    measure_pictures()
    measure_cold()
    measure_preview()
    for count in (10, 100) if quick else (10, 100, MANY):
        measure_many(count)
    if not quick:
        compare_with_node()


def compare_with_peers() -> None:
    """Build the same issues with other programs, and draw how the cost grows."""
    from scripts import bench_peers

    bench_peers.compare((10, 100, MANY), plot=ROOT / "scripts" / "growth.svg")


def say(what: str, value: str, limit: str = "") -> None:
    """Print one line of the table."""
    print(f"{what:<58} {value:>12}  {limit}")


def time_best(act: Callable[[], object], times: int) -> tuple[float, float]:
    """Return the best and the median time of a function, in seconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return min(taken), statistics.median(taken)


def measure_warm() -> None:
    """Time how long one process takes to turn the document into HTML and text, many times over."""
    from newsletter.loading import load_publication, parse_issue
    from newsletter.rendering.edition import Edition
    from newsletter.rendering.email import render_campaign
    from newsletter.rendering.renderer import make_renderer

    publication = load_publication(ROOT).publication
    renderer = make_renderer(ROOT, publication.packs)
    document = JANUARY.read_bytes()

    def load() -> object:
        return parse_issue(document, "issues/2024-01.yaml", publication.packs).issue

    def render() -> object:
        return render_campaign(
            Edition(publication, parse_issue(document, "issues/2024-01.yaml", publication.packs).issue), renderer
        )

    render()
    best, median = time_best(load, 50)
    say("warm: document to validated issue, best / median", f"{best * 1e3:.1f} / {median * 1e3:.1f} ms")
    best, median = time_best(render, 100)
    say(
        "warm: document to finished HTML and text, best / median",
        f"{best * 1e3:.1f} / {median * 1e3:.1f} ms",
        "at most 8",
    )


def measure_pictures() -> None:
    """Measure how much of a processor a picture of 12 megapixels takes, with all its files for mail and page."""
    from PIL import Image

    from newsletter.documents.pictures import Focus
    from newsletter.rendering.pictures import LAYOUTS, Medium, Pictures, make_variants

    layout, down = LAYOUTS["column"], Image.linear_gradient("L").resize((4000, 3000))
    taken: dict[str, list[float]] = {"jpg": [], "png": []}
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "images").mkdir()
        for kind in (*taken,) * 5:  # another picture each time: what was encoded once is kept
            noise = Image.effect_noise(down.size, 20)
            photo = Image.merge("RGB", (down, noise, down.transpose(Image.Transpose.ROTATE_180)))
            photo.save(root / f"images/field.{kind}", compress_level=1)
            start, pictures = time.process_time(), Pictures(root)
            source = pictures.find(f"images/field.{kind}")
            for variant in (one for medium in Medium for one in make_variants(source, layout, Focus(), medium)):
                pictures.encode(variant, "site/")
            taken[kind].append(time.process_time() - start)
    for kind, limit in (("jpg", "at most 0.4"), ("png", "at most 1.0")):
        say(f"12 megapixels as {kind}, for mail and page: CPU, best", f"{min(taken[kind]):.2f} s", limit)


def measure_cold() -> None:
    """Time whole commands, each in a new process."""
    best, median = time_best(lambda: run("--version"), 10)
    say("cold: newsletter --version, best / median", f"{best:.2f} / {median:.2f} s", "under 0.15")
    with tempfile.TemporaryDirectory() as out:
        best, median = time_best(lambda: build_anew(out), 5)
        say("cold: newsletter build of this repository, best / median", f"{best:.2f} / {median:.2f} s", "under 1.0")


def measure_preview() -> None:
    """Time how long a browser takes to show a save, in a publication of few issues and in one of many."""
    from scripts._preview import time_saves

    for count in (10, 500):
        with make_publication(count) as folder:
            taken = time_saves(folder, folder / "issues" / "2024-01.yaml", "Report 0 of the series")
        figures = f"{min(taken) * 1e3:.0f} / {statistics.median(taken) * 1e3:.0f} / {max(taken) * 1e3:.0f} ms"
        say(f"preview of {count} issues: save to seen, best / median / worst", figures, "under 300")


def build_anew(out: str) -> None:
    """Build this repository into an empty folder."""
    shutil.rmtree(out)
    run("build", "--out", out)


def run(*arguments: str, folder: Path = ROOT) -> None:
    """Run the newsletter command in a new process."""
    command = [sys.executable, "-m", "newsletter", *arguments]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def measure_many(count: int) -> None:
    """Build a publication of ``count`` issues of six reviews: from scratch, unchanged, and with one issue changed."""
    from scripts._memory import watch_memory

    with make_publication(count) as folder:
        build = lambda: run("build", "--as-of", AS_OF, folder=folder)  # noqa: E731  # used by three measurements
        with watch_memory() as memory:
            full, _ = time_best(build, 1)
        nothing, _ = time_best(build, 3)
        changed = folder / "issues" / f"{name_period(count - 1)}.yaml"
        one = min(time_after_change(changed, build, round_) for round_ in range(3))
        check, _ = time_best(lambda: run("check", folder=folder), 1)
        files = sum(1 for path in (folder / "dist").rglob("*") if path.is_file())
    limits = ("at most 15", "at most 1.0", "at most 1.5") if count == MANY else ("", "", "")
    say(f"{count} issues, {files} files: full build", f"{full:.2f} s", limits[0])
    say(
        f"{count} issues: peak memory of all processes",
        f"{memory[0] / MB:.0f} MB",
        "under 400" if count == MANY else "",
    )
    say(f"{count} issues: nothing changed", f"{nothing:.2f} s", limits[1])
    say(f"{count} issues: one issue changed", f"{one:.2f} s", limits[2])
    say(f"{count} issues: newsletter check", f"{check:.2f} s")


def time_after_change(issue: Path, build: Callable[[], None], round_: int) -> float:
    """Change one word of an issue and time the build that follows, in seconds."""
    issue.write_text(issue.read_text().replace("died", "died" + "," * (round_ % 2), 1) + f"# {round_}\n")
    return time_best(build, 1)[0]


@contextmanager
def make_publication(count: int) -> Iterator[Path]:
    """Make a folder with this publication and ``count`` slightly different issues."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(ROOT / "newsletter.toml", folder)
        (folder / "issues").mkdir()
        source = JANUARY.read_text()
        for number in range(count):
            period = name_period(number)
            (folder / "issues" / f"{period}.yaml").write_text(vary(source, period, number))
        yield folder


def name_period(number: int) -> str:
    """Return the month ``number`` months after January 2024."""
    return f"{2024 + number // 12}-{number % 12 + 1:02}"


def vary(source: str, period: str, number: int) -> str:
    """Return the January issue changed to another month, with different words in every review."""
    year, month = period.split("-")
    text = source.replace("period: 2024-01", f"period: {period}")
    text = text.replace("January 2024", f"{MONTHS[int(month) - 1]} {year}")
    return text.replace("    summary: >-\n", f"    summary: >-\n      Report {number} of the series.\n")


NODE_BENCH = """
const {readFileSync} = require('fs'); const mjml = require('mjml'); const to = mjml.default || mjml;
const source = readFileSync(process.argv[2], 'utf8');
(async () => {
  for (let i = 0; i < 30; i++) await to(source);
  const taken = [];
  for (let i = 0; i < 30; i++) { const t = performance.now(); await to(source); taken.push(performance.now() - t); }
  console.log(JSON.stringify({best: Math.min(...taken), errors: (await to(source)).errors.length}));
})();
"""


def compare_with_node() -> None:
    """Time Node's mjml on the MJML of the January issue, if Node is installed."""
    if not (shutil.which("node") and shutil.which("npm")):
        print("Node is not installed: no comparison with its mjml.")
        return
    from newsletter.rendering.mjml.compile import compile_mjml

    source, hosts = write_january_mjml()
    ours, _ = time_best(lambda: compile_mjml(source, allowed_hosts=hosts), 50)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "january.mjml").write_text(source)
        (folder / "bench.js").write_text(NODE_BENCH)
        install = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", name, "mjml@5"]
        subprocess.run(install, check=True, capture_output=True)
        answer = subprocess.run(["node", "bench.js", "january.mjml"], cwd=folder, check=True, capture_output=True)
        theirs = json.loads(answer.stdout)["best"] / 1e3
        cli = ["node", "node_modules/mjml/bin/mjml", "january.mjml", "-o", "january.html"]
        their_cold, _ = time_best(lambda: subprocess.run(cli, cwd=folder, check=True, capture_output=True), 5)
        our_cold, _ = time_best(lambda: run("build", "2024-01", "--out", str(folder / "dist")), 5)
    say("MJML to HTML, warm: ours, checked and hardened", f"{ours * 1e3:.1f} ms")
    say("MJML to HTML, warm: Node's mjml 5", f"{theirs * 1e3:.1f} ms", f"{theirs / ours:.1f} times ours")
    say("cold command: newsletter build 2024-01", f"{our_cold:.2f} s")
    say(
        "cold command: Node's mjml 5 on the same MJML", f"{their_cold:.2f} s", f"{their_cold / our_cold:.1f} times ours"
    )


def write_january_mjml() -> tuple[str, frozenset[str]]:
    """Return the January issue as MJML, and the hosts from which it may load images."""
    from newsletter.loading import load_issue, load_publication
    from newsletter.rendering.edition import Edition
    from newsletter.rendering.email import fill_template
    from newsletter.rendering.renderer import make_renderer

    publication = load_publication(ROOT).publication
    edition = Edition(publication, load_issue(JANUARY, "issues/2024-01.yaml", publication.packs).issue)
    return fill_template(edition, make_renderer(ROOT, publication.packs)), frozenset(
        {publication.base_url.partition("://")[2]}
    )


if __name__ == "__main__":
    main()
