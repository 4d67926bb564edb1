"""The rules, one file a family: being in this folder is all the registration there is."""

from importlib import import_module
from pathlib import Path

PACK = "newsletter.packs.case_reviews.rules"
_HERE = Path(__file__).parent
_PACK = _HERE.parents[1] / "packs" / "case_reviews" / "rules"

for _package, _folder in ((__name__, _HERE), (PACK, _PACK)):
    for _name in sorted(path.stem for path in _folder.glob("[a-z]*.py")):
        import_module(f"{_package}.{_name}")
