"""What is made from the program's tables: the config that it dumps, man pages, and shell completions."""
import re
import shutil
import subprocess

import pytest

from program import config_folder

PAGES = ("telltale.1", "telltale.conf.5")
SHELLS = {"bash": ("bash", "-n"), "zsh": ("zsh", "-n"), "fish": ("fish", "--no-execute")}


@pytest.fixture
def print_(command):
    def call(name):
        ended = command("print", name)
        assert (ended.returncode, ended.stderr) == (0, "")
        return ended.stdout

    return call


def subcommands(command):
    return re.findall(r"^  telltale (\w+) ", command("--help").stdout, re.MULTILINE)


def options(command, *subcommand):
    return set(re.findall(r"^ {2}(?:-.,| {3}) --([a-z-]+)", command(*subcommand, "--help").stdout, re.MULTILINE))


def actions(command):
    """name -> (keys, help), as the config has them."""
    dump = command("--dump-config").stdout
    return {name: (keys, text) for text, name, keys in re.findall(r'^  # (.*)\n  #([a-z-]+) = "(.*)"$', dump, re.MULTILINE)}


# -- man pages --------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_sound(print_, page):
    text = print_(page)
    assert text.startswith(".TH TELLTALE") and text.isascii()
    assert not [line for line in text.splitlines() if len(line) > 900]
    for tool in (("groff", "-man", "-ww", "-Tutf8", "-z"), ("mandoc", "-Tlint", "-Wwarning")):
        if shutil.which(tool[0]):
            ended = subprocess.run(tool, input=text, capture_output=True, encoding="utf-8", check=False)
            assert (ended.stdout, ended.stderr) == ("", "")


def test_the_pages_name_everything(print_, command):
    pages = {page: print_(page).replace("\\-", "-") for page in PAGES}
    for name in subcommands(command):
        assert r"\fB%s\fR" % name in pages["telltale.1"]
        assert not [option for option in options(command, name) if r"\fB--%s\fR" % option not in pages["telltale.1"]]
    known = actions(command)
    assert len(known) > 30
    for name in known:
        assert all(r"\fB%s\fR" % name in page for page in pages.values()), name
    dump = command("--dump-config").stdout
    for name in re.findall(r"^#?([a-z-]+) = ", dump, re.MULTILINE):
        assert r"\fB%s\fR =" % name in pages["telltale.conf.5"], name


# -- completion -------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("shell", sorted(SHELLS))
def test_a_completion_is_sound(print_, shell):
    text = print_(shell)
    if not shutil.which(shell):
        pytest.skip("there is no %s" % shell)
    ended = subprocess.run(SHELLS[shell], input=text, capture_output=True, encoding="utf-8", check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.fixture
def complete(print_, tmp_path):
    """complete("telltale", "re") -> the words that bash offers for the last one."""
    (tmp_path / "completion").write_text(print_("bash"))

    def call(*words):
        script = 'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _telltale; printf "%s\\n" "${COMPREPLY[@]}"'
        ended = subprocess.run(["bash", "-c", script, tmp_path / "completion", *words], capture_output=True,
                               encoding="utf-8", check=True, cwd=tmp_path)
        assert ended.stderr == ""
        return ended.stdout.split()

    return call


def test_bash_completes(complete, command, tmp_path):
    assert complete("telltale", "") == subcommands(command)
    assert complete("telltale", "re") == [name for name in subcommands(command) if name.startswith("re")]
    for name in ((), ("record",), ("replay",), ("import",)):
        offered = {word[2:] for word in complete("telltale", *name, "--")} - {"help", "version"}
        assert offered == options(command, *name)
    assert complete("telltale", "demo", "--theme", "solar") == ["solarized-dark", "solarized-light"]
    assert complete("telltale", "--sort", "a") == ["alert", "activity"]
    assert complete("telltale", "-V", "mqttv5") == ["mqttv5"]
    assert complete("telltale", "--host", "") == []
    assert complete("telltale", "print", "z") == ["zsh"]
    (tmp_path / "night.bson").write_bytes(b"")
    assert complete("telltale", "replay", "ni") == ["night.bson"]
    assert complete("telltale", "record", "--output", "ni") == ["night.bson"]


def test_other_things_are_not_printed(command):
    ended = command("print", "csh")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == ("telltale: print: found 'csh', expected one of: telltale.1|telltale.conf.5|bash|zsh|fish\n")


# -- the config -------------------------------------------------------------------------------------------------------

def test_the_dumped_config_is_one(command, home):
    config = config_folder(home) / "telltale.conf"
    config.write_text('theme = "nord"\nbroker gw { host = "gw"  psk = "00ff" }\n'
                      'message off { topic = "a/set"  payload = \'{"n": "$1"}\'  qos = 1 }\nbind devices { sort = "F3" }\n')
    dump = command("-q", "2", "-t", "a/#", "-b", "gw", "--dump-config")
    assert (dump.returncode, dump.stderr) == (0, "") and "00ff" not in dump.stdout
    for line in ('theme = "nord"', "qos = 2", 'topic = {"a/#"}', 'default-broker = "gw"', 'broker "gw" {', '  payload = "{\\"n\\": \\"\\$1\\"}"', "  qos = 1", '  sort = "F3"',
                 '#colours = "auto"', "#tls = false", '  #help = "? F1"'):
        assert line in dump.stdout.splitlines(), line
    config.write_text(dump.stdout)
    assert command("check", config).returncode == 0
    assert [line for line in dump.stdout.splitlines() if "psk: a secret" not in line] == \
        command("--dump-config").stdout.splitlines()
    broken = command("--dump-config", "--config", "/nowhere.conf")
    assert broken.returncode == 2 and "No such file" in broken.stderr
