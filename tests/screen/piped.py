"""The program with its standard output somewhere else than in a pipe that holds everything, and as bytes."""
import re
import subprocess

from deadline import patience
from program import TELLTALE
from terminal import clean_environment

# What may not reach a terminal: control characters but the line feed, and what turns text around or hides it.
HARMFUL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def run_into(home, stdout, *arguments):
    """telltale with that file (or subprocess.PIPE) as its output; standard error as text."""
    ended = subprocess.run([TELLTALE, *map(str, arguments)], env=clean_environment(home, "xterm", None), cwd=str(home),
                           stdin=subprocess.DEVNULL, stdout=stdout, stderr=subprocess.PIPE, timeout=patience(60),
                           check=False)
    ended.stderr = ended.stderr.decode()
    return ended


def output_of(home, *arguments):
    """The bytes that it prints; it has to end well and say nothing else."""
    ended = run_into(home, subprocess.PIPE, *arguments)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def read_some(home, count, *arguments):
    """Reads so many bytes and goes away: exit code and standard error."""
    with subprocess.Popen([TELLTALE, *map(str, arguments)], env=clean_environment(home, "xterm", None),
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert len(program.stdout.read(count)) == count
        program.stdout.close()
        said = program.stderr.read().decode()
        return program.wait(patience(30)), said
