"""Rules about the publication itself: contrast, vocabulary, and when its contacts were checked."""

from __future__ import annotations

import colorsys
from collections.abc import Iterable, Iterator

from newsletter.checking.contexts import PublicationContext
from newsletter.checking.registry import Stage, Violation, publication_rule
from newsletter.checking.replacements import find_closest
from newsletter.documents.colours import LEAST_CONTRAST, PAIRS, Colours, join_channels, measure_contrast, split_channels
from newsletter.errors import Reason, Severity

_GROUNDS = ("page", "paper", "note")

STALE_AFTER = 90
"""Days after which a support contact should be checked again."""


@publication_rule(
    "palette.contrast",
    Severity.ERROR,
    bad="""
[palette.light]
page = "#ffffff"
paper = "#ffffff"
text = "#222222"
muted = @@"#777777"
accent = "#0f5866"
on_accent = "#ffffff"
rule = "#cccccc"
note = "#ffffff"
""",
    good="""
[palette.light]
page = "#ffffff"
paper = "#ffffff"
text = "#222222"
muted = "#595959"
accent = "#0f5866"
on_accent = "#ffffff"
rule = "#cccccc"
note = "#ffffff"
""",
)
def find_faint_colours(context: PublicationContext) -> Iterator[Violation]:
    """Text that does not stand out from its ground cannot be read by everybody."""
    for scheme in ("light", "dark"):
        colours = getattr(context.publication.colours, scheme)
        chosen = getattr(context.publication.palette, scheme).model_fields_set
        # Two pairs of the same colours are one fault: a masthead is often in the colour of the links.
        pairs = {(getattr(colours, ink), getattr(colours, ground)): (ink, ground) for ink, ground in reversed(PAIRS)}
        for shades, (ink, ground) in reversed(pairs.items()):
            ratio = measure_contrast(*shades)
            if ratio < LEAST_CONTRAST:
                finding = f"has a contrast of {ratio:.1f} to 1"
                message = Reason("", f"{ink} on {ground} {finding}", f"{_say(ink)} on {_say(ground)} {finding}")
                place = ink if ink in chosen or ground not in chosen else ground
                name, shade = _find_right_shade(colours, ink)
                right = (shade,) if name == place and shade else ()
                yield Violation(("palette", scheme, place), message, _advise(name, shade), replacements=right)


def _say(colour: str) -> str:
    """Return the name of a colour in words."""
    return f"the colour '{colour.replace('_', ' ')}'"


def _advise(name: str, shade: str) -> str:
    if not shade:
        return f"Make one darker or lighter until it reaches {LEAST_CONTRAST} to 1."
    nearest = f"It must reach {LEAST_CONTRAST} to 1. The nearest shade that does"
    return Reason(nearest, f': {name} = "{shade}"', f"is {shade}.")


def _find_right_shade(colours: Colours, ink: str) -> tuple[str, str]:
    """Find the colour to change and a shade with enough contrast on all its backgrounds, if there is one."""
    name, others = {
        "accent": ("accent", (*_GROUNDS, "on_accent")),
        "on_accent": ("accent", (*_GROUNDS, "on_accent")),
        "on_band": ("on_band", ("band",)),
    }.get(ink, (ink, _GROUNDS))
    return name, find_shade(getattr(colours, name), (getattr(colours, other) for other in others), LEAST_CONTRAST)


@publication_rule(
    "sender.address",
    Severity.WARNING,
    bad="""
[sender]
name = "Digest"
email = "digest@example.org"
address = @@"The Hall (postal address to be added)"
""",
    good="""
[sender]
name = "Digest"
email = "digest@example.org"
address = "The Hall, 1 Quay Street, Riverside"
""",
    stage=Stage.BUILD,
)
def find_missing_address(context: PublicationContext) -> Iterator[Violation]:
    """Readers see it below every e-mail, and many laws ask for one that post reaches."""
    if "to be added" in context.publication.sender.address.lower():
        message = f"the postal address is still to be added: '{context.publication.sender.address}'"
        yield Violation(("sender", "address"), message, "Write where post reaches the publisher.")


