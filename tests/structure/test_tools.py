"""The tools that no other test calls: they start, and what they name is there."""
import pathlib
import subprocess
import sys

TOP = pathlib.Path(__file__).resolve().parents[2]


def run(*argv):
    """Runs a command in the tree; it has to succeed. Returns what it printed."""
    ended = subprocess.run([str(word) for word in argv], cwd=TOP, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           text=True, check=False)
    assert ended.returncode == 0, ended.stdout
    return ended.stdout


def test_dev_lists_its_verbs():
    listed = [line.split()[0] for line in run("./dev").splitlines() if line.startswith("  ")]
    assert listed == ["deps", "build", "demo", "test", "sanitize", "bench", "soak", "shots", "lint", "clean"]


def test_pictures_of_the_readme_are_made_by_shots():
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    known = run(sys.executable, "tests/shots/shots.py", "--help")
    for picture in (TOP / "docs" / "shots").glob("*.png"):
        if f"docs/shots/{picture.name}" in readme:
            assert picture.stem in known
    assert "docs/shots/demo.png" in readme and (TOP / "docs/shots/demo.png").exists()
