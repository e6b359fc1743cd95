"""Quoted words are found again where they still stand."""

import pytest

from pusdplans.document.quoting import find, standing, words_of

TEXT = "We will elicit specific teacher, admin and family\nengagement. The family’s voice counts; the  family reads."


def found(quote: str, prefix: str = "", suffix: str = "", text: str = TEXT) -> str | None:
    """Return what is found, as the text has it."""
    place = find(text, quote, prefix, suffix)
    return text[place[0] : place[1]] if place else None


@pytest.mark.parametrize(
    ("quote", "there"),
    [
        ("specific teacher", "specific teacher"),
        ("SPECIFIC  teacher,\nadmin", "specific teacher, admin"),
        ("family engagement", "family\nengagement"),
        ("  the family's voice ", "The family’s voice"),
        ("general teacher", None),
        ("   ", None),
        ("", None),
    ],
)
def test_white_space_case_and_apostrophes_tell_nothing(quote: str, there: str | None) -> None:
    assert found(quote) == there


def test_of_several_places_the_one_with_the_same_surroundings_is_meant() -> None:
    text = "Site leaders meet. Then site leaders decide. Last, site leaders report."
    assert find(text, "site leaders") == (24, 36), "the exact one, then the first"
    assert find(text, "site leaders", "decide. Last, ", " report") == (51, 63)
    assert find(text, "site leaders", "", " meet") == (0, 12)
    edited = "New words first. " + text.replace("Last, ", "At last, ")
    place = find(edited, "site leaders", "decide. Last, ", " report")
    assert place and edited[place[0] :] == "site leaders report."


def test_letters_whose_lower_case_is_longer_do_not_shift_the_place() -> None:
    assert found("sites", text="İİİ Which sites?") == "sites"


def test_marks_within_words_are_no_spaces_but_paragraphs_are() -> None:
    assert words_of(["<p><strong>G</strong>oal</p><p>two &amp; three</p>", None, "phone"]) == "Goal two & three\nphone"


def test_a_selection_over_several_fields_keeps_its_longest_line_that_stands_there() -> None:
    words = "Attendance rises\nAll students of grades 9 to 12"
    assert standing(words, "rises\na. Outcomes:\nAll students of grades") == "All students of grades"
    assert standing(words, "b. Targeted Audience:") == ""
