#!/usr/bin/env python3
"""Send an issue: the same as `newsletter send`, for cron and for people who look in `scripts` first."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
from scripts import _venv

if __name__ == "__main__":
    _venv.run_newsletter("send", *sys.argv[1:])
