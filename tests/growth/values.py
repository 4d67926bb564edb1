"""What names stand for that only a call knows, where a regular expression is made of them: all there are, or one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

_WORDS = "the hall's (new) roof, and more of it"
_TAGS = SimpleNamespace(openers=("{{", "*|", "[["))

Names = dict[str, Any]
"""The names of the module in which the call is."""

VALUES: Mapping[str, Callable[[Names], list[Mapping[str, object]]]] = {
    "packs.case_reviews.rules.subjects:find_identifiers_in_the_inbox": lambda _: [{"label": "Child A"}],
    "packs.case_reviews.rules.subjects:find_identifiers_in_the_inbox 2": lambda _: [{"harm": "domestic abuse"}],
    "checking.fixes:_replace": lambda _: [{"words": r"Covid\s+19"}],
    "checking.replacements:_find_pattern": lambda module: [
        {"kept": f"(?P<kept>{module['_ADDRESS']})", "whole": r"(?<!\w)Covid\s+19(?![\w-])"}
    ],
    "checking.rules.wording:find_unwanted_spellings": lambda _: [{"wanted": {"co-operate": "cooperate", "Co": "co"}}],
    "checking.rules.wording:_is_explained": lambda _: [{"short": "QZB"}],
    "checking.rules.wording:_is_explained 2": lambda _: [{"short": "QZB"}],
    "checking.rules.wording:_is_explained 3": lambda _: [{"short": "QZB"}],
    "checking.analysis.signs:_kind": lambda _: [
        {"pattern": "a+", "flags": 0}
    ],  # what it is given is listed where it is given
    "documents.values:matching": lambda _: [{"pattern": "a+"}],  # what it is given is listed where it is given
    "packs.case_reviews.rules.language:_compile_watched": lambda module: [
        {"pattern": pattern} for pattern in (*module["_INSTEAD"], *module["_ADVICE"])
    ],
    "packs.case_reviews.importing.facts:_find_outcome": lambda module: [
        {"pattern": pattern} for pattern in module["_OUTCOMES"].values()
    ],
    "packs.case_reviews.importing.facts:_is_name": lambda _: [
        {"speaks": r"(?:(?<=[a-z,] )Sam\b|\bSam(?:['’]s| was| \(|,))"}
    ],
    "importing.sources.word:_find_unread": lambda module: [{"where": where} for _, where, _ in module["_UNREAD"]],
    "importing.sources.word:_say 2": lambda module: [{"element": element} for *_, element in module["_UNREAD"]],
    "packs.case_reviews.importing.resources:_read_document 2": lambda module: [
        {"pattern": pattern} for pattern in module["_KINDS"].values()
    ],
    "providers._merge_tags:_seconds": lambda _: [{"self": _TAGS}],
    "providers._merge_tags:_gaps": lambda _: [{"self": _TAGS}],
    "providers._secrets:redact": lambda _: [{"spelling": "secret", "in_any_case": re.IGNORECASE}],
    "parsing.locate:locate_words": lambda module: [{"pattern": one} for one in module["_write_patterns"](_WORDS)],
    "parsing.toml:_explain": lambda module: [{"pattern": one[0]} for one in module["_MEANINGS"]],
    "rendering.words:_match_words": lambda _: [{"choices": "NHS|A&E|GP"}],
    "rendering.mjml.schema:pattern": lambda module: [{"self": module["Kind"]("a+", "")}],  # see where a kind is made
    "rendering.mjml.schema:one_of": lambda _: [{"values": ("left", "right")}],
    "rendering.mjml.schema:any_of": lambda _: [{"pattern": "left|right|[0-9]+px"}],
    "rendering.mjml.validate:_explain": lambda module: [{"pattern": pattern} for pattern, _ in module["_EXPLANATIONS"]],
    "rendering.attachments:show_attached": lambda _: [{"longest_first": ["https://example\\.org/images/a\\.png", "b"]}],
    "rendering.email:_pieces": lambda _: [{"width": 72}],
    "deliverability.fields:find_fields": lambda _: [{"name": "List-Unsubscribe"}],
}
