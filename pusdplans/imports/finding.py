"""A reading -> the pieces a lead looks at, in the form's order."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pusdplans.document.numbering import letters
from pusdplans.imports.pieces import Own, Piece, escaped
from pusdplans.imports.word.rich import words, words_in_html

ANSWERS_STAND = "Additional resources (E)"


def pieces(
    document: dict[str, Any], certainty: Mapping[str, Any], answers: list[dict[str, Any]], own: Own
) -> list[Piece]:
    """Return the pieces of what was found, in the form's order.

    document: a plan document's JSON. certainty: [level, why] by document path. answers: {"goal", "text"} that no action
    could be given.
    """
    found = [*_named(document, own), *_cover(document), *_services(document)]
    for number, goal in enumerate(document["goals"]):
        found += _goal(number, goal, own)
    for number, goal in enumerate(document["goals"]):
        found += _actions(number, goal)
    found += [*_roster(document, own), *_budget(document, own), *_unplaced(document["unplaced"], answers)]
    for piece in found:
        piece.level, piece.why = _sureness(piece, certainty)
    return found


def _sureness(piece: Piece, certainty: Mapping[str, Any]) -> tuple[str, str]:
    """Return how sure a piece is: by its own path, else by that of what it stands in; an answer's doubt is the action's."""
    if not piece.has_place:
        return "", ""
    path = _path(piece.key)
    answer = certainty.get(f"{path}.additional_resources") if piece.shape == "action" else None
    if answer and answer[0] == "guess":
        return answer[0], answer[1]
    while path:
        if path in certainty:
            return certainty[path][0], certainty[path][1]
        path = path[: path.rindex("[")] if path.endswith("]") else path.rpartition(".")[0]
    return "", ""


def _path(key: str) -> str:
    """Return the document path of a key: "goals-0-metrics-1" is "goals[0].metrics[1]"."""
    path = ""
    for step in key.split("-"):
        path += f"[{step}]" if step.isdecimal() else f".{step}" if path else step
    return path


def _named(document: dict[str, Any], own: Own) -> Iterator[Piece]:
    """Yield what names the plan, where the plan itself says otherwise: it cannot be moved into a plan."""
    review = document["review"]
    said = {
        "division": (_("Division"), document["division"]),
        "department": (_("Department"), document["department"]),
        "reviewer": (_("Return to"), review["reviewer"]),
        "due": (_("Due"), review["due"]),
    }
    for key, (label, text) in said.items():
        if text and words(text) != words(own.named.get(key) or ""):
            what = date_format(date.fromisoformat(text), "M j, Y") if key == "due" else text
            yield Piece(f"named-{key}", "form", "named", label, {"what": what}, has_place=False)


def _cover(document: dict[str, Any]) -> Iterator[Piece]:
    for index, each in enumerate(document["contacts"]):
        yield Piece(f"contacts-{index}", "contacts", "contact", _("Contact"), each)
    if document["purpose"]:
        yield Piece("purpose", "purpose", "purpose", _("Purpose (A)"), {"text": document["purpose"]})
    theory = document["theory_of_action"]
    for index, each in enumerate(theory["clauses"]):
        key = f"theory_of_action-clauses-{index}"
        yield Piece(key, "theory-of-action", "clause", _("Clause"), each)
    if theory["prose"]:
        item = {"text": theory["prose"]}
        yield Piece("theory_of_action-prose", "theory-of-action", "prose", _("In its own words"), item)


def _services(document: dict[str, Any]) -> Iterator[Piece]:
    for index, each in enumerate(document["services"]):
        yield Piece(f"services-{index}", "services", "service", _("List of services"), each)


def _goal(number: int, goal: dict[str, Any], own: Own) -> Iterator[Piece]:
    about = {"number": number + 1}
    texts = {
        "statement": _("Goal %(number)s, statement (B)"),
        "focus": _("Goal %(number)s, focus"),
        "outcomes": _("Goal %(number)s, outcomes"),
        "audience": _("Goal %(number)s, targeted audience"),
    }
    for name, label in texts.items():
        if goal[name]:
            yield Piece(f"goals-{number}-{name}", "goals", name, label % about, {"text": goal[name]}, number)
    for index, each in enumerate(goal["alignments"]):
        label = _("Goal %(number)s, aligned to") % about
        item = {"framework": each["framework"], "code": each["code"], "wording": each["text"]}
        known = (each["framework"], each["code"]) in own.entries
        yield Piece(f"goals-{number}-alignments-{index}", "goals", "alignment", label, item, number, has_place=known)
    for index, each in enumerate(goal["metrics"]):
        label = _("Goal %(number)s, metric (C)") % about
        yield Piece(f"goals-{number}-metrics-{index}", "goals", "metric", label, each, number)
    for index, each in enumerate(goal["targets"]):
        label = _("Goal %(number)s, target (D)") % about
        yield Piece(f"goals-{number}-targets-{index}", "goals", "target", label, each, number)


def _actions(number: int, goal: dict[str, Any]) -> Iterator[Piece]:
    for index, each in enumerate(goal["actions"]):
        label = _("Goal %(number)s, action %(letter)s (E)") % {"number": number + 1, "letter": letters(index + 1)}
        yield Piece(f"goals-{number}-actions-{index}", "actions", "action", label, each, number)


def _roster(document: dict[str, Any], own: Own) -> Iterator[Piece]:
    heads = {each["id"]: each["name"] or each["title"] for each in document["positions"] if each["id"]}
    for index, each in enumerate(document["positions"]):
        item = each | {"head": heads.get(each["reports_to"])}
        yield Piece(f"positions-{index}", "organizational-chart", "position", _("Position"), item)
    yield from _files("organizational-chart", "org_chart_files", document["org_chart_files"], own)


def _budget(document: dict[str, Any], own: Own) -> Iterator[Piece]:
    budget = document["budget"]
    for index, each in enumerate(budget["lines"]):
        yield Piece(f"budget-lines-{index}", "budget", "budget-line", _("Budget line"), each)
    if budget["note"]:
        yield Piece("budget-note", "budget", "note", _("Budget note"), {"text": budget["note"]})
    yield from _files("budget", "budget-files", budget["files"], own)


def _files(part: str, key: str, files: list[dict[str, Any]], own: Own) -> Iterator[Piece]:
    """Yield the names of files that stood in the form and are not in the plan: a Word file does not carry them."""
    for index, each in enumerate(files):
        if each["sha256"] not in own.files:
            yield Piece(f"{key}-{index}", part, "file", _("Attached file"), {"what": each["name"]}, has_place=False)


def _unplaced(unplaced: list[dict[str, Any]], answers: list[dict[str, Any]]) -> Iterator[Piece]:
    """Yield the texts without a field; a cell of answers that no action could be given is a piece for each answer."""
    waiting = list(answers)
    for index, each in enumerate(unplaced):
        key = f"unplaced-{index}"
        own = _answers_of(each, waiting) if each["where"].startswith(ANSWERS_STAND) else []
        for place, answer in enumerate(own):
            item = {"text": f"<p>{escaped(answer['text'])}</p>", "where": each["where"]}
            yield Piece(f"{key}-{place}", "unplaced", "answer", each["where"], item, answer["goal"], has_place=False)
        if not own:
            yield Piece(key, "unplaced", "unplaced", each["where"] or _("Unplaced"), each, has_place=False)
        del waiting[: len(own)]


def _answers_of(text: dict[str, Any], waiting: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the first of the answers that together are all the words of a text."""
    wanted, there = words_in_html(text["text"]), Counter[str]()
    for count, answer in enumerate(waiting, 1):
        there += words(answer["text"])
        if there == wanted:
            return waiting[:count]
    return []
