"""One review of a digest: its paragraphs to a case_review block, every word claimed, every fact from the source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from newsletter.documents.dates import PartialDate
from newsletter.importing.markdown_writer import format_plain, format_prose, wrap
from newsletter.importing.paragraphs import Paragraph
from newsletter.importing.provenance import Provenance
from newsletter.importing.source_text import SourceText
from newsletter.importing.targets import is_kept_as_https
from newsletter.importing.urls import read_address
from newsletter.packs.case_reviews.block import Subject
from newsletter.packs.case_reviews.importing.facts import carries_name, read_incidents, read_subjects
from newsletter.packs.case_reviews.importing.headings import Heading, read_heading
from newsletter.packs.case_reviews.importing.lead_ins import LeadIn, find_addressee, find_lead_in, is_label
from newsletter.packs.case_reviews.importing.points import PointList
from newsletter.packs.case_reviews.importing.resources import ReferencedDocument, find_resources
from newsletter.parsing.document import DataPath, shorten
from newsletter.scaffolding.draft import Draft, capitalise_first

_LEAD_INS = {"include": "include", "includes": "include", "included": "include", "including": "include"}
_LEAD_INS |= dict.fromkeys(("consider", "considers", "considered"), "consider")
_LEAD_INS |= dict.fromkeys(("focus on", "focuses on", "focused on"), "focus_on")


@dataclass(slots=True)
class ReviewReader:
    """Reads the paragraphs of one review, the first of which is its heading, into a block at ``path``."""

    provenance: Provenance
    draft: Draft
    path: DataPath
    _summary: list[SourceText] = field(default_factory=list)
    _lists: list[tuple[LeadIn, PointList]] = field(default_factory=list)
    _resources: list[ReferencedDocument] = field(default_factory=list)
    _is_past_resources: bool = False
    left_over: list[Paragraph] = field(default_factory=list)
    """Paragraphs after the review that are none of it."""

    def read(self, paragraphs: list[Paragraph]) -> dict[str, Any]:
        """Return the block."""
        heading = read_heading(paragraphs[0].source_text)
        for paragraph in paragraphs[1:]:
            self._take(paragraph)
        self._return_empty_lists()
        block = self._write_heading(heading)
        block |= self._write_facts(heading, block)
        block |= self._write_summary()
        block |= self._write_lists()
        return block | self._write_resources()

    def _take(self, paragraph: Paragraph) -> None:
        if not paragraph.text:
            return  # an empty row within code
        source_text, lead_in = paragraph.source_text, find_lead_in(paragraph.source_text)
        is_in_list = bool(self._lists) and not self._is_past_resources
        is_point = paragraph.kind == "item" or (paragraph.kind == "paragraph" and paragraph.level > 0)
        if is_in_list and is_point and not _is_sure_resource(source_text):
            self._lists[-1][1].add_item(source_text, paragraph.level)
            self._lists[-1][1].take_no_paragraphs()
        elif lead_in or (lead_in := self._find_group(paragraph) if is_in_list else None):
            self._open_list(lead_in)
        elif found := find_resources(source_text):
            self.provenance.normalise(found[0], (*self.path, "resources"), "the layout says that these are documents")
            self._resources += found[1]
            self._is_past_resources = True
        elif self._is_past_resources:
            self.left_over.append(paragraph)
        elif is_label(source_text.text):
            self.provenance.normalise(source_text, (*self.path, "summary"), "the description needs no heading")
        elif is_in_list and self._lists[-1][1].takes_paragraphs and paragraph.kind == "paragraph":
            self._lists[-1][1].add_item(source_text)
        else:
            self._summary.append(source_text)

    def _find_group(self, paragraph: Paragraph) -> LeadIn | None:
        """Return whom the recommendations after this line are for, where it says just that."""
        is_inside = self._lists[-1][0].list == "recommendations" and paragraph.kind != "item"
        return find_addressee(paragraph.source_text) if is_inside else None

    def _open_list(self, lead_in: LeadIn) -> None:
        points = PointList(self.provenance, takes_paragraphs=not lead_in.rest)
        if lead_in.rest:
            points.add_sentence(lead_in.rest)
        self._lists.append((lead_in, points))
        self._is_past_resources = False

    def _return_empty_lists(self) -> None:
        """Treat a lead-in that no list followed as running text, unless it stood above those of several groups."""
        for n, (lead_in, points) in enumerate(self._lists):
            words = [part for part in (*lead_in.words, lead_in.to, lead_in.rest) if part]
            if not points and not lead_in.to and self._lists[n + 1 :] and self._lists[n + 1][0].list == lead_in.list:
                for part in words:
                    self.provenance.normalise(part, (*self.path, lead_in.list), "the list has its own heading")
            elif not points:
                self._summary += words
        self._lists = [(lead_in, points) for lead_in, points in self._lists if points]

    def _write_heading(self, heading: Heading) -> dict[str, Any]:
        block: dict[str, Any] = {
            "type": "case_review",
            "id": "",
            "title": capitalise_first(format_plain(heading.title.text)),
        }
        block["review_type"] = heading.type.code if heading.type else "other"
        if heading.type and heading.type.is_thematic:
            block["thematic"] = True
        self._say_type(heading, block)
        for key, words in (("commissioned_by", heading.commissioner), ("area", heading.area)):
            if words:
                block[key] = format_plain(words.text)
        if heading.commissioner:
            self.provenance.keep(heading.commissioner, (*self.path, "commissioned_by"))
        self._claim_heading(heading)
        return block

    def _say_type(self, heading: Heading, block: dict[str, Any]) -> None:
        if heading.type_words and heading.type_words.text != heading.title.text:
            block["type_as_stated"] = format_plain(heading.type_words.text)
            self.provenance.keep(heading.type_words, (*self.path, "type_as_stated"))
        if block["review_type"] == "other":
            self.draft.say(
                (*self.path, "review_type"), "The source does not say which type of review it is. Choose one."
            )

    def _claim_heading(self, heading: Heading) -> None:
        self.provenance.keep(heading.title, (*self.path, "title"))
        self.provenance.normalise(heading.number, self.path, "the layout numbers the reviews")
        for words in heading.connecting:
            self.provenance.normalise(words, (*self.path, "title"), "it only joined the parts of the heading")
        if heading.area and not heading.area.is_within(heading.title):
            self.provenance.keep(heading.area, (*self.path, "area"))
        if heading.year:
            self.draft.say(self.path, f"The heading gives the year {heading.year.text}, for which a review has no key.")
            self.provenance.normalise(heading.year, self.path, "a review has no key for its year; a comment keeps it")

    def _write_facts(self, heading: Heading, block: dict[str, Any]) -> dict[str, Any]:
        text = " ".join(source_text.text for source_text in self._summary)
        about_adults = block["review_type"] in {"sar", "dhr"}
        subjects = read_subjects(heading.title.text, text, about_adults=about_adults)
        incidents = read_incidents(text, self.draft.last_day)
        named = carries_name(block["title"], text) or any(subject["kind"] == "pseudonym" for subject in subjects)
        block["id"] = self.draft.choose_id(f"review {self._number()}" if named else block["title"], "review")
        self._comment_facts(incidents, has_names=named)
        if self._summary and (facts := [*map(_describe_subject, subjects), *map(_describe_incident, incidents)]):
            self.provenance.note(self._summary[0], f"read from the description: {'; '.join(facts)}")
        return {key: value for key, value in (("subjects", subjects), ("incidents", incidents)) if value}

    def _number(self) -> int:
        reviews = [block for block in self.draft.data.get("blocks", []) if block["type"] == "case_review"]
        return len(reviews) + 1

    def _comment_facts(self, incidents: list[dict[str, Any]], *, has_names: bool) -> None:
        if has_names:
            self.draft.say((*self.path, "id"), "The id becomes the address. It must not carry a name.")
        if incidents:
            self.draft.say(
                (*self.path, "incidents"),
                "Check date and outcome. Add to each what readers are warned of: harms: [theme]",
            )
        elif self._summary:
            self.draft.say(
                (*self.path, "summary"), "No incident was found. If the text states one, add incidents: above."
            )

    def _write_summary(self) -> dict[str, Any]:
        for source_text in self._summary:
            self.provenance.keep(source_text, (*self.path, "summary"))
        prose = [format_prose(source_text) for source_text in self._summary]
        if not prose:
            return {}
        return {"summary": prose[0] if len(prose) == 1 else "\n\n".join(map(wrap, prose))}

    def _write_lists(self) -> dict[str, Any]:
        block: dict[str, Any] = {}
        learning = [(lead_in, points) for lead_in, points in self._lists if lead_in.list == "learning"]
        for lead_in, points in learning:
            self._write_learning(block.setdefault("learning", {}), lead_in, points)
        for lead_in, points in self._lists:
            if lead_in.list == "recommendations":
                self._write_recommendations(block.setdefault("recommendations", []), lead_in, points)
        return block

    def _write_learning(self, learning: dict[str, Any], lead_in: LeadIn, points: PointList) -> None:
        path = (*self.path, "learning")
        verb = _LEAD_INS.get(lead_in.verb.removesuffix(" the following").removesuffix(" as follows"))
        if verb and not learning:
            learning["lead_in"] = verb
        for words in lead_in.words:
            target = (*path, "lead_in") if learning.get("lead_in") == verb and verb else path
            self.provenance.normalise(words, target, "the list has its own heading")
        items = learning.setdefault("items", [])
        items += points.write((*path, "items"), len(items))

    def _write_recommendations(self, groups: list[dict[str, Any]], lead_in: LeadIn, points: PointList) -> None:
        path = (*self.path, "recommendations", len(groups))
        group: dict[str, Any] = {}
        if lead_in.to:
            group["to"] = format_plain(lead_in.to.text)
            self.provenance.keep(lead_in.to, (*path, "to"))
        if lead_in.verb.startswith("includ"):
            group["partial"] = True
        for words in lead_in.words:
            self.provenance.normalise(
                words, (*path, "partial") if group.get("partial") else path, "the list has its own heading"
            )
        group["items"] = points.write((*path, "items"), 0)
        groups.append(group)

    def _write_resources(self) -> dict[str, Any]:
        resources = [self._write_resource(document, n) for n, document in enumerate(self._resources)]
        return {"resources": resources} if resources else {}

    def _write_resource(self, document: ReferencedDocument, number: int) -> dict[str, Any]:
        path = (*self.path, "resources", number)
        resource: dict[str, Any] = {"title": capitalise_first(format_plain(document.title.text)), "kind": document.kind}
        self.provenance.keep(document.title, (*path, "title"))
        self.provenance.normalise(document.before, path, "the layout says that it is to be read")
        self.provenance.normalise(
            document.after, (*path, "media_type"), "format, size and address have keys of their own"
        )
        address = read_address(document.url)
        if address.url:
            resource["url"] = address.url
            http = " The source has it as http." if is_kept_as_https(address) else ""
            self.draft.say(path, f"Check that the address leads to the document itself.{http}")
        for note in address.notes:
            self.provenance.note(document.title, note)
        self._say_missing_address(document, address.url, path)
        details = {"media_type": document.media_type, "bytes": document.size}
        return resource | {key: value for key, value in details.items() if value}

    def _say_missing_address(self, document: ReferencedDocument, url: str | None, path: DataPath) -> None:
        if url:
            return
        found = f" The source has {shorten(document.url, 200)}, which cannot be kept." if document.url else ""
        self.draft.say(path, f"Add url: and the address, or unpublished_reason: and why there is none.{found}")


def _describe_subject(subject: dict[str, Any]) -> str:
    return str(Subject(**subject)) or str(subject["kind"])


def _describe_incident(incident: dict[str, Any]) -> str:
    return f"{PartialDate(**incident['when'])}, {incident['outcome'].replace('_', ' ')}"


def _is_sure_resource(source_text: SourceText) -> bool:
    found = find_resources(source_text)
    return bool(found and (source_text.links() or re.search(r"\bpdf\b", source_text.text, re.IGNORECASE)))
