#!/usr/bin/env python3
"""Run the `newsletter` command in `.venv`, which the first run makes."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
from scripts import _venv

if __name__ == "__main__":
    _venv.run_newsletter(*sys.argv[1:])
