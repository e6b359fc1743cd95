"""The form's labels and help texts, as they are printed and as people reword them."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache

LONGEST_LABEL = 16  # words
_LETTER = r"(?:\s*\(\s*[A-Ea-e]\s*\))"
_YEARS = r"(?:\s*(?:for\s+)?(?:20)?\d\d\s*[-–—/]\s*(?:20)?\d\d)"
_BEFORE = r"^\s*(?:\(?[\dA-Ea-e][.)]\s*)?"
_AFTER = rf"(?:{_LETTER}|{_YEARS}|\s*\([^)]{{1,40}}\)|\s*,?\s*cont(?:inued|['’.]d|\.)?)*\s*"
_WHOSE = r"(?:(?:(?:your|our|the|this)\s+)?(?:department|division|dept\.?)(?:['’]?s)?(?:al)?\s+)?"

# What a label may be called where nothing but its words says that it is one: the kind, and its wordings.
_STRICT = {
    "department": r"(?:department|dept\.?)\s+name|name\s+of\s+(?:the\s+)?department",
    "division": r"department|division(?:\s+name)?|name\s+of\s+(?:the\s+)?division",
    "purpose": _WHOSE + r"(?:statement\s+of\s+purpose|purpose\s+statement|purpose|mission(?:\s+statement)?)",
    "theory": _WHOSE + r"(?:theory\s+of\s+action|toa)",
    "org_chart": _WHOSE + r"(?:organi[sz]ation(?:al)?|org\.?)\s+chart",
    "budget": _WHOSE + r"budget",
    "reach": r"(?:contact\s+)?(?:tele)?phone(?:\s+(?:number|no\.?))?(?:\s*(?:/|and|,|&)\s*e-?\s?mail(?:\s+address)?)?|e-?\s?mail(?:\s+address)?(?:\s*(?:/|and|,|&)\s*(?:tele)?phone)?",
    "contact": _WHOSE + r"contacts?(?:\s+(?:person|people|name|persons|information|info))?(?:\(s\))?",
    "services": _WHOSE + r"(?:list\s+of\s+)?services(?:\s+provided)?",
    "goals": _WHOSE + r"(?:annual\s+)?(?:goals?|outcomes?)(?:\s*[(/&]\s*(?:goals?|outcomes?)\s*\)?)?",
    "metrics": _WHOSE + r"(?:metrics?|measures?)(?:\s*/\s*(?:metrics?|measures?))?",
    "targets": _WHOSE + r"targets?",
    "actions": _WHOSE + r"(?:actions?|action\s+steps|strategies)(?:\s*/\s*(?:actions?|strategies))?",
    "unplaced": r"unplaced\s+text",
}
# The same in a place where labels stand (the left cell, a header row): what it speaks of is enough.
_LOOSE = (
    ("resources", r"additional\s+resource|resources?\s+to\s+do|more\s+resources|\byes\s*/\s*no\b"),
    ("theory", r"theory\s+of\s+action|\btoa\b"),
    ("org_chart", r"\borg(?:ani[sz]ation(?:al)?|\.)?\s+chart"),
    ("contact", r"\bcontacts?\b"),
    ("reach", r"\b(?:tele)?phone\b|\be-?\s?mail\b"),
    ("budget", r"\bbudget\b"),
    ("services", r"\bservices\b"),
    ("purpose", r"\bpurpose\b|\bmission\b"),
    ("department", r"\b(?:department|dept\.?)\s+name\b|\bname\s+of\s+(?:the\s+)?department\b"),
    ("metrics", r"\bmetrics?\b|\bmeasures?\b"),
    ("targets", r"\btargets?\b"),
    ("actions", r"\bactions?\b|\bstrategies\b"),
    ("goals", r"\bgoals?\b|\boutcomes?\b"),
    ("division", r"^\s*(?:department|division)\b"),
)
_BY_LETTER = {"b": "goals", "c": "metrics", "d": "targets", "e": "actions", "a": "purpose"}
COLUMNS = {"goals", "metrics", "targets", "actions", "resources"}
_ONLY_LETTER = re.compile(r"\(\s*([A-E])\s*\)\s*:?\s*$")

# The form's own words, letters and years taken off, as `bare` leaves them.
_PRINTED = {
    "department": "division",
    "department statement of purpose": "purpose",
    "department theory of action": "theory",
    "department theory of action toa": "theory",
    "department organizational chart": "org_chart",
    "department budget": "budget",
    "department contact": "contact",
    "telephone e mail": "reach",
    "department name": "department",
    "list of services": "services",
    "department goals outcomes": "goals",
    "metrics": "metrics",
    "targets": "targets",
    "department actions for": "actions",
    "will this take additional resources to do in": "resources",
    "unplaced text": "unplaced",
}
_HELP = (
    "insert statement describing what your division does and its purpose",
    "your toa provides a road map for what needs to happen and what division needs to do to achieve desired outcome s for "
    "students can be an if and then statement",
    "please attach an organizational chart that depicts your current division departments reporting structure including "
    "staff members titles position numbers and fte",
    "fill in the boxes below feel free to expand to additional page",
    "fill in the boxes below",
    "the following is a template for department staff to think about linking together who they serve desired outcomes "
    "services strategies actions they take and how they know if desired outcomes are being achieved",
    "what outcomes do you want to see for who are they aligned to strategic lcap other plans",
    "how will you measure impact",
    "include baseline level if available",
    "what will we do in to achieve our goals and meet our targets",
    "yes no",
    "will this take additional resources to do in yes no",
)
_HELP_IS_LIKE = 0.86
_TITLE = re.compile(
    r"^(?:.{0,60}\bunified school district|.{0,80}\bdepartment plan|(?:20\d\d\s*[-–—/]\s*(?:20)?\d\d\s+)?annual plan|"
    r"(?:20\d\d\s*[-–—/]\s*(?:20)?\d\d\s+)?department annual planning form|cover form|planning form)$",
    re.I,
)
_FOLDER = re.compile(r"^(?:\d+[.)]\s*)?add to \S+ folder department plans 20\d\d\s*[-–—/]\s*(?:20)?\d\d\.?$", re.I)
PAGE = re.compile(r"^\s*(?:page\s*(?:\d+)?(?:\s*of\s*(?:\d+)?)?|-?\s*\d+\s*-?)\s*$", re.I)


@dataclass(frozen=True, slots=True)
class Label:
    """A label that was found: its kind, whether it is worded as printed, and where the text after it begins.

    firm: whether it can be nothing but a label, by its wording or its letter, not only speaks of what a label names.
    """

    kind: str
    printed: bool
    end: int
    continued: bool = False
    firm: bool = True


def bare(text: str) -> str:
    """Return a text's words in lower case, without digits, letters in brackets, quotes and punctuation."""
    text = re.sub(_LETTER, " ", text.casefold())
    return " ".join(re.findall(r"[^\W\d_]+", text.replace("’", "").replace("'", "")))


