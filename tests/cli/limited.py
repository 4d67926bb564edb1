"""``newsletter`` where no file may have more bytes than so many: ``python -m tests.cli.limited BYTES COMMAND …``."""

from __future__ import annotations

import resource
import signal
import sys

from newsletter.cli import main

if __name__ == "__main__":
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # as Python itself has it: to write more is an error, and no end
    most = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    sys.dont_write_bytecode = True
    raise SystemExit(main(sys.argv[2:]))
