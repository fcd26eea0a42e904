"""How much is measured: all of it, or (bench.py --quick) a tenth, to see that the bench itself works."""

quick = False


def amount(number, least=1):
    """So many messages, keys or seconds."""
    return max(least, number // 10) if quick else number


def rounds(number):
    return 1 if quick else number
