"""How sure the program is of what it found, and the sentence that says why."""

from dataclasses import dataclass

from pusdplans.imports.word.marking import gettext_noop

SURE, LIKELY, GUESS = "sure", "likely", "guess"

PRINTED = (SURE, gettext_noop("It stands beside its label, worded as on the form."))
REWORDED = (LIKELY, gettext_noop("Its label is worded otherwise than on the form: “%(label)s”."))
IN_COLUMN = (SURE, gettext_noop("It stands in its goal's row, under its heading."))
IN_REWORDED_COLUMN = (
    LIKELY,
    gettext_noop("It stands in its goal's row; the heading is worded otherwise: “%(label)s”."),
)
BY_NUMBER = (LIKELY, gettext_noop("Several goals stand in one row; the numbers say which one this belongs to."))
BY_HAND = (LIKELY, gettext_noop("Its numbers or bullets were typed by hand; the levels were read from them."))
BOLD_WORDS = (SURE, gettext_noop("These are the first bold words of the statement."))
SAID = (SURE, gettext_noop("The form says so in a line of its own."))
FROM_TITLE = (GUESS, gettext_noop("The form names no department; the title does."))
FROM_TITLE_YEAR = (SURE, gettext_noop("The title says the school year."))
FROM_LABELS = (LIKELY, gettext_noop("The school year stands in the labels only."))
FROM_NEXT_YEAR = (LIKELY, gettext_noop("The form asks about the following year only; this is the one before."))
FROM_DATE = (GUESS, gettext_noop("No school year is named; the day it is due falls into this one."))
FROM_TEXT = (GUESS, gettext_noop("No label names a school year; this one is named in the text."))
NO_YEAR = (GUESS, gettext_noop("The form names no school year at all."))
PROSE = (LIKELY, gettext_noop("It is not worded as IF ... AND ... THEN, so it was taken as it is."))
ONE_PARAGRAPH = (LIKELY, gettext_noop("The IF, AND and THEN stand in one paragraph, which was parted there."))
PAIRED = (SURE, gettext_noop("Names and telephone or e-mail stand in the same order."))
TOGETHER = (LIKELY, gettext_noop("Name, telephone and e-mail stand together and were told apart by how they look."))
UNPAIRED = (GUESS, gettext_noop("There are not as many names as telephones or e-mails; they were paired in order."))
IN_ACTIONS_ONLY = (LIKELY, gettext_noop("This goal stands among the actions (E) only."))
ONE_ANSWER_ONE_ACTION = (SURE, gettext_noop("One answer stands beside one action."))
AS_MANY_ANSWERS = (LIKELY, gettext_noop("There are as many answers as actions; they were matched in order."))
NEITHER = (GUESS, gettext_noop("“%(answer)s” is neither Yes nor No, so it was kept as the note."))
MARKED = (SURE, gettext_noop("The file was written by this program, and says which part this is."))
TABLE = (SURE, gettext_noop("It was read from a table with these columns."))


@dataclass(frozen=True)
class Sureness:
    """One of sure, likely and guess, with a sentence in the reader's language that says why."""

    level: str
    why: str
