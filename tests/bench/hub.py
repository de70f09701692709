"""Take a class of simulated students through a real JupyterHub on this machine, and print what it took.

    python tests/bench/hub.py --students 20 --every 6

Run it with the Python of an environment made as deploy/hub/requirements.txt says; it is not part of `make test`. Each
student logs in, follows a link of nbgitpuller, opens a lesson in JupyterLab's own way, runs all its cells, answers its
quiz as the widget in the browser does, and asks Python for the score. All stay logged in until the last is done; then
memory is read. There is no browser, so a browser's own time and memory are not counted.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from quiz_driver import right_response  # noqa: E402

from coursekit.notebooks import text_of  # noqa: E402
from coursekit.project import lessons  # noqa: E402
from coursekit.quiz.bank import find_bank, questions_of, read_bank  # noqa: E402

PASSWORD = "for-this-run-only"
WAIT = 600
"""Seconds that one step may take: a machine that is busy is slow, not broken."""

SETTINGS = """
c.JupyterHub.bind_url = "http://127.0.0.1:{ports[0]}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{ports[1]}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{ports[2]}"
c.ConfigurableHTTPProxy.command = ["{proxy}"]
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = "{password}"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{folder}/homes/{{username}}"
c.Spawner.cmd = ["{bin}/jupyterhub-singleuser"]
c.Spawner.args = ["--allow-root"]
c.Spawner.default_url = "/lab"
c.Spawner.start_timeout = c.Spawner.http_timeout = {wait}
c.JupyterHub.tornado_settings = {{"slow_spawn_timeout": 0}}
"""


@dataclass
class Student:
    """A student, and what was measured: seconds by step, memory in bytes, and what went wrong."""

    name: str
    lesson: Path
    seconds: dict[str, float] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @contextmanager
    def timed(self, step: str):
        """Note how long a step took."""
        start = time.monotonic()
        yield
        self.seconds[step] = time.monotonic() - start


@dataclass
class Kernel:
    """A student's kernel, spoken to through the hub's proxy."""

    socket: object

    async def send(self, kind: str, content: dict) -> str:
        """Send one message and return its id."""
        identity = uuid.uuid4().hex
        header = {"msg_id": identity, "msg_type": kind, "session": "s", "username": "u", "version": "5.3", "date": ""}
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
        await self.socket.write_message(json.dumps(message))
        return identity

    async def run(self, code: str, ask: str = "") -> tuple[str, str]:
        """Run code; return what failed, if anything, and the value of an expression asked for."""
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": True}
        identity = await self.send("execute_request", {**content, "user_expressions": {"ask": ask} if ask else {}})
        reply, idle = None, False
        while not (reply and idle):
            text = await asyncio.wait_for(self.socket.read_message(), WAIT)
            if text is None:
                return "the connection to the kernel was closed", ""
            message = json.loads(text)
            if message["parent_header"].get("msg_id") != identity:
                continue
            if message["msg_type"] == "execute_reply":
                reply = message["content"]
            idle = idle or message["content"].get("execution_state") == "idle"
        if reply["status"] != "ok":
            return f"{reply.get('ename')}: {reply.get('evalue')}", ""
        answer = reply.get("user_expressions", {}).get("ask", {})
        return "", answer.get("data", {}).get("text/plain", "").strip("'\"")


async def attend(student: Student, base: str, repository: Path) -> None:
    """Do all that a student does, and note what fails."""
    try:
        async with httpx.AsyncClient(follow_redirects=True, timeout=WAIT) as client:
            await _attend(student, client, base, repository)
    except Exception as error:  # whatever it is, it is what this run is for
        student.faults.append(f"{type(error).__name__}: {error}")


async def _attend(student: Student, client: httpx.AsyncClient, base: str, repository: Path) -> None:
    here = f"{base}/user/{student.name}"
    with student.timed("JupyterLab's page after logging in"):
        await client.get(f"{base}/hub/login")
        form = {"username": student.name, "password": PASSWORD, "_xsrf": _cookie(client, "_xsrf", "/hub/")}
        (await client.post(f"{base}/hub/login", data=form)).raise_for_status()
        await client.get(f"{base}/hub/spawn")
        while not (page := await client.get(f"{here}/lab")).is_success or "/hub/" in page.url.path:
            await asyncio.sleep(0.25)
    with student.timed("course fetched by the link"):
        asked = f"repo={quote(repository.as_uri())}&targetpath=course&branch={branch(repository)}"
        pulled = await client.get(f"{here}/git-pull/api?{asked}")
        if '"finished"' not in pulled.text:
            student.faults.append(f"not fetched: {pulled.text[-300:]}")
            return
    with student.timed("lesson opened, kernel ready"):
        path = f"course/notebooks/{student.lesson.name}"
        cells = (await client.get(f"{here}/api/contents/{path}")).raise_for_status().json()["content"]["cells"]
        body = {"path": path, "name": "", "type": "notebook", "kernel": {"name": "python3"}}
        token = {"X-XSRFToken": _cookie(client, "_xsrf", f"/user/{student.name}/")}
        session = (await client.post(f"{here}/api/sessions", json=body, headers=token)).raise_for_status().json()
        cookies = "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar if one.path in f"{here}/")
        address = f"{here.replace('http', 'ws', 1)}/api/kernels/{session['kernel']['id']}/channels"
        kernel = Kernel(await websocket_connect(HTTPRequest(address, headers={"Cookie": cookies, "Origin": base})))
        student.faults += filter(None, [(await kernel.run("None"))[0]])
    with student.timed("all cells run"):
        for cell in cells:
            if cell["cell_type"] == "code" and (fault := (await kernel.run(text_of(cell["source"])))[0]):
                student.faults.append(f"{cell['id']}: {fault}")
    with student.timed("quiz answered, graded by Python"):
        student.faults += filter(None, [await take_quiz(student, kernel)])


async def take_quiz(student: Student, kernel: Kernel) -> str:
    """Answer every question rightly, one after the other, through the widget's channel; return what went wrong."""
    fault, model = await kernel.run("None", ask="quiz.model_id")
    if fault or not model:
        return fault or "no quiz in the lesson"
    questions = questions_of(read_bank(find_bank(student.lesson.stem, ROOT)), None)
    answers: dict[str, dict] = {}
    for question in questions:
        response = right_response(question)
        if response is None:
            continue
        answers[question.id] = {"response": response, "checked": True, "tries": 1, "time": "2026-01-01T00:00:00Z"}
        data = {"method": "update", "state": {"answers": answers}, "buffer_paths": []}
        await kernel.send("comm_msg", {"comm_id": model, "data": data})
    fault, score = await kernel.run("None", ask="f\"{quiz.score['answered']} {quiz.score['points']:g}\"")
    possible = sum(question.points for question in questions)
    wanted = f"{len(answers)} {possible:g}"
    return fault or ("" if score == wanted else f"score: {score!r}, not {wanted!r}")


