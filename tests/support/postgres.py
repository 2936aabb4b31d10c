"""A PostgreSQL server of one's own: on a socket in a temporary folder, gone when the tests are.

    with postgres.cluster() as server:
        server.create_database("template")
        server.create_database("test_1", template="template")
        create_engine(server.url("test_1"))

Every pytest-xdist worker starts its own: that takes less than a second and shares nothing.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from tests.support import processes

# Fast and forgetful: nothing here outlives the test run.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}


def find_programs() -> Path | None:
    """The folder with initdb and postgres: on PATH, or the newest one where Debian keeps them."""
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda folder: int(folder.parent.name), default=None)


@dataclass(frozen=True)
class Cluster:
    folder: Path

    def url(self, database: str) -> str:
        """The address of a database as SQLAlchemy takes it."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create_database(self, name: str, template: str | None = None) -> str:
        """Make a database, empty or a copy of one that nobody is connected to; its URL."""
        command = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(template or "template0")
        )
        self._execute(command)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        self._execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )

    def answers(self) -> bool:
        with suppress(psycopg.OperationalError):
            self._execute(sql.SQL("SELECT 1"))
            return True
        return False

    def _execute(self, command: sql.SQL | sql.Composed) -> None:
        with psycopg.connect(
            host=str(self.folder), user="postgres", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(command)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running server with Nordic sorting rules; stopped and deleted at the end."""
    programs = find_programs()
    if programs is None:
        raise RuntimeError("No PostgreSQL programs on this machine: run `make machine`.")
    # PostgreSQL refuses to run as root: then the folder and the server are user postgres's.
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    try:
        if user:
            shutil.chown(folder, user, user)
        _run_initdb(programs, folder, user)
        log = folder / "log"
        options = [f"--{name}={value}" for name, value in SETTINGS.items()]
        command = [
            str(programs / "postgres"),
            "-D",
            str(folder / "data"),
            "-k",
            str(folder),
            *options,
        ]
        with log.open("wb") as output:
            process = subprocess.Popen(
                processes.ending_with_us(command, user=user, signal="INT"),
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd=folder,
            )
        try:
            running = Cluster(folder)
            processes.wait_until(running.answers, process, log, seconds=30)
            yield running
        finally:
            processes.stop(process, signal.SIGINT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run_initdb(programs: Path, folder: Path, user: str | None) -> None:
    command = [str(programs / "initdb"), "-D", str(folder / "data"), "--no-sync", "--auth=trust"]
    command += ["--username=postgres", "--encoding=UTF8", "--locale=C"]
    command += ["--locale-provider=icu", "--icu-locale=nb-NO"]
    subprocess.run(
        processes.ending_with_us(command, user=user), check=True, capture_output=True, cwd=folder
    )
