"""Install the programs the tests need and the machine lacks: `python -m tests.support.machine`."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

from tests.support import browser, postgres

PROGRAMS: dict[str, tuple[Callable[[], object], str]] = {
    "chromium-headless-shell": (browser.find_program, "pages are opened in a real browser"),
    "postgresql": (postgres.find_programs, "the site is tested on the database it runs on"),
    "default-jre-headless": (lambda: shutil.which("java"), "pages are validated by the Nu checker"),
}


def missing() -> dict[str, str]:
    """The Debian packages that are not there, each with what it is for."""
    return {package: purpose for package, (find, purpose) in PROGRAMS.items() if not find()}


def install(packages: list[str]) -> None:
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print(f"Installing {', '.join(packages)} …", flush=True)
    subprocess.run([*apt, "update"], check=True, env=environment)
    subprocess.run(
        [*apt, "install", "--yes", "--no-install-recommends", *packages],
        check=True,
        env=environment,
        stdout=subprocess.DEVNULL,
    )


def main() -> int:
    lacking = missing()
    if not lacking:
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install(list(lacking))
        lacking = missing()
    if not lacking:
        return 0
    print("The tests need programs that this machine lacks:", file=sys.stderr)
    for package, purpose in lacking.items():
        print(f"  {package}: {purpose}", file=sys.stderr)
    print(f"On Debian: sudo apt-get install {' '.join(lacking)}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
