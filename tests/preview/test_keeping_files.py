"""What goes with an issue when a version of it is kept."""

from __future__ import annotations

from pathlib import Path

from newsletter.preview.proofs.keeping import list_files


def write(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x", encoding="utf-8")


def test_the_settings_and_the_record_of_what_was_sent_are_kept_with_an_issue(tmp_path: Path) -> None:
    write(tmp_path, "newsletter.toml", "issues/2024-01.yaml", "issues/2024-02.yaml", "images/a.png", "images/b.png")
    before = list_files(tmp_path, "2024-01", {"blocks": [{"type": "image", "file": "images/a.png"}]})
    write(tmp_path, "issues/published.json")
    after = list_files(tmp_path, "2024-01", {})

    assert before == ["issues/2024-01.yaml", "images/a.png", "newsletter.toml"]
    assert after == ["issues/2024-01.yaml", "newsletter.toml", "issues/published.json"]
