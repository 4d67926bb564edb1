"""Months as people write them in headings, file names and front matter, in many languages: 2024-01.

A month is read only where it cannot mean another one: 4/5/2026 is a day in April to some, and 5/2026 the fifth issue.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from newsletter.documents.values import normalise

_NAMES = """
january february march april may june july august september october november december
jan feb mar apr may jun jul aug sep oct nov dec
januar februar marz april mai juni juli august september oktober november dezember
janner feber mrz apr mai jun jul aug sept okt nov dez
janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
janv fevr mars avr mai juin juil aout sept oct nov dec
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
ene feb mar abr may jun jul ago setiembre oct nov dic
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
januari februari maart april mei juni juli augustus september oktober november december
januari februari mars april maj juni juli augusti september oktober november december
januar februar marts april maj juni juli august september oktober november december
gener febrer marc abril maig juny juliol agost setembre octubre novembre desembre
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie
januar februar marcius aprilis majus junius julius augusztus szeptember oktober november december
tammikuu helmikuu maaliskuu huhtikuu toukokuu kesakuu heinakuu elokuu syyskuu lokakuu marraskuu joulukuu
ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr
eanair feabhra marta aibrean bealtaine meitheamh iuil lunasa - - samhain nollaig
styczen luty marzec kwiecien maj czerwiec lipiec sierpien wrzesien pazdziernik - grudzien
stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika - grudnia
leden unor brezen duben kveten cerven cervenec srpen zari rijen - prosinec
ledna unora brezna dubna kvetna cervna cervence srpna - rijna listopadu prosince
sijecanj veljaca ozujak travanj svibanj lipanj srpanj kolovoz rujan - studeni prosinac
ocak subat mart nisan mayıs haziran temmuz agustos eylul ekim kasım aralık
ιανουαριος φεβρουαριος μαρτιος απριλιος μαιος ιουνιος ιουλιος αυγουστος σεπτεμβριος οκτωβριος νοεμβριος δεκεμβριος
ιανουαριου φεβρουαριου μαρτιου απριλιου μαιου ιουνιου ιουλιου αυγουστου σεπτεμβριου οκτωβριου νοεμβριου δεκεμβριου
январь февраль март апрель маи июнь июль август сентябрь октябрь ноябрь декабрь
января февраля марта апреля мая июня июля августа сентября октября ноября декабря
січень лютии березень квітень травень червень липень серпень вересень жовтень - грудень
січня лютого березня квітня травня червня липня серпня вересня жовтня - грудня
"""
"""Twelve names a line, as ``fold_text`` writes them; a dash where a name means different months in two languages."""


def fold_text(text: str) -> str:
    """Write text in lower case and without accents."""
    decomposed = normalise("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


MONTH_NUMBERS = {
    fold_text(name): number
    for line in _NAMES.strip().splitlines()
    for number, name in enumerate(line.split(), 1)
    if name != "-"
} | {"fev": 2, "sept": 9}
MONTH_NAME = rf"(?P<name>{'|'.join(sorted(MONTH_NUMBERS, key=len, reverse=True))})"
YEAR = r"(?P<year>(?:19|20)[0-9][0-9])(?![0-9])"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w){MONTH_NAME}\.?(?:\s{{1,2}}{_DAY}(?:st|nd|rd|th)?(?=[ ,]))?[\s,/–-]{{1,3}}(?:del?\s|of\s)?{YEAR}",
        rf"(?<!\w){MONTH_NAME}\.?\s?['’](?P<short>[0-9][0-9])(?!\w)",
        rf"(?<!\w){YEAR}[.,]?\s{{1,2}}{MONTH_NAME}(?!\w|[\s,/–-]{{1,3}}(?:19|20)[0-9][0-9])",
        rf"(?<![\w/.-]){YEAR}(?P<sign>[-/.])(?P<number>0[1-9]|1[0-2])(?:(?P=sign){_DAY}(?:t[0-9:.]{{4,12}}z?)?)?(?![\w-])",
        rf"(?<![\w.]){_DAY}\.\s?(?P<number>0?[1-9]|1[0-2])\.\s?{YEAR}",
        rf"(?<![\w/])(?P<first>0?[1-9]|[12][0-9]|3[01])/(?P<second>0?[1-9]|[12][0-9]|3[01])/{YEAR}(?!/)",
        rf"{YEAR}\s?年\s?(?P<number>0?[1-9]|1[0-2])\s?月",
    )
)
_LAST = 12


def find_month(text: str) -> tuple[str, int, int] | None:
    """Return the first month that a text states, as a period, and where in the folded text it begins and ends."""
    folded = fold_text(text)
    found = (match for pattern in _PATTERNS for match in pattern.finditer(folded))
    stated = ((match.start(), -match.end(), period) for match in found if (period := _read(match)))
    start, end, period = min(stated, default=(0, 0, ""))
    return (period, start, -end) if period else None


def _read(match: re.Match[str]) -> str:
    """Return the period that a match states, or nothing where it may mean another."""
    parts = match.groupdict()
    year = parts.get("year") or f"20{parts['short']}"
    number = next(_read_number(parts), 0)
    is_season = parts.get("sign") == "-" and len(match[0]) == len("2011-12") and number == int(year[2:]) + 1
    return "" if not number or is_season else f"{year}-{number:02}"


def _read_number(parts: dict[str, str]) -> Iterator[int]:
    if name := parts.get("name"):
        yield MONTH_NUMBERS[name]
    elif number := parts.get("number"):
        yield int(number)
    elif "first" in parts:
        day, month = sorted((int(parts["first"]), int(parts["second"])), reverse=True)
        if day > _LAST >= month or day == month <= _LAST:
            yield month
