"""Deadlines: how long a test is patient, and waiting on a condition without sleeping."""
import os
import time

SLOW = float(os.environ.get("TELLTALE_SLOW", "1"))


def patience(seconds):
    """`seconds`, stretched by TELLTALE_SLOW for sanitizers and slow machines."""
    return seconds * SLOW


def wait_on(condition, predicate, timeout):
    """Wait on a held threading.Condition; the predicate's first truthy value, or its last falsy one."""
    end = time.monotonic() + patience(timeout)
    while True:
        value = predicate()
        left = end - time.monotonic()
        if value or left <= 0:
            return value
        condition.wait(left)
