"""A build without libmongoc: everything but `telltale import`, which says what else there is."""
import os
import pathlib
import subprocess

import pytest

TOP = pathlib.Path(__file__).resolve().parents[2]


def call(words, folder, code=0):
    """Runs something without the variables that an outer make may have left. Returns its standard error."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    ended = subprocess.run(words, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                           text=True, check=False)
    assert ended.returncode == code, ended.stdout[-5000:] + ended.stderr[-5000:]
    return ended.stderr


@pytest.mark.timeout(300)
def test_import_names_mongorestore(tmp_path):
    """Which does the same. The password is not in the line: mongorestore asks for it."""
    call([TOP / "configure", "--without-mongoc"], tmp_path)
    call(["make", "--no-print-directory", "-j2", "telltale"], tmp_path)
    program = tmp_path / "telltale"
    said = call([program, "import", "night.bson", "an's day.bson", "--to",
                 "mongodb://anna:s3cret@gw/iot.autumn?tls=true&w=1"], tmp_path, code=2)
    assert "built without libmongoc" in said and "libmongoc-dev" in said
    line = "  mongorestore --uri='mongodb://anna@gw/iot?tls=true&w=1' --collection=autumn "
    assert said.splitlines()[-2:] == [line + "night.bson", line + "'an'\\''s day.bson'"]
    said = call([program, "import", "x.bson", "--to", "mongodb://gw"], tmp_path, code=2)
    assert "there is no database in the URI" in said
