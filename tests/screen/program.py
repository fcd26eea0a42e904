"""Where the program under test is: what TELLTALE names, else build/telltale in this tree. And its config."""
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TELLTALE = os.path.abspath(os.environ.get("TELLTALE") or ROOT / "build" / "telltale")


def config_folder(home):
    """The folder of the program's config where HOME is `home` (see terminal.clean_environment)."""
    return Path(home) / ".config" / "telltale"
