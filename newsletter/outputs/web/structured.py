"""Pages described for search engines (schema.org, as JSON-LD 1.1): data in a page that no browser runs."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from newsletter.documents.blocks.event import Event
from newsletter.documents.publication import Publication
from newsletter.outputs.base import summarise
from newsletter.rendering.edition import Edition, absolute
from newsletter.rendering.entries import Entry

Described = dict[str, object]


def describe_issue(edition: Edition) -> Described:
    """Describe an issue, and the publication it belongs to."""
    return {
        "@context": "https://schema.org",
        "@type": "PublicationIssue",
        "name": edition.issue.title,
        "issueNumber": str(edition.issue.period),
        **_date(edition, edition.updated, edition.url),
        "isPartOf": {"@type": "Periodical", **_name_publication(edition.publication)},
    }


def describe_item(edition: Edition, entry: Entry) -> Described:
    """Describe an item by its kind, leaving out anything covered by its content note."""
    item = entry.block
    kind = {"@context": "https://schema.org", "@type": item.schema_type}
    common = {"inLanguage": entry.language or edition.language, "url": str(entry.url)}
    if isinstance(item, Event):
        return kind | {"name": item.title, **common} | _describe_event(edition.publication, item)
    about = "" if edition.note_for(item) else summarise([item.lead(entry.wording)])
    issue = {"@type": "PublicationIssue", "name": edition.issue.title, "url": edition.url}
    return (
        kind
        | {"headline": str(item.heading), **_date(edition, entry.updated or edition.updated, str(entry.url)), **common}
        | ({"description": about} if about else {})
        | {"isPartOf": issue, "keywords": _list_themes(edition.publication, item.categories())}
    )


def _describe_event(publication: Publication, event: Event) -> Described:
    zone = ZoneInfo(event.zone or publication.time_zone)
    ends = {"endDate": _write_moment(event.finish, zone)} if event.finish else {}
    place = {"location": {"@type": "Place", "name": event.place}} if event.place else {}
    online = {"location": {"@type": "VirtualLocation", "url": event.online}} if event.online else {}
    return {"startDate": _write_moment(event.starts, zone), **ends, **(place or online)}


def _write_moment(moment: datetime | date, zone: ZoneInfo) -> str:
    return (moment.replace(tzinfo=moment.tzinfo or zone) if isinstance(moment, datetime) else moment).isoformat()


def _date(edition: Edition, updated: datetime, url: str) -> Described:
    publication = edition.publication
    licence = {"license": publication.licence.link or publication.licence.title} if publication.licence else {}
    return {
        "datePublished": edition.published.isoformat(),
        "dateModified": updated.isoformat(),
        "inLanguage": edition.language,
        "url": url,
        "publisher": {"@type": "Organization", "name": publication.publisher},
        **licence,
    }


def _name_publication(publication: Publication) -> Described:
    return {"name": publication.title, "url": absolute(publication, "")}


def _list_themes(publication: Publication, themes: tuple[str, ...]) -> list[str]:
    return [publication.themes[theme].label for theme in themes if theme in publication.themes]
