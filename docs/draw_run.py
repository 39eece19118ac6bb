"""Draws the README's picture: a run's report, as a terminal shows it, as SVG.

The run is repeated from the completion cache, so it costs nothing after `make demo`:

    .venv/bin/python docs/draw_run.py examples/prompts/names.md --steps 1 --candidates 2
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

WIDTH = 100
PICTURE = Path(__file__).parent / "run.svg"


def main() -> None:
    """Run `motjuste optimize` with this script's arguments and write `docs/run.svg`."""
    command = [sys.executable, "-m", "motjuste", "optimize", *sys.argv[1:]]
    environment = {"FORCE_COLOR": "1", "COLUMNS": str(WIDTH), "TERM": "xterm-256color"}
    done = subprocess.run(  # noqa: S603 -- our own command
        ["/usr/bin/env", *(f"{name}={value}" for name, value in environment.items()), *command],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    console = Console(record=True, width=WIDTH, file=sys.stderr)
    console.print(Text(f"$ motjuste optimize {' '.join(sys.argv[1:])}\n", style="bold"))
    console.print(Text.from_ansi(done.stdout))
    # The exported picture names a font on a server; a page that shows it must not ask anybody for anything.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", console.export_svg(title="Mot Juste"), flags=re.DOTALL)
    PICTURE.write_text(re.sub(r"<!-- Generated.*?-->\s*", "", svg), encoding="utf-8")


if __name__ == "__main__":
    main()
