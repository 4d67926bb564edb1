"""Extract from the npm package caniemail which clients lack which HTML and CSS, and which of it our templates use.

Run it with the project's own Python: ``.venv/bin/python -m scripts.caniemail [VERSION]``. It needs npm. Read
the diff of the two files that it writes: the table of gaps, and the baseline of gaps that we accept.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
DATA = ROOT / "newsletter" / "checking" / "analysis" / "data"
VERSION = "2.0.2"
CLIENTS = {
    "apple-mail-ios": "Apple Mail on iPhone and iPad",
    "apple-mail-macos": "Apple Mail on a Mac",
    "gmail-android": "Gmail on Android",
    "gmail-desktop-webmail": "Gmail in a browser",
    "gmail-ios": "Gmail on iPhone and iPad",
    "outlook-android": "Outlook on Android",
    "outlook-ios": "Outlook on iPhone and iPad",
    "outlook-macos": "Outlook on a Mac",
    "outlook-outlook-com": "Outlook.com",
    "outlook-windows": "Outlook on Windows",
    "samsung-email-android": "Samsung Email",
    "thunderbird-macos": "Thunderbird",
    "yahoo-desktop-webmail": "Yahoo! Mail in a browser",
}
"""The clients whose gaps the table holds, by the names that newsletter.toml may give under [checks]."""

_ATTRIBUTES = {"align", "background", "cellpadding", "cellspacing", "dir", "height", "hidden", "lang", "role", "srcset",
               "target", "valign", "width"}  # fmt: skip
_GROUPS = {
    "html-h1-h6": ["<h1>", "<h2>", "<h3>", "<h4>", "<h5>", "<h6>"],
    "html-lists": ["<ul>", "<ol>", "<dl>"],
    "html-semantics": ["<article>", "<aside>", "<figure>", "<section>"],
}
_PREFIXES = (
    ("css-pseudo-class-", ":{}"),
    ("css-pseudo-element-", "::{}"),
    ("css-unit-", "unit {}"),
    ("css-function-", "{}()"),
    ("css-display-", "display: {}"),
    ("css-at-media-prefers-", "@media prefers-{}"),
    ("css-at-", "@{}"),
    ("html-aria-", "aria-{}="),
)


def main() -> None:
    """Fetch the package, and write the table and the baseline."""
    version = sys.argv[1] if sys.argv[1:] else VERSION
    DATA.mkdir(exist_ok=True)
    data, licence = fetch(version)
    write(DATA / "caniemail.json", {"licence": licence} | distil(data, version))
    from newsletter.checking.analysis.client_support import find_gaps, read_table

    used = sorted({gap.feature for html in render_own() for gap in find_gaps(html, read_table(), ())})
    write(
        DATA / "baseline.json",
        {"about": "Features that our own templates use although some clients lack them.", "features": used},
    )
    print(f"Wrote {DATA.relative_to(ROOT)}/caniemail.json and baseline.json: {len(used)} accepted gaps.")


def fetch(version: str) -> tuple[dict[str, Any], str]:
    """Return the data of one version of the package, and the first lines of its licence."""
    with tempfile.TemporaryDirectory() as name:
        command = ["npm", "pack", "--silent", f"caniemail@{version}"]
        packed = subprocess.run(command, cwd=name, check=True, capture_output=True, text=True).stdout.strip()
        with tarfile.open(Path(name) / packed) as archive:
            data, licence = (read_member(archive, ending) for ending in ("/data/caniemail.json", "/LICENSE"))
    lines = [line for line in licence.splitlines() if line.startswith(("MIT", "Copyright"))]
    parsed: dict[str, Any] = json.loads(data)
    return parsed, ". ".join(lines)


def read_member(archive: tarfile.TarFile, ending: str) -> str:
    """Return the text of the first file in an archive whose name ends with ``ending``."""
    file = archive.extractfile(next(name for name in archive.getnames() if name.endswith(ending)))
    return file.read().decode() if file else ""


def distil(data: dict[str, Any], version: str) -> dict[str, Any]:
    """Keep, for each feature that can be detected in an e-mail, the clients that lack it and the URL of the source."""
    features = {}
    for feature in data["data"]:
        lacking = [client for client in CLIENTS if lacks(feature["stats"], client)]
        for key in name_feature(feature["slug"]) if lacking else []:
            features[key] = {"lacking": lacking, "url": feature["url"]}
    return {
        "source": f"https://www.caniemail.com, npm package caniemail {version}, as of {data['last_update_date']}",
        "clients": CLIENTS,
        "features": dict(sorted(features.items())),
    }


def lacks(stats: dict[str, Any], client: str) -> bool:
    """Return whether the newest tested version of a client does not support a feature at all."""
    family = max((name for name in stats if client.startswith(f"{name}-")), key=len, default="")
    versions = stats.get(family, {}).get(client.removeprefix(f"{family}-"), {})
    return bool(versions) and list(versions.values())[-1].startswith("n")


def name_feature(slug: str) -> list[str]:
    """Return the names of a feature as found in an e-mail's source; an empty list if it cannot be detected there."""
    if slug in _GROUPS:
        return _GROUPS[slug]
    for prefix, form in _PREFIXES:
        if slug.startswith(prefix):
            return [form.format(slug.removeprefix(prefix))]
    kind, _, name = slug.partition("-")
    if kind == "html":
        return [f"{name}=" if name in _ATTRIBUTES else f"<{name}>"] if re.fullmatch("[a-z0-9]+", name) else []
    is_property = kind == "css" and not name.startswith("selector-")
    return [f"{name}:"] if is_property else []


def render_own() -> list[str]:
    """Return the HTML of this publication's issues and every golden case, made with our own templates and a logo."""
    from newsletter.documents.appearance import Logo
    from newsletter.loading import load_issue, load_publication
    from newsletter.rendering.edition import Edition
    from newsletter.rendering.email import render_html
    from newsletter.rendering.renderer import make_renderer

    publication = load_publication(ROOT).publication
    folders = [ROOT, ROOT / "tests" / "golden"]  # each with the pictures of its issues
    logo = Logo(file="templates/logo.png", alt="A swan", width=120, height=60)
    shown = [publication, publication.model_copy(update={"logo": logo, "direction": "rtl"})]
    mails = []
    for folder, pattern in zip(folders, ("issues/*.yaml", "*/issue.yaml"), strict=True):
        renderer = make_renderer(folder, publication.packs)
        issues = [load_issue(path, path.name, publication.packs).issue for path in sorted(folder.glob(pattern))]
        mails += [render_html(Edition(each, issue), renderer) for each in shown for issue in issues]
    return mails


def write(path: Path, data: dict[str, Any]) -> None:
    """Write data as JSON whose diff is easy to read."""
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
