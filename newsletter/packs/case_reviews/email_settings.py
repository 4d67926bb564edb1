"""How much of each review e-mails show. Data only."""

from __future__ import annotations

from pydantic import Field, StrictInt

from newsletter.documents.publication import EmailSettings


class ReviewEmailSettings(EmailSettings):
    """What is the same of every e-mail of a publication with reviews."""

    findings: StrictInt | None = Field(default=None, ge=1, le=50)
    """How many findings of a review the e-mail shows; its page has the rest. If left out, all of them."""
    recommendations: StrictInt | None = Field(default=None, ge=1, le=50)
    """How many recommendations of a review the e-mail shows. If left out, all of them."""
