"""Write the pins of actions listed in ``newsletter/scaffolding/github.py`` into this repository's own workflows.

Run ``.venv/bin/python -m scripts.pins`` after changing a pin there. A test compares the workflows with the list.
"""

from __future__ import annotations

from pathlib import Path

from newsletter.scaffolding.github import pin_actions

FOLDER = Path(__file__).resolve().parents[1] / ".github"


def main() -> None:
    """Write each workflow and action whose pins differ from the list."""
    for path in sorted(FOLDER.rglob("*.yml")):
        text = path.read_text(encoding="utf-8")
        if (pinned := pin_actions(text)) != text:
            path.write_text(pinned, encoding="utf-8")
            print(f"Wrote {path.relative_to(FOLDER.parent)}")


if __name__ == "__main__":
    main()
