"""Names that Windows keeps for its devices (Microsoft: Naming Files, Paths, and Namespaces): no folder can have them.

Ids hold small letters, digits and hyphens alone, so that case, superscript digits and dots at the end do not come up.
"""

from __future__ import annotations

import re

_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")


def is_reserved(name: str) -> bool:
    """Tell whether an id is the name of a device."""
    return bool(_RESERVED.fullmatch(name))