@cache
def _compiled() -> tuple[dict[str, re.Pattern[str]], list[tuple[str, re.Pattern[str]]]]:
    strict = {
        kind: re.compile(rf"{_BEFORE}(?:{wording}){_AFTER}(?:[:–—-]\s*|$)", re.I) for kind, wording in _STRICT.items()
    }
    return strict, [(kind, re.compile(wording, re.I)) for kind, wording in _LOOSE]


def strict_label(text: str) -> Label | None:
    """Return the label a text begins with, where text could stand just as well: a whole label, or one ending in a colon."""
    for kind, pattern in _compiled()[0].items():
        found = pattern.match(text)
        if found and (found.end() == len(text) or ":" in found.group()):
            printed = _PRINTED.get(bare(found.group())) == kind
            return Label(kind, printed, found.end(), _is_continued(found.group()))
    return None


def loose_label(text: str) -> Label | None:
    """Return the label a short text is, in a place where labels stand."""
    if not text.strip() or len(text.split()) > LONGEST_LABEL:
        return None
    printed = _PRINTED.get(bare(text))
    if printed:
        return Label(printed, True, len(text), _is_continued(text))
    found = strict_label(text)
    if found:
        return found
    if re.search(r":\s*\S", text) and not re.search(rf"{_LETTER}{_YEARS}?\s*:?\s*$", text):
        return None  # "Goal 3: the budget" says something; a label only names it
    for kind, pattern in _compiled()[1]:
        if pattern.search(text):
            return Label(kind, False, len(text), _is_continued(text), re.search(_LETTER, text) is not None)
    letter = _ONLY_LETTER.search(text)
    return Label(_BY_LETTER[letter.group(1).lower()], False, len(text)) if letter else None


def _is_continued(text: str) -> bool:
    return re.search(r"\bcont(?:inued|['’.]?d|\.)?\b", text, re.I) is not None


@lru_cache(maxsize=1000)
def is_help(text: str) -> bool:
    """Whether a text is one of the form's help texts, a word or two apart."""
    words = bare(text)
    if not words or len(words) > 400:
        return False
    if words in _HELP:
        return True
    own = Counter(words.split())
    return any(
        len(each) > 30
        and 2 * (own & Counter(each.split())).total() / (own.total() + len(each.split())) >= _HELP_IS_LIKE
        for each in _HELP
    )


def is_title(text: str) -> bool:
    """Whether a text is one of the form's titles, or says where the form is filed."""
    text = " ".join(text.split())
    return bool(_TITLE.match(text) or _FOLDER.match(text))
