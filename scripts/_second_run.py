"""A second run of browser tests that failed: one after the other, with nothing beside them, and reported aloud.

A browser on a busy machine is now and then slower than any patience. Every other test has to pass at the first go.
"""

from collections.abc import Callable

FAILED, NONE_SELECTED = 1, 5
"""Exit codes of pytest: https://docs.pytest.org/en/stable/reference/exit-codes.html"""

AGAIN = "pytest -q -n 0 --last-failed --last-failed-no-failures none"


def pass_alone(run: Callable[[str], int], marks: str) -> bool:
    """Return whether all tests that failed are tests of browsers, and pass when each runs alone.

    ``run`` runs a command and returns its exit code; ``marks`` is the expression that chose the tests of the first run.
    """
    if run(f"{AGAIN} --collect-only -m '({marks}) and not browser'") != NONE_SELECTED:
        return False
    if run(f"{AGAIN} -rp -m '({marks}) and browser'") != 0:
        return False
    print(
        "\nWARNING: The tests named above FAILED ONCE UNDER LOAD AND PASSED ALONE. Find out why: see CONTRIBUTING.md."
    )
    return True
