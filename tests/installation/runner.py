"""A runner of workflows in small: a job begins in an empty folder, its commands are run, and then all is forgotten.

Actions are done as far as commands can tell: a checkout is a clone, an artifact is a copy that is kept.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import yaml

_VALUE = re.compile(r"('[^']*')|\b((?:github|inputs|secrets|vars|needs|steps)(?:\.[\w-]+)+)")
_EXPRESSION = re.compile(r"\$\{\{ *(.*?) *\}\}")


@dataclass
class Run:
    """What is known of one run of a workflow: what was asked of people, and what each job did and showed."""

    asked: list[str] = field(default_factory=list)
    outcomes: dict[str, str] = field(default_factory=dict)
    summary: str = ""
    log: str = ""
    artifacts: dict[str, Path] = field(default_factory=dict)


@dataclass
class Runner:
    """Runs the workflows of a repository, with programs on its PATH and what the repository's settings hold."""

    repository: Path
    folder: Path
    environment: dict[str, str]
    secrets: dict[str, str] = field(default_factory=dict)
    ready: set[str] = field(default_factory=set)
    """What was installed on this machine, and would be installed again in the same way."""
    _numbers: Callable[[], int] = field(default_factory=lambda: partial(next, count(1)))

    def run(self, name: str, *, ref: str = "main", base: str = "", **inputs: str) -> Run:
        """Run a workflow as it is on a branch; ``base`` is the branch that a pull request would change."""
        text = self.git("show", f"{ref}:.github/workflows/{name}.yml")
        workflow, done = yaml.safe_load(text), Run()
        values = {
            "github.ref_name": ref,
            "github.event.repository.default_branch": "main",
            "github.event.pull_request.base.sha": base and self.git("rev-parse", base).strip(),
            "github.server_url": "https://github.com",
            "github.repository": "parish/news",
            "github.token": "token of the run",
            "github.triggering_actor": "anna",
            **{f"inputs.{key}": value for key, value in inputs.items()},
        }
        for key, job in workflow["jobs"].items():
            self._run_job(key, job, values, done)
        return done

    def run_action(self, action: Path, **inputs: str) -> Run:
        """Run the action in a folder as one step of a job on the main branch."""
        described, done = yaml.safe_load((action / "action.yml").read_text(encoding="utf-8")), Run()
        given = {name: option.get("default", "") for name, option in described["inputs"].items()} | inputs
        known = {"github.ref_name": "main", **{f"inputs.{name}": value for name, value in given.items()}}
        checkout = {"uses": "actions/checkout", "name": "Fetch the repository"}
        self.environment = self.environment | {"GITHUB_ACTION_PATH": str(action)}
        done.outcomes["action"] = self._run_steps(
            [checkout, *described["runs"]["steps"]], self._make_workspace(), known, done
        )
        return done

    def git(self, *arguments: str) -> str:
        """Run git in the repository."""
        command = ["git", *arguments]
        ran = subprocess.run(  # noqa: S603  # our own
            command, cwd=self.repository, env=self.environment, capture_output=True, text=True, check=True
        )
        return ran.stdout

    def _run_job(self, key: str, job: dict[str, Any], values: Mapping[str, str], done: Run) -> None:
        needs = [job["needs"]] if isinstance(job.get("needs"), str) else job.get("needs", [])
        known = {**values, **{f"needs.{name}.result": done.outcomes[name] for name in needs}}
        is_fine = all(done.outcomes[name] == "success" for name in needs)
        if not _decide(job.get("if"), known, is_fine=is_fine):
            done.outcomes[key] = "skipped"
            return
        if "environment" in job and job["environment"] == "sending":
            done.asked.append(key)
            known |= {f"secrets.{name}": value for name, value in self.secrets.items()}
        done.outcomes[key] = self._run_steps(job["steps"], self._make_workspace(), known, done)

    def _make_workspace(self) -> Path:
        """Make the folder that a job begins in, empty, and the one for what it needs in between."""
        workspace = self.folder / f"job-{self._numbers()}"
        (workspace / "checkout").mkdir(parents=True)
        (workspace / "temp").mkdir()
        return workspace

    def _run_steps(self, steps: Iterable[dict[str, Any]], place: Path, known: dict[str, str], done: Run) -> str:
        outcome = "success"
        for step in steps:
            if not _decide(step.get("if"), known, is_fine=outcome == "success"):
                continue
            code = self._use(step, place, known, done) if "uses" in step else self._execute(step, place, known, done)
            if "id" in step:
                known[f"steps.{step['id']}.outcome"] = "failure" if code else "success"
            if code and not step.get("continue-on-error"):
                outcome = "failure"
        return outcome

    def _execute(self, step: dict[str, Any], place: Path, known: dict[str, str], done: Run) -> int:
        if step["run"] in self.ready:
            return 0
        given = {name: _fill(str(value), known) for name, value in step.get("env", {}).items()}
        summary = place / "summary.md"
        ours = {"GITHUB_WORKSPACE": place / "checkout", "RUNNER_TEMP": place / "temp", "GITHUB_STEP_SUMMARY": summary}
        more = {"GITHUB_REPOSITORY": "parish/news", "GITHUB_ACTIONS": "true", "CI": "true"}
        ran = subprocess.run(  # noqa: S603  # our own
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],  # noqa: S607  # a runner's own
            cwd=place / "checkout" / _fill(step.get("working-directory", "."), known),
            env=self.environment | {name: str(path) for name, path in ours.items()} | more | given,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        done.log += f"# {step['name']}\n{ran.stdout}"
        if summary.exists():
            done.summary += summary.read_text(encoding="utf-8")
            summary.unlink()
        if step["name"] == "Install the program" and not given and not ran.returncode:
            self.ready.add(step["run"])
        return ran.returncode

    def _use(self, step: dict[str, Any], place: Path, known: Mapping[str, str], done: Run) -> int:
        action, options = step["uses"].partition("@")[0], step.get("with", {})
        if action == "actions/checkout":
            target = place / "checkout" / options.get("path", "")
            ref = _fill(options.get("ref", ""), known) or known["github.ref_name"]
            self.git("worktree", "add", "--quiet", "--force", "--detach", str(target), ref)
        elif action in {"actions/upload-artifact", "actions/upload-pages-artifact"}:
            name = options.get("name", "github-pages")
            done.artifacts[name] = place / "artifacts" / name
            shutil.copytree(place / "checkout" / options["path"], done.artifacts[name])
        else:
            assert action in {"actions/setup-python", "actions/deploy-pages"}
        return 0


def _decide(condition: str | None, known: Mapping[str, str], *, is_fine: bool) -> bool:
    """Evaluate an ``if:``; without a function that asks for the state, a step or job follows only upon success."""
    if condition is None:
        return is_fine
    phrase = _VALUE.sub(lambda found: found[1] or repr(known.get(found[2], "")), condition)
    phrase = re.sub(r"!(?=\w)", " not ", phrase.replace("&&", " and ").replace("||", " or "))
    names = {
        "always": lambda: True,
        "cancelled": lambda: False,
        "contains": lambda everything, one: one in everything,
        "fromJSON": json.loads,
    }
    holds = bool(eval(" ".join(phrase.split()), {"__builtins__": {}}, names))  # noqa: S307  # of our own workflows
    return holds and (is_fine or "always()" in condition or "cancelled()" in condition)


def _fill(text: str, known: Mapping[str, str]) -> str:
    return _EXPRESSION.sub(lambda found: known.get(found[1], ""), text)