@publication_rule(
    "theme.broader",
    Severity.ERROR,
    bad="""
[themes.education]
label = "Education"
facet = "setting"
[themes.exclusion]
label = "Exclusion"
facet = "setting"
broader = @@"educaton"
""",
    good="""
[themes.education]
label = "Education"
facet = "setting"
[themes.exclusion]
label = "Exclusion"
facet = "setting"
broader = "education"
""",
)
def find_lost_broader_themes(context: PublicationContext) -> Iterator[Violation]:
    """A broader theme must be a theme itself."""
    for name, theme in context.publication.themes.items():
        if theme.broader and theme.broader not in context.publication.themes:
            meant = find_closest(theme.broader, (known for known in context.publication.themes if known != name))
            remedy = f"{'Or add' if meant else 'Add'} [themes.{theme.broader}], or leave broader out."
            hint = Reason("", remedy, "Choose a theme that is there as the broader one, or none.")
            path = ("themes", name, "broader")
            yield Violation(path, f"'{theme.broader}' is not a theme", hint, replacements=meant)


@publication_rule(
    "contact.unchecked",
    Severity.WARNING,
    bad="""
[[support_contacts]]
id = "helpline"
name = "Helpline"
phone = "116 000"
checked = @@2024-01-01  # on 1 April 2024
""",
    good="""
[[support_contacts]]
id = "helpline"
name = "Helpline"
phone = "116 000"
checked = 2024-01-02  # on 1 April 2024
""",
    stage=Stage.BUILD,
)
def find_unchecked_contacts(context: PublicationContext) -> Iterator[Violation]:
    """Readers in distress may call it: a number that no longer answers is worse than none."""
    for n, contact in enumerate(context.publication.support_contacts):
        if contact.checked is None:
            to_try = Reason("Try it, then", "write: checked = and the date.", "write the day under Checked.")
            yield Violation(("support_contacts", n), f"'{contact.name}' has no date on which it was checked", to_try)
        elif (context.today - contact.checked).days > STALE_AFTER:
            hint = "Try it again and write the new date."
            message = f"'{contact.name}' was last checked on {contact.checked}, more than {STALE_AFTER} days ago"
            yield Violation(("support_contacts", n, "checked"), message, hint)


@publication_rule(
    "contact.twice",
    Severity.ERROR,
    bad="""
[[support_contacts]]
id = "helpline"
name = "Helpline"
phone = "116 000"
checked = 2024-03-01

[[support_contacts]]
id = @@"helpline"
name = "Night line"
phone = "116 001"
checked = 2024-03-01
""",
    good="""
[[support_contacts]]
id = "helpline"
name = "Helpline"
phone = "116 000"
checked = 2024-03-01

[[support_contacts]]
id = "night-line"
name = "Night line"
phone = "116 001"
checked = 2024-03-01
""",
)
def find_repeated_contacts(context: PublicationContext) -> Iterator[Violation]:
    """Contacts are named by id, in issues and in the content note."""
    ids = [contact.id for contact in context.publication.support_contacts]
    for n, contact_id in enumerate(ids):
        if contact_id in ids[:n]:
            yield Violation(
                ("support_contacts", n, "id"), f"'{contact_id}' is already the id of another", "Change one."
            )
    for n, contact_id in enumerate(context.publication.content_note.contacts):
        if contact_id not in ids:
            hint = f"Known are: {', '.join(ids) or 'none'}."
            path, meant = ("content_note", "contacts", n), find_closest(contact_id, ids)
            yield Violation(path, f"'{contact_id}' is not a support contact", hint, replacements=meant)


_STEPS = 100


def find_shade(colour: str, others: Iterable[str], least: float) -> str:
    """Return the shade nearest to ``colour`` that reaches the ratio ``least`` to all the others, or ""."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*split_channels(colour))
    by_nearness = sorted(range(_STEPS + 1), key=lambda step: abs(step / _STEPS - lightness))
    shades = (join_channels(*colorsys.hls_to_rgb(hue, step / _STEPS, saturation)) for step in by_nearness)
    grounds = tuple(others)
    return next((shade for shade in shades if all(measure_contrast(shade, one) >= least for one in grounds)), "")
