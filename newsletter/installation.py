"""What is installed, and where: the program's templates, wherever it runs from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from newsletter.errors import TemplateError

PACKAGE = Path(__file__).parent


@cache
def find_templates() -> Path:
    """Return the folder of the program's templates: in an installed package, else at the top of the repository.

    A publication's own ``templates/`` is looked into before it.

    Raises:
        TemplateError: it is in neither place; the installation is damaged.
    """
    places = (PACKAGE / "templates", PACKAGE.parent / "templates")
    for place in places:
        if place.is_dir():
            return place
    raise TemplateError(f"The program's templates are missing: there is no {places[0]}. Install the program again.")
