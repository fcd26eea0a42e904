"""Figures, and how they are printed."""
import math
import statistics

HEADINGS = ("figure", "goal", "telltale", "reference", "what the reference is")


def percentile(values, percent):
    """The value that so many per cent of the values don't exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def spread(values, unit, digits):
    """Median (min-max), in the least digits that say something."""
    if not values:
        return ""
    middle, low, high = statistics.median(values), min(values), max(values)
    text = ["{:,.{}f}".format(value, digits).replace(",", " ") for value in (middle, low, high)]
    span = " (%s-%s)" % (text[1], text[2]) if len(values) > 1 else ""
    return "%s%s %s" % (text[0], span, unit)


class Figure:
    """One row. `values` and `reference` are what the runs measured, in `unit`.

    goal: what no more than may be reached, or None; `summary`: (its words, its value) where the goal is about
    something else than the median, such as the 99th percentile.
    """

    def __init__(self, title, unit, values, reference=(), reference_name="", goal=None, digits=1, summary=None):
        self.title, self.unit, self.digits = title, unit, digits
        self.values, self.reference, self.reference_name = list(values), list(reference), reference_name
        self.goal = goal
        self.summary = summary

    def row(self):
        got = spread(self.values, self.unit, self.digits)
        if self.summary:
            got += ", %s %.*f" % (self.summary[0], self.digits, self.summary[1])
        goal = ""
        if self.goal is not None:
            decisive = self.summary[1] if self.summary else statistics.median(self.values)
            goal = "%g %s: %s" % (self.goal, self.unit, "met" if decisive <= self.goal else "MISSED")
        return self.title, goal, got, spread(self.reference, self.unit, self.digits), self.reference_name


def show(figures, heading):
    """Print the rows; columns are as wide as what stands in them."""
    rows = [HEADINGS, *(figure.row() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    print("\n" + heading)
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
