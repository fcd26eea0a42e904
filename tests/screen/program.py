"""Where the program under test is: what TELLTALE names, else build/telltale in this tree."""
import os
from pathlib import Path

TELLTALE = os.path.abspath(os.environ.get("TELLTALE") or Path(__file__).resolve().parents[2] / "build" / "telltale")
