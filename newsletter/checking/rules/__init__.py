"""The rules for every newsletter, one file a family: being in this folder is all the registration there is."""

from importlib import import_module
from pathlib import Path

for _name in sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py")):
    import_module(f"{__name__}.{_name}")
