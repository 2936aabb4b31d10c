"""Which files have grown past what one can hold in mind? Over 500 lines is said, over 600 fails."""

import subprocess
import sys

from tests.support.processes import ROOT

SAID = 500
FAILS = 600
KINDS = ("*.py", "*.html", "*.css", "*.js", "*.mjs")


def sizes() -> list[tuple[int, str]]:
    """Lines and names of the project's own files, longest first."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *KINDS]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = [ROOT / name for name in names.split("\0") if name]
    counted = [
        (len(path.read_text().splitlines()), str(path.relative_to(ROOT)))
        for path in paths
        if path.exists()
    ]
    return sorted(counted, reverse=True)


def main() -> int:
    counted = sizes()
    long = [(lines, name) for lines, name in counted if lines > SAID]
    for lines, name in long:
        print(f"{lines:6} {name}" + (": split it" if lines > FAILS else ""))
    print(f"{len(long)} of {len(counted)} files are over {SAID} lines.")
    return int(any(lines > FAILS for lines, _name in long))


if __name__ == "__main__":
    sys.exit(main())
