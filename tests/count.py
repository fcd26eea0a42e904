"""count.py JUNIT.xml [--no-skips]: prints how many tests passed and how many failed, for ./dev.

An error counts as a failure, and so does a run in which no test ran; with --no-skips a skip does too.
"""
import sys
import xml.etree.ElementTree


def count(path, no_skips):
    """(passed, failed) of a JUnit report."""
    passed = failed = 0
    for case in xml.etree.ElementTree.parse(path).iter("testcase"):
        outcome = {child.tag for child in case}
        if outcome & {"failure", "error"} or (no_skips and "skipped" in outcome):
            failed += 1
            print(f"   not passed: {case.get('classname')}.{case.get('name')}", file=sys.stderr)
        elif "skipped" not in outcome:
            passed += 1
    return (passed, failed) if passed + failed > 0 else (0, 1)


if __name__ == "__main__":
    print(*count(sys.argv[1], "--no-skips" in sys.argv[2:]))
