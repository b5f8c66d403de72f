"""Plays clients with `ftpnat matrix` on the kernel network, and reads what became of each cell."""
import concurrent.futures
import datetime
import json
import os
import pathlib
import platform
import re
import shlex
import subprocess
import sys
import tempfile

import prepare
from catalogue import HERE, MODES, Wrong

FILE = "file.bin"
GOT, FAILED, WRONG, HUNG, ABSENT = "got", "failed", "silently wrong", "not ended", "not measured"
EACH = 2  # cells of a matrix at a time, so that there are several: one's slowest doesn't keep the others waiting
DATA_COMMAND = re.compile(r"server #\d+ (?:\(TLS\) )?< (PASV|EPSV|PORT|EPRT)\b")


class Launcher:
    """ftpnat.jar."""

    def __init__(self, jar):
        if not jar.is_file():
            raise Wrong(f"there is no {jar}: build it with `mvn -q -DskipTests package`, or name it with --jar")
        self.command = ["java", "-jar", str(jar.resolve())]

    def scenarios(self):
        """All that it has, in its order."""
        listed = subprocess.run([*self.command, "list"], check=True, capture_output=True, text=True).stdout
        return [line.split()[0] for line in listed.split("\n\n")[0].splitlines()]


def run(launcher, clients, ways, scenarios, packages, jobs, limit):
    """What became of each, as table.py keeps it: by way, and by client."""
    measured = {way: {} for way in ways}
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        (scratch / FILE).write_bytes(content())
        # The first run writes the archive of classes with which the others start sooner.
        play(launcher, "first", ["--scenarios", "DIRECT", "--", "true"], scratch)
        with concurrent.futures.ThreadPoolExecutor(max(1, jobs // EACH)) as pool:
            runs = []
            for client in clients:
                why = prepare.missing_here(client, packages)
                for way in ways:
                    if not client.commands[way]:
                        continue
                    measured[way][client.name] = heading(client, packages, why, limit)
                    runs += [
                        (client, way, mode, pool.submit(
                            matrix, launcher, client, way, mode, scenarios, packages, min(jobs, EACH), limit, scratch))
                        for mode in client.commands[way] if not why]
            for client, way, mode, each in runs:
                measured[way][client.name][mode] = each.result()
                print(f"{client.name:20} {way} {mode:6} {summary(measured[way][client.name][mode])}", flush=True)
    for way in ways:
        for name, entry in measured[way].items():
            if entry["missing"]:
                print(f"{name:20} {way} NOT MEASURED: {entry['missing']}", flush=True)
    return measured


def content():
    """Every byte, and every kind of line end, so that a transfer of type A is noticed."""
    return bytes(range(256)) * 400 + b"\r\n\n\r" * 100


def heading(client, packages, why, limit):
    return {
        "version": "" if why else prepare.version(client, packages),
        "date": datetime.date.today().isoformat(),
        "machine": f"Linux {platform.release().split('-')[0]}",
        "limit": limit,
        "missing": why or "",
    }


def matrix(launcher, client, way, mode, scenarios, packages, jobs, limit, scratch):
    """One client in all scenarios."""
    name = re.sub(r"\W+", "-", f"{client.name}-{way}-{mode}")
    report, ended = play(launcher, name, [
        "--own-directory", "--put" if way == "putting" else "--get", str(scratch / FILE),
        "--scenarios", ",".join(scenarios), "--jobs", str(jobs), "--timeout", f"{limit}s",
        # As Linux has it, so that it is the client's patience that is measured.
        "--connect-give-up", "127s", "--", *words(client.commands[way][mode], packages, scratch)], scratch)
    if ended.returncode not in (0, 1, 3):
        raise Wrong(f"{client.name}, {way}, {mode}: {ended.stderr.strip()}")
    results = json.loads((report / "compatibility.json").read_text())["results"]
    return {result["scenario"]: cell(result, report) for result in results}


def play(launcher, name, arguments, scratch):
    """Where the report of a matrix is, and how it has ended."""
    report = scratch / name
    home = scratch / (name + "-home")
    home.mkdir()
    command = [*launcher.command, "matrix", "--name", name, "--network", "kernel", "--report", str(report), *arguments]
    # Nothing of whoever measures is to be heard: .netrc, .wgetrc and the like.
    environment = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    environment.update(HOME=str(home), XDG_CONFIG_HOME=str(home), FTPNAT_CACHE=str(scratch / "cache"), LC_ALL="C.UTF-8")
    environment.pop("GITHUB_STEP_SUMMARY", None)
    return report, subprocess.run(command, env=environment, capture_output=True, text=True)


def words(command, packages, scratch):
    """Its words, with what this script knows and `ftpnat` doesn't in place of the braces."""
    known = {
        "packages": packages.resolve(), "drivers": HERE / "drivers", "python": sys.executable, "file": FILE,
        "source": scratch / FILE}
    return [re.sub(r"\{(%s)\}" % "|".join(known), lambda found: str(known[found[1]]), word) for word in
            shlex.split(command)]


def cell(result, report):
    """What is kept of one."""
    directory = report / "cells" / f"{result['scenario']}-{result['tls'].lower()}"
    outcome = outcome_of(result)
    events = directory / "events.txt"
    commands = DATA_COMMAND.findall(events.read_text(errors="replace")) if events.is_file() else []
    cause = result["diagnosis"].split(":")[0] if result["diagnosis"] else ""
    kept = {"outcome": outcome, "commands": " ".join(commands), "seconds": round(result["millis"] / 1000, 1)}
    if outcome == ABSENT:
        return {"outcome": outcome, "why": result["message"]}
    if outcome != GOT:
        kept["why"] = cause or last_words(result["message"])
    elif result["verdict"] != "PASSED":
        kept["why"] = "after a failure" + (": " + cause if cause else "")
    return kept


def outcome_of(result):
    if result["verdict"] == "ABORTED":
        return ABSENT
    message = result["message"].splitlines()
    if result["verdict"] == "PASSED":
        return GOT
    if result["verdict"] == "SILENTLY_WRONG":
        return WRONG if any(line.startswith(FILE + ": ") for line in message) else GOT
    return HUNG if " was ended after " in message[0] else FAILED


def last_words(message):
    """What the client said last, without what differs from run to run."""
    said = message.splitlines()[-1] if message else ""
    return re.sub(r"\S*/(\w+)/file\.bin", "file.bin", said)[:120]


def summary(cells):
    """A character for each cell, as in the table."""
    return "".join(MARKS[each["outcome"]] for each in cells.values())


MARKS = {GOT: "✓", FAILED: "✗", WRONG: "≠", HUNG: "H", ABSENT: "·"}
