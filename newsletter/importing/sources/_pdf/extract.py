"""The letters of a PDF, read by pdfminer in a process of its own, with limits on time and memory.

``python -m newsletter.importing.sources._pdf.extract`` reads a PDF from standard input and writes its pages as JSON.
What a PDF draws is said by programs within it, whose cost cannot be told beforehand (ISO 32000-2, section 7.8.2).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from itertools import dropwhile, groupby, takewhile
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTChar, LTComponent, LTContainer, LTCurve, LTImage, LTPage, LTTextLine
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import resolve1

MAX_PAGES = 300
MAX_LETTERS = 1_200_000
"""How many letters are read; a long issue has about 60,000."""

MAX_ROWS = 20_000
MAX_ROWS_OF_PAGE = 1_000
"""How many rows of letters are read; each is compared with the others of its page."""

MAX_LINKS = 2_000
"""How many links of one page are read."""

_SMALLEST_BULLET, _LARGEST_BULLET = 1.5, 8
"""How wide the drawn bullet of a list item is, in points."""

MEMORY = 1_000_000_000
"""Bytes that the process may take."""

CPU_SECONDS = 60

_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_ITALIC = re.compile(r"ital|obliq", re.IGNORECASE)
_UNNAMED = re.compile(r"\(cid:[0-9]{1,9}\)")

_Box = tuple[float, float, float, float]
_Links = list[tuple[_Box, str]]


class TooLargeError(Exception):
    """There is more in it than an issue can hold."""


def main() -> None:
    """Read a PDF from standard input and write what is in it, or what is wrong with it, as JSON."""
    _limit_resources()
    json.dump(extract(sys.stdin.buffer.read()), sys.stdout)


def extract(data: bytes) -> dict[str, Any]:
    """Return the pages of a PDF as plain data, or what is wrong with it under ``fault``."""
    try:
        return {"pages": list(_read_pages(data))}
    except PDFPasswordIncorrect:
        return {"fault": "locked"}
    except (MemoryError, TooLargeError):
        return {"fault": "large"}
    except Exception:  # noqa: BLE001  # pdfminer raises anything at all where a file is broken
        return {"fault": "broken"}


def _limit_resources() -> None:
    try:
        import resource  # noqa: PLC0415  # Windows has none
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


def _read_pages(data: bytes) -> Iterator[dict[str, Any]]:
    manager = PDFResourceManager()
    device = PDFPageAggregator(manager, laparams=LAParams(char_margin=1.3, boxes_flow=None, all_texts=True))
    interpreter = PDFPageInterpreter(manager, device)
    letters = count = 0
    for number, page in enumerate(PDFPage.get_pages(BytesIO(data)), 1):
        interpreter.process_page(page)
        layout = device.get_result()
        rows = list(_read_rows(layout, list(_find_links(page))))
        letters += sum(len(span["text"]) for row in rows for span in row["spans"])
        count += len(rows)
        if number > MAX_PAGES or letters > MAX_LETTERS or count > MAX_ROWS or len(rows) > MAX_ROWS_OF_PAGE:
            raise TooLargeError
        yield {"box": layout.bbox, "rows": rows, "is_picture": not rows and _has_picture(layout)}


def _walk(component: LTComponent) -> Iterator[LTComponent]:
    yield component
    if isinstance(component, LTContainer) and not isinstance(component, LTTextLine):
        for part in component:
            yield from _walk(part)


def _has_picture(layout: LTPage) -> bool:
    return any(isinstance(part, LTImage) for part in _walk(layout))


def _read_rows(layout: LTPage, links: _Links) -> Iterator[dict[str, Any]]:
    parts = list(_walk(layout))
    bullets = [part.bbox for part in parts if isinstance(part, LTCurve) and _is_bullet(part)]
    for line in parts:
        if isinstance(line, LTTextLine) and line.get_text().strip():
            row = {"box": line.bbox, "spans": list(_read_spans(line, links)), "first_word": _measure_first_word(line)}
            yield row | {"has_bullet": any(_is_before(bullet, line) for bullet in bullets)}


def _is_bullet(curve: LTCurve) -> bool:
    """Return whether a drawing can be the bullet of a list item, as browsers draw them: small, and as wide as high."""
    width, height = curve.width, curve.height
    return _SMALLEST_BULLET < width < _LARGEST_BULLET and abs(width - height) < width / 4


def _is_before(bullet: _Box, line: LTTextLine) -> bool:
    x0, y0, x1, y1 = bullet
    return line.y0 < (y0 + y1) / 2 < line.y1 and 0 < line.x0 - x1 < 2 * line.height and x0 < line.x0


def _measure_first_word(line: LTTextLine) -> float:
    """Return how wide the first word of a row is."""
    letters = dropwhile(lambda part: not part.get_text().strip(), line)
    word = [part for part in takewhile(lambda part: part.get_text().strip(), letters) if isinstance(part, LTChar)]
    return word[-1].x1 - word[0].x0 if word else 0.0


def _read_spans(line: LTTextLine, links: _Links) -> Iterator[dict[str, Any]]:
    """Yield letters of one kind together; a space that is only a gap is of the kind of the letter before it."""
    kinds: list[tuple[str, tuple[float, bool, bool, str]]] = []
    for part in line:
        if isinstance(part, LTChar):
            kinds.append((_UNNAMED.sub("\ufffd", part.get_text()), _describe(part, links)))
        elif kinds:
            kinds.append((" ", kinds[-1][1]))
    for (size, is_bold, is_italic, url), letters in groupby(kinds, key=lambda kind: kind[1]):
        text = "".join(letter for letter, _ in letters)
        yield {"text": text, "size": size, "is_bold": is_bold, "is_italic": is_italic, "url": url}


def _describe(char: LTChar, links: _Links) -> tuple[float, bool, bool, str]:
    x, y = (char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2
    url = next((url for (x0, y0, x1, y1), url in links if x0 <= x <= x1 and y0 <= y <= y1), "")
    return round(char.size, 1), bool(_BOLD.search(char.fontname)), bool(_ITALIC.search(char.fontname)), url


def _find_links(page: PDFPage) -> Iterator[tuple[_Box, str]]:
    """Yield where the links to addresses are (ISO 32000-2, sections 12.5.6.5 and 12.6.4.8); a broken one is none."""
    annotations: Any = resolve1(page.annots)
    for listed in list(annotations or ())[:MAX_LINKS]:
        annotation = _read_dictionary(listed)
        url = resolve1(_read_dictionary(annotation.get("A")).get("URI"))
        box = [resolve1(side) for side in resolve1(annotation.get("Rect")) or ()]
        if isinstance(url, bytes) and len(box) == 4:  # noqa: PLR2004  # sides of a rectangle
            yield _put_in_order(*map(float, box)), url.decode("utf-8", errors="replace")


def _read_dictionary(found: object) -> dict[str, Any]:
    read: Any = resolve1(found)
    return read if isinstance(read, dict) else {}


def _put_in_order(x0: float, y0: float, x1: float, y1: float) -> _Box:
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


if __name__ == "__main__":
    main()
