"""The build as packagers use it: a distribution that builds and checks itself, and an installation in a folder."""
import os
import pathlib
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]


def make(folder, *arguments):
    """Runs make without the variables that an outer make may have left."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    result = subprocess.run(["make", "--no-print-directory", "-j2", *arguments], cwd=folder, env=environment,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert result.returncode == 0, result.stdout[-5000:]
    return result.stdout


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """A build folder of its own, outside of the source tree."""
    folder = tmp_path_factory.mktemp("build")
    configured = subprocess.run([TOP / "configure", "--prefix=/usr"], cwd=folder, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, check=False)
    assert configured.returncode == 0, configured.stdout[-5000:]
    table = configured.stdout[-2000:]
    for line in ("ncursesw", "libmosquitto", "cJSON", "libConfuse", "cmocka", "mosquitto", "sanitizers"):
        assert line in table, table
    return folder


@pytest.mark.timeout(900)
def test_distcheck(build):
    """The archive holds all that it takes to build, to run the unit tests, to install and to uninstall."""
    output = make(build, "distcheck", "DISTCHECK_CONFIGURE_FLAGS=--enable-werror")
    assert "archives ready for distribution" in output


@pytest.mark.timeout(300)
def test_install(build, tmp_path):
    """`make install DESTDIR=` puts the program and its data where they belong, and only there."""
    make(build, "install", f"DESTDIR={tmp_path}")
    installed = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert "usr/bin/telltale" in installed
    for theme in (TOP / "themes").iterdir():
        assert f"usr/share/telltale/themes/{theme.name}" in installed
    assert "usr/share/telltale/profiles/dbx.profile" in installed
    printed = {"usr/share/man/man1/telltale.1", "usr/share/man/man5/telltale.conf.5",
               "usr/share/bash-completion/completions/telltale", "usr/share/zsh/site-functions/_telltale",
               "usr/share/fish/vendor_completions.d/telltale.fish"}
    assert printed < installed
    places = ("usr/bin/", "usr/libexec/telltale/", "usr/share/telltale/", "usr/share/doc/telltale/", *printed)
    assert all(path.startswith(places) for path in installed)
    assert "usr/libexec/telltale/telltale-import" in installed
    version = subprocess.run([tmp_path / "usr/bin/telltale", "--version"], stdout=subprocess.PIPE, text=True,
                             check=True).stdout
    assert f"AC_INIT([telltale], [{version.split()[1]}]" in (TOP / "configure.ac").read_text()
