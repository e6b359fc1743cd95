"""Messy Word forms, one for each kind of mess people make, with what must be read from each.

`expected` names keys of the document and their exact values, ids left out. What a mess does not name is as in a form
where only that mess is; `unplaced` is always exact.
"""

from tests.imports import messy_parts, messy_tables, messy_text
from tests.imports.mess import Mess
from tests.imports.messy_text import PICTURE

__all__ = ["MESSES", "PICTURE", "Mess"]

MESSES = {
    each.__name__: each
    for each in (
        messy_tables.marks_typed_by_hand,
        messy_tables.lists_of_one_level_each,
        messy_tables.deep_word_list,
        messy_tables.table_split_over_pages,
        messy_tables.cells_merged_down,
        messy_parts.labels_reworded_in_other_order,
        messy_parts.cover_alone,
        messy_parts.planning_alone,
        messy_parts.parts_missing,
        messy_parts.theory_in_prose,
        messy_parts.theory_in_one_paragraph,
        messy_parts.answers_of_all_kinds,
        messy_parts.contacts_in_one_cell,
        messy_parts.tracked_changes,
        messy_text.comments_and_notes,
        messy_text.text_boxes,
        messy_text.tables_in_cells,
        messy_text.odd_characters,
        messy_text.links_and_looks,
        messy_text.chart_as_picture,
        messy_text.all_goals_in_one_cell,
        messy_text.another_wording_in_part_e,
        messy_text.google_docs,
        messy_text.facts_in_lines,
        messy_text.text_around_the_form,
        messy_text.strict_open_xml,
        messy_parts.names_in_one_line,
    )
}
