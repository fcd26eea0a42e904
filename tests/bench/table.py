"""What was measured, and how it is printed: on a terminal, and as Markdown."""
import math
import statistics

HEADINGS = ("figure", "goal", "telltale", "reference", "what the reference is")


def percentile(values, percent):
    """The value that so many per cent of the values don't exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def _number(value, digits):
    return "{:,.{}f}".format(value, digits).replace(",", " ")


def _digits(value):
    """So many that three of the number's say something."""
    return max(0, 2 - math.floor(math.log10(abs(value)))) if value else 0


def spread(values, unit, digits=None):
    """Median (min-max); without digits with as many as the median needs."""
    if not values:
        return ""
    digits = min(3, _digits(statistics.median(values))) if digits is None else digits
    middle, low, high = (_number(value, digits) for value in (statistics.median(values), min(values), max(values)))
    span = " (%s-%s)" % (low, high) if len(values) > 1 else ""
    return ("%s%s %s" % (middle, span, unit)).rstrip()


class Figure:
    """One row. `values` and `reference` are what the runs measured, in `unit`.

    goal: what no more than may be reached; least: what has to be reached at least; or None. `summary`: (its words,
    its value) where the goal is about something else than the median, such as the 99th percentile. must: it holds on
    every machine, so that the bench has failed where it doesn't.
    """

    def __init__(self, title, unit, values, reference=(), reference_name="", goal=None, digits=1, summary=None,
                 least=None, must=False):
        self.title, self.unit, self.digits = title, unit, digits
        self.values, self.reference, self.reference_name = list(values), list(reference), reference_name
        self.goal, self.least, self.summary, self.must = goal, least, summary, must

    def met(self):
        """Whether the goals are reached; None where there are none."""
        if self.goal is None and self.least is None:
            return None
        decisive = self.summary[1] if self.summary else statistics.median(self.values)
        return ((self.goal is None or decisive <= self.goal) and (self.least is None or decisive >= self.least))

    def _goal(self):
        if self.met() is None:
            return ""
        bound = "%g" % self.goal if self.goal is not None else "at least %g" % self.least
        return "%s: %s" % (("%s %s" % (bound, self.unit)).rstrip(), "met" if self.met() else "MISSED")

    def row(self):
        got = spread(self.values, self.unit, self.digits)
        if self.summary:
            got += ", %s %s" % (self.summary[0], _number(self.summary[1], self.digits))
        return self.title, self._goal(), got, spread(self.reference, self.unit, self.digits), self.reference_name


class Grid:
    """One figure of several programs (the columns) under several circumstances (the rows)."""

    must = False

    def __init__(self, title, unit):
        self.title, self.unit = title, unit
        self._rows = {}

    def add(self, row, column, value):
        self._rows.setdefault(row, {}).setdefault(column, []).append(value)

    def met(self):
        return None

    def rows(self):
        """The headings, and then each row."""
        columns = list(dict.fromkeys(column for cells in self._rows.values() for column in cells))
        yield ("%s, %s" % (self.title, self.unit), *columns)
        for row, cells in self._rows.items():
            yield (row, *(spread(cells.get(column, []), "") for column in columns))


def _tables(items):
    """The items as tables, each a list of rows: figures that follow each other are one table."""
    tables, figures = [], None
    for item in items:
        if isinstance(item, Grid):
            tables.append(list(item.rows()))
            figures = None
            continue
        if figures is None:
            figures = [HEADINGS]
            tables.append(figures)
        figures.append(item.row())
    return tables


def _widths(rows):
    return [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]


def show(items, heading):
    """Print it; columns are as wide as what stands in them."""
    print("\n" + heading)
    for number, rows in enumerate(_tables(items)):
        if number > 0:
            print()
        for row in rows:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, _widths(rows))).rstrip())


def markdown(items):
    """The same as tables in Markdown; an indented title is one that goes on."""
    parts = []
    for head, *rows in _tables(items):
        lines = ["| %s |" % " | ".join(head), "|%s|" % "|".join(["---"] * len(head))]
        for row in rows:
            title = "… " + row[0].strip().lstrip(". ") if row[0].startswith(" ") else row[0]
            lines.append("| %s |" % " | ".join((title, *row[1:])))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)
