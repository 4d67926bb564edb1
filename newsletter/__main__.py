"""Run the ``newsletter`` command."""

import gc
import sys

from newsletter import SELDOM, cli


def main() -> int:
    """Run the command line in a process of its own, and return its exit code."""
    gc.set_threshold(SELDOM)
    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
