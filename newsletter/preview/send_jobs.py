"""Sends that run on the server: one at a time, whatever becomes of the page that asked, and each plan once.

A process sends one thing at a time, because the ledger takes a claim of the same process for one that has ended.
"""

from __future__ import annotations

import secrets
import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import TYPE_CHECKING

from newsletter.errors import NewsletterError, SendRefusedError, find_page_text

if TYPE_CHECKING:
    from newsletter.sending.editions import Planned

_KEPT = 32
"""How many plans are remembered that a page may still confirm."""


@dataclass(slots=True)
class SendJob:
    """A send that runs or is over: the steps it has begun, and what it said at the end."""

    period: str
    steps: list[str] = field(default_factory=list)
    is_over: bool = False
    said: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """The plan of each edition that a page shows for its reader to confirm."""

    period: str
    left: tuple[Planned, ...]


Work = Callable[[SendJob], "tuple[str, ...]"]


class SendJobs:
    """The sends of this run of the preview, and the plans that wait for their confirmation."""

    def __init__(self) -> None:
        self._acting = Lock()
        self._starting = Lock()
        self._jobs: dict[str, SendJob] = {}
        self._shown: OrderedDict[str, ShownPlan] = OrderedDict()

    def find(self, period: str) -> SendJob | None:
        """Return the last send of an issue that was started here."""
        return self._jobs.get(period)

    def is_running(self, period: str) -> bool:
        """Whether an issue is being sent from here just now."""
        job = self._jobs.get(period)
        return job is not None and not job.is_over

    def remember(self, shown: ShownPlan) -> str:
        """Keep a plan that is shown, and return the name by which it can be confirmed once."""
        name = secrets.token_urlsafe(12)
        with self._starting:
            self._shown[name] = shown
            while len(self._shown) > _KEPT:
                self._shown.popitem(last=False)
        return name

    def find_shown(self, name: str, period: str) -> ShownPlan | None:
        """Return a plan of an issue that waits for its confirmation."""
        shown = self._shown.get(name)
        return shown if shown is not None and shown.period == period else None

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Do something else at the ledger or the provider while nothing is sent.

        Raises:
            SendRefusedError: something is being sent or asked just now.
        """
        if not self._acting.acquire(timeout=20):
            raise SendRefusedError("Something is being sent just now. Wait until that is over, and try again.")
        try:
            yield
        finally:
            self._acting.release()

    def start(self, name: str, period: str, work: Work) -> None:
        """Start a send that was confirmed, unless that plan was confirmed before or the issue is being sent."""
        with self._starting:
            if self.is_running(period) or self._shown.pop(name, None) is None:
                return
            job = self._jobs[period] = SendJob(period)
        Thread(target=self._run, args=(job, work)).start()  # not a daemon: the program ends when the send is over

    def _run(self, job: SendJob, work: Work) -> None:
        try:
            with self._acting:
                job.said = work(job)
        except NewsletterError as error:
            job.error = find_page_text(error.reason)
        except BaseException as error:
            traceback.print_exc()
            job.error = (
                f"The program stopped in the middle ({type(error).__name__}), and that is a fault of the program. "
                "What was recorded so far is below; nothing more is sent until it is settled."
            )
            raise
        finally:
            job.is_over = True
