"""What a TOML text is made of, as patterns: just enough of TOML 1.0 to find where keys and values begin and end."""

from __future__ import annotations

import re

_STRING = r"\"(?!\"\")(?:[^\"\\\n]|\\.)*\"|'(?!'')[^'\n]*+'"
BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*+")
KEY_PART = re.compile(rf"[ \t]*+([A-Za-z0-9_-]++|{_STRING})[ \t]*+(\.?)")
EQUALS = re.compile(r"=[ \t]*+")
TEXT = re.compile(rf"(?s:\"\"\"(?:[^\\]|\\.)*?\"{{3,5}}|'''.*?'{{3,5}})|{_STRING}")
BARE = re.compile(r"[^\"',\]}#\r\n][^,\]}#\r\n]*+")
