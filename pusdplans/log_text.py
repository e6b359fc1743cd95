"""Log lines as text: each record begins one line, whatever somebody wrote, and no character acts on a terminal."""

import logging

_MORE = "  | "


def shown(text: str) -> str:
    """Return a text with the characters that cannot be seen written as escapes."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


class PlainLines(logging.Formatter):
    """Formats a record as text; what went wrong stands under its line, each line of it marked as belonging to it."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the record's own line."""
        return shown(super().formatMessage(record))

    def formatException(self, ei: object) -> str:
        """Return the lines of an error."""
        return "\n".join(_MORE + shown(line) for line in super().formatException(ei).split("\n"))  # type: ignore[arg-type]
