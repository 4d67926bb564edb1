"""An issue with an extreme value is told at its place, and takes no other issue down."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import Call

FIELDS = {
    "published": [
        "9999-12-31T23:59:59-23:59",
        "0001-01-01T00:00:00+23:59",
        "9999-12-31",
        "1e400",
        ".nan",
        "99999999999",
    ],
    "period": ["9999-12", "0000-01", "1e400", ".inf"],
    "corrections": ["[{at: '9999-12-31T23:59:59-23:59', note: x}]", "[{at: '0001-01-01T00:00:00+23:59', note: x}]"],
    "title": ["'" + "x" * 100_000 + "'", "'a" + "\u0300\u0316" * 1_000 + "'"],
    "blocks": ["[{type: event, title: x, starts: 9999-12-31T23:59}]", "[{type: text, body: 1e400}]"],
}
CASES = [(field, value) for field, values in FIELDS.items() for value in values]


@pytest.mark.slow
@pytest.mark.parametrize(("field", "value"), CASES, ids=[f"{field} {value[:30]!a}" for field, value in CASES])
def test_a_bad_issue_is_named_and_takes_no_other_down(root: Path, call: Call, field: str, value: str) -> None:
    lines = {"period": "2024-09", "title": "T", "status": "ready"} | {field: value}
    document = "".join(f"{key}: {text}\n" for key, text in lines.items())
    (root / "issues" / "2024-09.yaml").write_text(document, encoding="utf-8")

    for command in (["build"], ["check"], ["check", "2024-09"], ["send", "2024-09", "--dry-run"]):
        ended = call(*command)
        assert ended.code == 1
        assert "2024-09" in ended.out + ended.err
    for command in (["status"], ["status", "2024-01"]):
        assert call(*command).code == 0
    assert "2024-09" not in call("send", "2024-01", "--dry-run").err
    assert call("check", "2024-01").err == ""
