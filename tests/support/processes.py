"""Programs that tests start, and that end with them."""

import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def ending_with_us(
    command: list[str], *, user: str | None = None, signal: str = "TERM"
) -> list[str]:
    """The command so that it also ends when a test run is killed; run as `user` if one is named."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return command
    options = [f"--pdeathsig={signal}"]
    if user:
        options += [f"--reuid={user}", f"--regid={user}", "--init-groups"]
    return [setpriv, *options, "--", *command]


def wait_until(
    ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, *, seconds: float
) -> None:
    """Wait until `ready()`; if the process ends or the time runs out first, raise with its log."""
    deadline = time.monotonic() + seconds
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            state = (
                f"ended with {process.returncode}" if process.returncode is not None else "hangs"
            )
            tail = "\n".join(log.read_text(errors="replace").splitlines()[-40:])
            raise RuntimeError(f"{process.args!r} {state}:\n{tail}")
        time.sleep(0.02)


def stop(process: subprocess.Popen[bytes], ask: int, *, seconds: float = 10) -> None:
    """Ask the process to end; make it end if it does not."""
    if process.poll() is None:
        process.send_signal(ask)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
