"""Jenkins, read over its JSON API: the builds of all jobs below a job or folder, with commits, causes and stages.

Each job remembers the newest build that is known and those that were still running; what is new and what was
running is read. Jenkins throws old builds away; what was read of them stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from headrace.connectors.ground.clearing import Place
from headrace.connectors.ground.contract import Connector, Document, Finding, Page, Setting
from headrace.connectors.ground.deploying import DEPLOYMENTS
from headrace.connectors.ground.environments import PRODUCTION
from headrace.connectors.ground.http_client import Access, Refused
from headrace.connectors.jenkins.build import parse_build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from headrace.connectors.ground.contract import Cursor
    from headrace.connectors.ground.http_client import Client
    from headrace.eventlog.model import Batch

_PER_PAGE = 50
_JOBS = "fullName,jobs[fullName,jobs[fullName,jobs[fullName]]]"
_BUILD = (
    "number,result,building,timestamp,duration,displayName,keepLog,"
    "actions[_class,causes[_class,upstreamProject,upstreamBuild],"
    "lastBuiltRevision[SHA1,branch[name]],remoteUrls],"
    "changeSets[kind,items[commitId]],changeSet[kind,items[commitId]]"
)
_STAGE = ("id", "name", "status", "startTimeMillis", "durationMillis", "pauseDurationMillis")


class Jenkins(Connector):
    """Builds of Jenkins' jobs; a scope is a job, or a folder with all jobs below it."""

    kind = "jenkins"
    title = "Jenkins"
    settings = (
        Setting("url", "Address of Jenkins?", example="https://jenkins.example.org"),
        Setting("user", "Name of the token's account?"),
        Setting("token", "API token?", secret=True),
        Setting(
            "jobs",
            "Full names of jobs or folders (empty: all it may read)?",
            default="",
            example="shop, pay/web",
        ),
        DEPLOYMENTS,
        PRODUCTION,
    )

    def access(self) -> Access:
        """Return Basic with the account and its token."""
        token = self.given["token"]
        return Access(self.given["url"], auth=(self.given["user"], token), secrets=(token,))

    def scopes(self, client: Client) -> Sequence[str]:
        """Return the named jobs and folders, or all at the top."""
        named = self.listed("jobs")
        if named:
            return named
        listed = client.get("api/json", {"tree": "jobs[fullName]"}).body
        return sorted(str(job["fullName"]) for job in listed["jobs"])

    def preflight(self, client: Client) -> Iterator[Finding]:
        """Try the token, and each job or folder."""
        scopes = self.scopes(client)
        yield Finding("Token", True, "It is valid.")
        for scope in scopes:
            try:
                jobs = _jobs(client, scope)
            except Refused as problem:
                if problem.ends_source:
                    raise
                yield Finding(scope, False, f"Its builds will be missing: {problem.fact}")
                continue
            yield Finding(scope, True, f"Its jobs can be read: {len(jobs):,}." if jobs else "It has no jobs.")

    def collect(self, client: Client, scope: str, cursor: Cursor) -> Iterator[Page]:
        """Yield what is new in each job, the oldest build first."""
        jobs = _jobs(client, scope)
        # A job that is not there any more needs no place; a branch of that name would begin anew.
        cursor = {job: place for job, place in cursor.items() if job in set(jobs)}
        for job in jobs:
            place = cursor.get(job, {"known": 0, "open": []})
            listed = (
                client.get(f"{_path(job)}/api/json", {"tree": "allBuilds[number]"}).body.get("allBuilds")
                or ()
            )
            numbers = [int(build["number"]) for build in listed]
            wanted = sorted(n for n in numbers if n > place["known"] or n in place["open"])
            for start in range(0, len(wanted), _PER_PAGE):
                some = wanted[start : start + _PER_PAGE]
                documents = [_document(client, job, build) for build in _builds(client, job, some, numbers)]
                running = [d.body["number"] for d in documents if d.body.get("building")]
                still = [n for n in place["open"] if n not in some and n in numbers]
                place = {"known": max([place["known"], *some]), "open": sorted({*still, *running})}
                cursor = {**cursor, job: place}
                yield Page(documents, cursor)
        yield Page([], cursor)

    def place(self, document: Document) -> Place:
        """Return a build's number in its job; none for one that is to be kept forever."""
        told = document.body
        return Place(str(told.get("job")), None if told.get("keepLog") else int(told["number"]))

    def parse(self, document: Document, batch: Batch, person: Callable[[str], str]) -> None:  # noqa: ARG002
        """Write a build with its stages, and what it deployed."""
        parse_build(
            document.body, self.given["url"], batch, self.listed("deployments"), self.listed("production")
        )


def _jobs(client: Client, scope: str) -> list[str]:
    """Return the full names of all jobs at or below a job or folder; a folder is what can have jobs."""
    found, waiting = [], [client.get(f"{_path(scope)}/api/json", {"tree": _JOBS}).body]
    while waiting:
        one = waiting.pop()
        if "jobs" not in one:
            found.append(str(one["fullName"]))
            continue
        for below in one["jobs"]:
            if below.get("jobs") and any("jobs" in deeper for deeper in below["jobs"]):
                # A tree that is asked for ends somewhere; below that it is asked for again.
                waiting.append(client.get(f"{_path(below['fullName'])}/api/json", {"tree": _JOBS}).body)
            else:
                waiting.append(below)
    return sorted(set(found))


def _path(job: str) -> str:
    return "/".join(f"job/{quote(part, safe='')}" for part in job.split("/"))


def _builds(client: Client, job: str, wanted: Sequence[int], numbers: Sequence[int]) -> list[dict[str, Any]]:
    """Return builds: as a part of the list where they stand, or one by one when the list has moved."""
    first, last = numbers.index(wanted[-1]), numbers.index(wanted[0])
    found: dict[int, dict[str, Any]] = {}
    if last - first < 2 * len(wanted):
        tree = f"allBuilds[{_BUILD}]{{{first},{last + 1}}}"
        listed = client.get(f"{_path(job)}/api/json", {"tree": tree}).body.get("allBuilds") or ()
        found = {int(build["number"]): build for build in listed}
    for number in wanted:
        if number not in found:
            try:
                found[number] = client.get(f"{_path(job)}/{number}/api/json", {"tree": _BUILD}).body
            except Refused as problem:
                if problem.status != 404:
                    raise
    return [found[number] for number in wanted if number in found]


def _document(client: Client, job: str, build: dict[str, Any]) -> Document:
    body = {**build, "job": job, "stages": []}
    if str(build.get("_class", "")).endswith("WorkflowRun"):
        try:
            told = client.get(f"{_path(job)}/{build['number']}/wfapi/describe").body
        except Refused as problem:
            if problem.status != 404:
                raise
            told = None
        stages = (told or {}).get("stages") or ()
        body["stages"] = [{name: stage[name] for name in _STAGE if name in stage} for stage in stages]
    return Document("build", f"{job} #{build['number']}", body)


CONNECTOR = Jenkins
