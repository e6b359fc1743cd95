"""Days and school years as people write them."""

import datetime
import re
from collections import Counter
from collections.abc import Iterable

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(r"\b([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_LONG = re.compile(r"\b(20\d\d)\s*[-–—/]\s*(20\d\d|\d\d)\b(?!-)")
_SHORT = re.compile(r"(?<![\d.-])(\d\d)\s*[-–—/]\s*(\d\d)(?![\d-])")
JULY = 7  # a school year begins with it


def date_of(text: str) -> str | None:
    """Return the day a text names ("Oct. 5, 2020", "10/5/2020") in ISO 8601, None where it names none."""
    named, slashed, iso = _NAMED.search(text), _SLASHED.search(text), _ISO.search(text)
    try:
        if named and named.group(1)[:3].lower() in _MONTHS:
            month = _MONTHS.index(named.group(1)[:3].lower()) + 1
            return datetime.date(int(named.group(3)), month, int(named.group(2))).isoformat()
        if slashed:
            year = int(slashed.group(3)) + (2000 if len(slashed.group(3)) == 2 else 0)
            return datetime.date(year, int(slashed.group(1)), int(slashed.group(2))).isoformat()
        if iso:
            return datetime.date(*map(int, iso.groups())).isoformat()
    except ValueError:
        return None
    return None


def school_years(text: str) -> list[int]:
    """Return the first years of the school years a text names: 2020 for "2020 - 2021", "2020-21" and "20-21"."""
    found = []
    for pattern, century in ((_LONG, 0), (_SHORT, 2000)):
        for first, second in pattern.findall(text):
            if (int(second) - int(first) - 1) % 100 == 0:
                found.append(int(first) + century)
        if found:
            break
    return found


def most_named(texts: Iterable[str]) -> int | None:
    """Return the school year that texts name most often."""
    years = Counter(year for text in texts for year in school_years(text))
    return years.most_common(1)[0][0] if years else None


def label_of(year: int) -> str:
    """Return a school year as a cycle's label: "2020-21"."""
    return f"{year}-{(year + 1) % 100:02d}"


def year_of(day: datetime.date) -> int:
    """Return the first year of the school year a day falls into."""
    return day.year if day.month >= JULY else day.year - 1