def branch(repository: Path) -> str:
    """Return the branch that a clone of a repository starts with."""
    command = ["git", "-C", str(repository), "symbolic-ref", "--short", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _cookie(client: httpx.AsyncClient, name: str, path: str) -> str:
    return next(one.value or "" for one in client.cookies.jar if (one.name, one.path) == (name, path))


def owners() -> dict[int, str]:
    """Return whose process each of this machine's is: a student's name, or `hub` for all else below this one."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            variables = dict(
                one.split("=", 1) for one in (folder / "environ").read_text().split("\0") if one.count("=")
            )
        except OSError:
            continue
        if variables.get("COURSE_TRIAL") == str(os.getpid()):
            found[int(folder.name)] = variables.get("JUPYTERHUB_USER", "hub")
    return found


def memory(pid: int) -> tuple[int, int]:
    """Return a process's share of memory (PSS) and the most it ever held (peak RSS), in bytes."""
    try:
        shares = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        status = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0, 0
    share = sum(int(line.split()[1]) for line in shares if line.startswith("Pss:"))
    peak = sum(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    return share * 1024, peak * 1024


def weigh(students: list[Student]) -> int:
    """Note each student's memory; return that of hub and proxy, PSS in bytes."""
    by_name = {student.name: student for student in students}
    rest = 0
    for pid, owner in owners().items():
        share, peak = memory(pid)
        if owner not in by_name:
            rest += share
            continue
        kept = by_name[owner].memory
        kept["PSS"] = kept.get("PSS", 0) + share
        kept["peak"] = kept.get("peak", 0) + peak
    return rest


def free_ports(count: int) -> list[int]:
    """Return ports that nobody listens at."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


@contextmanager
def hub(folder: Path, proxy: str):
    """Start a hub in a folder; yields its address. Ends it, and what it started, at the end."""
    ports = free_ports(3)
    values = {"ports": ports, "proxy": proxy, "password": PASSWORD, "folder": folder, "wait": WAIT}
    settings = folder / "jupyterhub_config.py"
    settings.write_text(SETTINGS.format(**values, bin=Path(sys.executable).parent), encoding="utf-8")
    (folder / "homes").mkdir()
    clean = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "COURSEKIT_ROOT")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {"PATH": path, "COURSE_TRIAL": str(os.getpid())}
    settings.write_text(
        settings.read_text(encoding="utf-8") + f"c.Spawner.environment = {{'COURSE_TRIAL': '{os.getpid()}'}}\n",
        encoding="utf-8",
    )
    with (folder / "hub.log").open("w") as log:
        command = [sys.executable, "-m", "jupyterhub", "-f", str(settings)]
        server = subprocess.Popen(command, cwd=folder, env=clean | own, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{ports[0]}"
    try:
        for _ in range(WAIT):
            try:
                if httpx.get(f"{address}/hub/api/", timeout=5).is_success:
                    break
            except httpx.HTTPError:
                pass
            if server.poll() is not None:
                sys.exit((folder / "hub.log").read_text()[-3000:])
            time.sleep(1)
        yield address
    finally:
        server.terminate()  # the hub ends the students' servers and the proxy
        try:
            server.wait(timeout=120)
        except subprocess.TimeoutExpired:
            server.kill()


async def lesson_time(students: list[Student], base: str, repository: Path, every: float) -> None:
    """Let the students come, one each so many seconds, and wait until all are done."""

    async def come(number: int, student: Student) -> None:
        await asyncio.sleep(number * every)
        await attend(student, base, repository)
        steps = ", ".join(f"{step} {spent:.1f} s" for step, spent in student.seconds.items())
        told = "; ".join(student.faults) or "no failure"
        print(f"{student.name}, {student.lesson.stem}: {steps}; {told}", file=sys.stderr, flush=True)

    await asyncio.gather(*(come(number, student) for number, student in enumerate(students)))


def table(students: list[Student], rest: int, load: list[float]) -> str:
    """Return what was measured, as a table in Markdown."""
    lines = [f"| {len(students)} students | median | worst |", "| --- | --: | --: |"]
    for step in students[0].seconds:
        spent = [student.seconds[step] for student in students if step in student.seconds]
        lines.append(f"| {step}, s | {statistics.median(spent):.1f} | {max(spent):.1f} |")
    for kind, words in (("PSS", "memory a student, all at once (PSS)"), ("peak", "the most a student held (peak RSS)")):
        held = [student.memory.get(kind, 0) / 2**20 for student in students]
        lines.append(f"| {words}, MiB | {statistics.median(held):.0f} | {max(held):.0f} |")
    lines.append(f"| hub and proxy (PSS), MiB | {rest / 2**20:.0f} | |")
    lines.append(f"| failures | {sum(len(student.faults) for student in students)} | |")
    lines.append(f"| load of the machine, {os.cpu_count()} cores | {statistics.median(load):.1f} | {max(load):.1f} |")
    return "\n".join(lines)


async def _watch(load: list[float]) -> None:
    while True:
        load.append(os.getloadavg()[0])
        await asyncio.sleep(5)


async def _class(students: list[Student], base: str, repository: Path, every: float) -> list[float]:
    load: list[float] = []
    watch = asyncio.create_task(_watch(load))
    await lesson_time(students, base, repository, every)
    watch.cancel()
    return load


def main() -> int:
    """Run the class and print the table; the exit status is 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=20, help="how many (default: 20)")
    parser.add_argument("--every", type=float, default=6, help="seconds between two that come (default: 6)")
    parser.add_argument("--proxy", default=shutil.which("configurable-http-proxy"), help="configurable-http-proxy")
    options = parser.parse_args()
    if not options.proxy:
        sys.exit("configurable-http-proxy is missing: see deploy/hub/requirements.txt, or name it with --proxy")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        repository = folder / "course.git"
        subprocess.run(["git", "clone", "--quiet", "--bare", str(ROOT), str(repository)], check=True)
        chosen = lessons(ROOT)
        students = [Student(f"student-{n + 1:02}", chosen[n % len(chosen)]) for n in range(options.students)]
        with hub(folder, str(Path(options.proxy).resolve())) as base:
            load = asyncio.run(_class(students, base, repository, options.every))
            rest = weigh(students)
        if any(student.faults for student in students):
            shutil.copy(folder / "hub.log", "hub.log")
            print("the hub's messages are in hub.log", file=sys.stderr)
    print(table(students, rest, load))
    return 1 if any(student.faults for student in students) else 0


if __name__ == "__main__":
    sys.exit(main())
