"""The engine run by hand: JSON in, JSON out, and broken input said plainly."""

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from newcomer.matching.__main__ import main
from newcomer.matching.mentors import Matcher
from tests.matching import reference
from tests.matching.support_jobs import best_both_ways, ids
from tests.support.processes import ROOT

INSTANCE = reference.mentor_instance(60, 25, 4, n_mun=8)
JOBS = reference.job_instance(60, 40, 4, n_mun=8)


@dataclass(frozen=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def run_program(*arguments: str, text: str = "") -> Done:
    """As from a shell."""
    command = [sys.executable, "-m", "newcomer.matching", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, input=text, capture_output=True, text=True, timeout=120
    )
    return Done(done.returncode, done.stdout, done.stderr)


def run(*arguments: str, text: str = "") -> Done:
    """The same in this process, which has loaded the engine already."""
    said, complained = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        redirect_stdout(said),
        redirect_stderr(complained),
    ):
        patch.setattr(sys, "stdin", io.StringIO(text))
        try:
            code = main(list(arguments))
        except SystemExit as wrong_arguments:
            code = int(wrong_arguments.code or 0)
    return Done(code, said.getvalue(), complained.getvalue())


@pytest.fixture
def path(tmp_path: Path) -> str:
    file = tmp_path / "instance.json"
    file.write_text(json.dumps(INSTANCE))
    return str(file)


def test_pairs_and_seconds_from_a_file_and_from_standard_input(path: str) -> None:
    answer = json.loads(run_program("mentors", path).stdout)
    assert answer["pairs"] == [list(pair) for pair in Matcher(INSTANCE).match().pairs()]
    assert 0 < answer["seconds"] < 10
    other = json.loads(run_program("mentors", "-", text=json.dumps(INSTANCE)).stdout)
    assert other["pairs"] == answer["pairs"]


def test_matching_again_with_locked_and_earlier_pairs(path: str, tmp_path: Path) -> None:
    first = run("mentors", path).stdout
    (tmp_path / "previous.json").write_text(first)
    pairs = json.loads(first)["pairs"]
    (tmp_path / "locked.json").write_text(json.dumps(pairs[:5]))
    again = run(
        "mentors",
        path,
        "--locked",
        str(tmp_path / "locked.json"),
        "--previous",
        str(tmp_path / "previous.json"),
    )
    assert json.loads(again.stdout)["pairs"] == pairs


def test_explaining_says_why_and_why_not(path: str) -> None:
    answer = json.loads(run("mentors", path, "--explain").stdout)
    assert len(answer["explanations"]) == len(answer["pairs"])
    assert len(answer["left_out"]) == len(INSTANCE["newcomers"]) - len(answer["pairs"])


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "an instance is a JSON object"),
        (json.dumps(INSTANCE | {"kind": "shift"}), "kind: mentor is expected"),
    ],
)
def test_broken_input_is_said_on_standard_error(text: str, complaint: str) -> None:
    done = run("mentors", "-", text=text)
    assert (done.returncode, done.stdout) == (2, "")
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there_and_a_kind_that_is_not_known(path: str) -> None:
    for arguments in (("mentors", "/nowhere.json"), ("mentors", path, "--locked", "/nowhere.json")):
        done = run(*arguments)
        assert done.returncode == 2
        assert "/nowhere.json" in done.stderr
    assert run_program("dances", path).returncode == 2


def test_the_best_jobs_and_profiles_from_a_file_and_from_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "jobs.json"
    file.write_text(json.dumps(JOBS))
    jobs, profiles = best_both_ways(JOBS)
    answer = json.loads(run_program("jobs", str(file)).stdout)
    assert 0 < answer.pop("seconds") < 10
    assert answer == {"jobs_for": ids(jobs), "profiles_for": ids(profiles)}
    other = json.loads(run("jobs", "-", text=json.dumps(JOBS)).stdout)
    assert other["jobs_for"] == answer["jobs_for"]
    three = json.loads(run("jobs", "-", "--top", "3", text=json.dumps(JOBS)).stdout)
    assert three["jobs_for"] == {one: found[:3] for one, found in answer["jobs_for"].items()}


def test_explaining_jobs_says_why_and_why_nobody() -> None:
    answer = json.loads(run("jobs", "-", "--explain", text=json.dumps(JOBS)).stdout)
    told = {(one["profile"], one["job"]): one for one in answer["explanations"]}
    forth = {(one, other) for one, found in answer["jobs_for"].items() for other in found}
    back = {(other, one) for one, found in answer["profiles_for"].items() for other in found}
    assert set(told) == forth | back
    assert all(one["score"] == sum(one["parts"].values()) for one in told.values())
    empty = [one for one, found in answer["jobs_for"].items() if not found]
    assert [one["profile"] for one in answer["left_out"]] == empty


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "not JSON"),
        ('{"kind": "job"', "not JSON"),
        ("null", "an instance is a JSON object"),
        (json.dumps(INSTANCE), "kind: job is expected"),
        (json.dumps({**JOBS, "jobs": None}), "jobs: a list is expected"),
        (json.dumps({**JOBS, "municipalities": []}), "profile p00000: municipality"),
    ],
)
def test_broken_jobs_are_said_on_standard_error(text: str, complaint: str) -> None:
    done = run("jobs", "-", text=text)
    assert (done.returncode, done.stdout) == (2, "")
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


def test_jobs_ask_for_a_file_that_is_there_and_a_number_that_makes_sense() -> None:
    assert "/nowhere.json" in run("jobs", "/nowhere.json").stderr
    for top in ("0", "-3", "many"):
        done = run("jobs", "-", "--top", top, text=json.dumps(JOBS))
        assert done.returncode == 2
        assert "top" in done.stderr
        assert "Traceback" not in done.stderr
