"""Who to ask, and how: names in one cell and telephones beside them, or all of it together."""

import re
from typing import Any

from pusdplans.imports.word import reasons
from pusdplans.imports.word.blocks import Block, Paragraph, Run, flattened
from pusdplans.imports.word.draft import PLACES, Draft
from pusdplans.imports.word.sections import Box

_MAIL = re.compile(r"[^\s<>(),;:|/]+@[^\s<>(),;:|/]+\.[^\s<>(),;:|/]*\w")
_EXTENSION = r"(?:,?\s*(?:x|ext(?:ension)?)\.?\s*\d{2,6})"
_PHONE = re.compile(rf"(?:\+?1[-. ]?)?\(?\d{{3}}\)?[-. ]?\d{{3}}[-. ]\d{{4}}{_EXTENSION}?|(?<!\w){_EXTENSION}\b", re.I)
_NAMES_OF = re.compile(
    r"\b(?:tele)?phone(?:\s+number)?\s*[:#]|\be-?mail\s*:|\btel\.?\s*:|\bname\s*:|\bcell\s*:|\bphone\b(?=\s*$)", re.I
)
_APART = " \t\n\u00a0,;|/–—-:()<>"


def read_contacts(draft: Draft, names: list[Box], reaches: list[Box]) -> None:
    """Fill the contacts, and say how each was put together."""
    people = [part for box in names for part in _parts(draft, box.blocks)]
    reach = [part for box in reaches for part in _parts(draft, box.blocks)]
    contacts, together = _people(draft, people)
    numbers = _numbers(draft, reach)
    reason = reasons.TOGETHER if together else reasons.PAIRED
    if numbers and contacts and not together and len(numbers) != len(contacts):
        reason = reasons.UNPAIRED
    waiting = [each for each in contacts if not (each["phone"] or each["email"])]
    for contact, given in zip(waiting, numbers, strict=False):
        contact.update(given)
    for given in numbers[len(waiting) :]:
        draft.leave(PLACES["reach"], [_paragraph(" ".join(filter(None, (given["phone"], given["email"]))))])
    draft.fields["contacts"] = contacts
    for index in range(len(contacts)):
        draft.sure(f"contacts[{index}]", reason)


def _parts(draft: Draft, blocks: list[Block]) -> list[str]:
    """Return the lines of a cell; words such as "Phone:" count as the form's."""
    found = []
    for paragraph in flattened(blocks):
        for line in re.split(r"[\n;]", paragraph.text):
            for label in _NAMES_OF.findall(line):
                draft.form(label)
            line = _NAMES_OF.sub(" ", line).strip()
            if line:
                found.append(line)
    return found


def _taken(line: str) -> tuple[list[str], list[str], str]:
    """Return (telephones, e-mails, what else the line says)."""
    mails = _MAIL.findall(line)
    rest = _MAIL.sub("\n", line)
    phones = [" ".join(each.split()).lstrip(", ") for each in _PHONE.findall(rest)]
    rest = _PHONE.sub("\n", rest)
    pieces = [piece.strip(_APART) for piece in rest.split("\n")]
    return phones, mails, ", ".join(filter(None, pieces))


def _people(draft: Draft, lines: list[str]) -> tuple[list[dict[str, Any]], bool]:
    """Return the contacts of the name cell, and whether telephones or e-mails stood there too."""
    contacts: list[dict[str, Any]] = []
    together = False
    for line in lines:
        phones, mails, name = _taken(line)
        together = together or bool(phones or mails)
        if not (phones or mails):
            name = " ".join(line.split())
        if name:
            contacts.append({"name": name[:300], "phone": None, "email": None})
        if not contacts or len(phones) > 1 or len(mails) > 1:
            _leave(draft, "contact", phones, mails)
            continue
        for key, found in (("phone", phones), ("email", mails)):
            if found and contacts[-1][key]:
                draft.leave(PLACES["contact"], [_paragraph(found[0])])
            elif found:
                contacts[-1][key] = found[0]
    return contacts, together


def _numbers(draft: Draft, lines: list[str]) -> list[dict[str, Any]]:
    """Return (telephone, e-mail) of the telephone cell, in order. A kind that comes again begins the next."""
    found: list[dict[str, Any]] = []
    for line in lines:
        phones, mails, rest = _taken(line)
        if not (phones or mails):
            digits = re.search(r"\d{3}", line)
            if digits:
                found.append({"phone": " ".join(line.split()), "email": None})
            else:
                draft.leave(PLACES["reach"], [_paragraph(line)])
            continue
        if rest:
            draft.leave(PLACES["reach"], [_paragraph(rest)])
        for index in range(max(len(phones), len(mails))):
            given = {
                "phone": phones[index] if index < len(phones) else None,
                "email": mails[index] if index < len(mails) else None,
            }
            last = found[-1] if found else None
            if last and not any(last[key] and given[key] for key in given) and (len(phones) + len(mails)) == 1:
                last.update({key: value for key, value in given.items() if value})
            else:
                found.append(given)
    return found


def _leave(draft: Draft, kind: str, phones: list[str], mails: list[str]) -> None:
    if phones or mails:
        draft.leave(PLACES[kind], [_paragraph(" ".join(phones + mails))])


def _paragraph(text: str) -> Paragraph:
    return Paragraph([Run(text)])
