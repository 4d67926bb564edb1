"""Write the pins of actions, as ``newsletter/scaffolding/github.py`` lists them, into this repository's own workflows.

Run ``.venv/bin/python -m scripts.pins`` after a pin was changed there. A test holds the workflows against the list.
"""

from __future__ import annotations

from pathlib import Path

from newsletter.scaffolding.github import pin_actions

FOLDER = Path(__file__).resolve().parents[1] / ".github"


def main() -> None:
    """Write each workflow and action that is not as the list has it."""
    for path in sorted(FOLDER.rglob("*.yml")):
        text = path.read_text(encoding="utf-8")
        if (pinned := pin_actions(text)) != text:
            path.write_text(pinned, encoding="utf-8")
            print(f"Wrote {path.relative_to(FOLDER.parent)}")


if __name__ == "__main__":
    main()
