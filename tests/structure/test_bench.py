"""How ./dev bench judges and prints what it has measured."""
import pathlib
import subprocess
import sys

import pytest

import bench
import effort
import performance
import table
from table import Figure, Grid

TOP = pathlib.Path(__file__).resolve().parents[2]


def test_it_has_all_its_parts():
    listed = subprocess.run([sys.executable, "tests/bench/bench.py", "--list"], cwd=TOP, capture_output=True,
                            text=True, check=True).stdout
    assert [line.split()[0] for line in listed.splitlines()] == list(bench.NAMES)


def test_spread():
    assert table.spread([3, 1, 2], "ms", 1) == "2.0 (1.0-3.0) ms"
    assert table.spread([1234567.0], "", 0) == "1 234 567"
    assert table.spread([], "ms", 1) == ""
    assert [table.spread([value], "") for value in (0, 0.12345, 1.2345, 12.345, 123.45, 12345)] == [
        "0", "0.123", "1.23", "12.3", "123", "12 345"]


def test_goals():
    assert Figure("x", "ms", [1, 5, 2], goal=2).met() and not Figure("x", "ms", [3], goal=2).met()
    assert Figure("x", "", [3], least=3).met() and not Figure("x", "", [2.9], least=3).met()
    assert Figure("x", "", [1]).met() is None
    assert not Figure("x", "ms", [1], goal=2, summary=("99 of 100:", 2.5)).met()
    assert Figure("x", "ms", [1], goal=2).row()[1] == "2 ms: met"
    assert Figure("x", "", [1], least=2).row()[1] == "at least 2: MISSED"


def test_percentile():
    assert table.percentile(range(1, 101), 99) == 99 and table.percentile([7], 99) == 7


def test_markdown():
    grid = Grid("rate", "k/s")
    grid.add("few", "us", 10)
    grid.add("few", "us", 30)
    grid.add("many", "us", 5)
    grid.add("many", "them", 4)
    text = table.markdown([Figure("cost", "s", [1]), Figure("  of it", "s", [2]), grid])
    assert text.splitlines() == [
        "| figure | goal | telltale | reference | what the reference is |", "|---|---|---|---|---|",
        "| cost |  | 1.0 s |  |  |", "| … of it |  | 2.0 s |  |  |", "",
        "| rate, k/s | us | them |", "|---|---|---|", "| few | 20.0 (10.0-30.0) |  |", "| many | 5.00 | 4.00 |"]


def test_written_between_its_markers():
    page = "a\n<!-- bench x -->\nold\n<!-- end of x -->\nb\n<!-- bench y -->\n<!-- end of y -->\n"
    once = performance.put(page, "x", "new\nlines")
    assert once == page.replace("old", "new\nlines")
    assert performance.put(once, "x", "old") == page
    assert performance.put(page, "y", "1").endswith("b\n<!-- bench y -->\n1\n<!-- end of y -->\n")
    with pytest.raises(RuntimeError):
        performance.put(page, "z", "new")


@pytest.mark.parametrize("name", bench.NAMES)
def test_the_page_has_a_place_for_each(name):
    assert "new text" in performance.put(performance.PAGE.read_text(encoding="utf-8"), name, "new text")


def test_quick():
    assert effort.amount(1000) == 1000 and effort.rounds(3) == 3
