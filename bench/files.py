"""What is measured of files, read and written; the floor of most is the library alone."""

from bench.district import District
from bench.excel import excel_floor
from bench.figures import Figure
from bench.pdf import all_reworded, goals_reworded, pdf_figure
from bench.reading import FORM, reading_floor, reading_process_floor
from bench.word import word_floor
from pusdplans.archive.edition import document_of, edition_of
from pusdplans.exports import excel, word
from pusdplans.imports.word.reading import read, read_safely

EXCEL = "Excel of the real plan, the library alone"
WORD = "Word of the real plan, the library alone"
READ = "the real Word form opened and its text walked, the library alone"
READ_APART = f"{READ}, in a process of its own"


def file_figures(district: District) -> list[Figure]:
    """Return the figures of files, each after its floor; a PDF is measured against the floor page, from the tables on."""
    real = district.real
    plan = document_of(real)[0], edition_of(real, None)
    return [
        Figure(EXCEL, excel_floor(*plan), EXCEL),
        Figure("Excel of the real plan", lambda: excel.write(*plan), EXCEL, 1.5),
        Figure(WORD, word_floor(*plan), WORD),
        Figure("Word of the real plan", lambda: word.write(*plan), WORD, 1.5),
        Figure("PDF of the real plan, its goals reworded", pdf_figure(real, goals_reworded), limit=6),
        Figure("PDF of the real plan, every paragraph reworded", pdf_figure(real, all_reworded)),
        Figure(READ, reading_floor(), READ),
        # Without a limit: files that people send are only ever read in a process of their own, which comes next.
        Figure("the real Word form read", lambda: read(FORM), READ),
        Figure(READ_APART, reading_process_floor(), READ_APART),
        Figure("the real Word form read in a process of its own (read_form)", lambda: read_safely(FORM), READ_APART, 3),
    ]
