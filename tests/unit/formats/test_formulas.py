"""Cells that a spreadsheet would take for formulas."""

from hypothesis import given
from hypothesis import strategies as st

from issues.exports import tables


@given(st.text(alphabet=st.sampled_from("'=+-@ \t\na1＝"), max_size=6))
def test_taking_the_apostrophe_away_gives_the_text_back(text):
    cell = tables.guarded(text)
    assert not cell.strip().startswith(tuple("=+-@＝"))
    if tables.FORMULA.match(cell):
        cell = cell[1:]
    assert cell == text
