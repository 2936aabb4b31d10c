"""Everything that can be said of the project without running its tests: `make check`.

Each step runs, whatever the ones before it said; the failed ones are named at the end.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.support.processes import ROOT

TOOLS = Path(sys.executable).parent


def tool(name: str, *arguments: str) -> list[str]:
    return [str(TOOLS / name), *arguments]


def module(name: str) -> list[str]:
    return [sys.executable, "-m", f"tests.support.{name}"]


STEPS = {
    "Python is formatted (make format)": tool("ruff", "format", "--check", "--quiet", "."),
    "Python has none of the usual faults": tool(
        "ruff", "check", "--quiet", "--output-format=concise", "."
    ),
    "Types agree": tool("mypy", "--strict", "newcomer"),
    "Nobody imports upwards": tool("lint-imports", "--no-logo"),
    "Catalogues are whole": module("check_catalogues"),
    "Migrations make what the models describe": module("check_migrations"),
    "Templates have none of the usual faults": tool("djlint", "--lint", "--quiet", "templates"),
    "Templates compile": module("check_templates"),
    "Pages are easy to read (LIX)": module("lix"),
    "Files are of a size to read": module("check_sizes"),
}


def main() -> int:
    failed = []
    for heading, command in STEPS.items():
        print(f"\n== {heading}", flush=True)
        started = time.monotonic()
        status = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, env=_environment())
        verdict = "FAILED" if status.returncode else "ok"
        print(f"-- {verdict}, {time.monotonic() - started:.1f} s", flush=True)
        if status.returncode:
            failed.append(heading)
    print(f"\n{len(STEPS)} checks, {len(failed)} failed")
    for heading in failed:
        print(f"  failed: {heading}")
    return bool(failed)


def _environment() -> dict[str, str]:
    return {**os.environ, "NO_COLOR": "1", "PYTHONUNBUFFERED": "1"}


if __name__ == "__main__":
    sys.exit(main())
