"""Whether a series of measurements goes up, in spite of its noise."""
import itertools
import statistics

WARM_UP, WARM_LEAST = 0.25, 3   # which share of the samples, and at least how many, aren't judged: caches fill
JUDGED = 4          # samples behind them that it takes to judge
MOST = 300          # more are thinned out, since every pair is looked at


def _thinned(samples):
    """Groups of neighbours, each as the medians of its times and values."""
    size = -(-len(samples) // MOST)
    groups = [samples[at:at + size] for at in range(0, len(samples), size)]
    return [tuple(statistics.median(column) for column in zip(*group)) for group in groups]


def growth(samples):
    """By how much the values rose from the end of the warm-up to the last. samples: (time, value), in order of time.

    Theil and Sen's estimate: the median of the slopes of all pairs, which no single outlier moves. None: there are
    too few samples to tell.
    """
    judged = samples[max(WARM_LEAST, round(len(samples) * WARM_UP)):]
    if len(judged) < JUDGED:
        return None
    slopes = [(later[1] - earlier[1]) / (later[0] - earlier[0])
              for earlier, later in itertools.combinations(_thinned(judged), 2) if later[0] > earlier[0]]
    return statistics.median(slopes) * (judged[-1][0] - judged[0][0])
