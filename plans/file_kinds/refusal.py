"""Why a file is not taken: one sentence, what is wrong and what to do."""

from django.utils.functional import Promise


class Refused(Exception):
    """The file is not taken; the text is a sentence for the person who attached it."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(str(sentence))
