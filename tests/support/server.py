"""The real site, served by gunicorn on a free port of this machine.

with server.start({"DATABASE_URL": url, "REGION": "lillehammer"}) as site:
    urlopen(site.url + "/nb/")
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from tests.support import processes

# A proxy that the machine may have is not asked for what is on the machine.
_open = build_opener(ProxyHandler({})).open

# How production runs, with one worker so that a measurement is of one.
GUNICORN = ["--workers=1", "--worker-class=gthread", "--threads=4", "--no-control-socket"]


@dataclass(frozen=True)
class Site:
    url: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def get(self, path: str) -> str:
        """The page at `path`; HTTPError if there is none."""
        with _open(self.url + path, timeout=30) as response:
            return str(response.read().decode())


@contextmanager
def start(
    environment: Mapping[str, str], *, app: str = "wsgi:app", health: str = "/health"
) -> Iterator[Site]:
    """Serve `app` until the end of the block; returns once `health` answers 200."""
    with (
        tempfile.TemporaryDirectory(prefix="site-", ignore_cleanup_errors=True) as folder,
        socket.create_server(("127.0.0.1", 0), backlog=256) as listener,
    ):
        log = Path(folder) / "log"
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        # gunicorn takes over the open socket: no other program can take the port in between.
        command = [sys.executable, "-m", "gunicorn", app, *GUNICORN]
        command += [f"--bind=fd://{listener.fileno()}"]
        with log.open("wb") as output:
            process = subprocess.Popen(
                processes.ending_with_us(command),
                env=environment_for(environment, Path(folder), url),
                cwd=processes.ROOT,
                pass_fds=[listener.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            processes.wait_until(lambda: _answers(url + health), process, log, seconds=30)
            yield Site(url, process, log)
        finally:
            processes.stop(process, signal.SIGTERM)


@contextmanager
def demo(environment: Mapping[str, str] | None = None) -> Iterator[Site]:
    """The site with its invented people and cases, in a database of its own."""
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        settings = {
            "NEWCOMER_ENV": "development",
            "DEMO": "1",
            "DATABASE_URL": f"sqlite:///{folder}/demo.db",
            **(environment or {}),
        }
        flask("prepare", environment=settings)
        with start(settings) as site:
            yield site


def environment_for(settings: Mapping[str, str], folder: Path, url: str) -> dict[str, str]:
    """This process's environment with the site's settings: a test site unless they say else."""
    ours = {"NEWCOMER_ENV": "test", "INSTANCE": str(folder), "BASE_URL": url}
    return {**os.environ, "PYTHONUNBUFFERED": "1", **ours, **settings}


def flask(*arguments: str, environment: Mapping[str, str]) -> None:
    """Run one of the site's commands, such as `db upgrade`, with the settings in `environment`."""
    with tempfile.TemporaryDirectory(prefix="site-") as folder:
        result = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
            env=environment_for(environment, Path(folder), "http://127.0.0.1"),
            cwd=processes.ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
    if result.returncode:
        raise RuntimeError(f"flask {' '.join(arguments)} failed:\n{result.stdout}{result.stderr}")


def _answers(url: str) -> bool:
    with suppress(URLError, OSError), _open(url, timeout=5) as response:
        return bool(response.status == 200)
    return False
