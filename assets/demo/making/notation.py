"""Reads the hand-written script: people, threads, spoken scenes.

The notation of threads-*.txt and live.txt, line by line:

    = KEY LINE USER [alt]     a conversation: who (a key of people.txt, a number, or keys joined with +),
                              on which line (main, sales, emergency), who of the team usually writes
    -9 14:02 REST             a working day before today and the time in Chicago; hours above 24 are the night after
    0 -75 REST                75 minutes before now
    +35 REST                  35 minutes (in live.txt: seconds) after the line before
    REST                      some minutes after the line before
  where REST is
    < text  /  NAME < text    they write (NAME in a group)
    > text  /  >d text        we write (d Dana, s Sam, r Ray, p Priya)
    * in missed, * out answered s 2:10, * in rec=SCENE, …    a call
  and text may hold {d+2} (name of the second working day after), {tom}, {date+6}, [img:NAME], [pdf:NAME],
  [failed CODE] and a backslash-n for a new line.
"""
import re
from dataclasses import dataclass, field
from pathlib import Path

USERS = {"d": "dana", "s": "sam", "r": "ray", "p": "priya"}


@dataclass
class Person:
    key: str
    first: str
    last: str
    company: str
    role: str
    numbers: list
    email: str
    address: str
    source: str
    day: int


@dataclass
class Line:
    """One written line: when (day and minute, or minutes ago), and what happens."""

    day: int
    minute: float | None
    gap: float | None
    rest: str
    where: str


@dataclass
class Thread:
    who: list
    line: str
    user: str | None
    lines: list = field(default_factory=list)


@dataclass
class Scene:
    """A spoken scene: sentences as (letter, text) or silences as (None, seconds)."""

    name: str
    kind: str
    voices: dict
    summary: list = field(default_factory=list)
    steps: list = field(default_factory=list)
    jobs: list = field(default_factory=list)
    spoken: list = field(default_factory=list)


def people(path):
    found = {}
    for row in path.read_text().splitlines():
        if not row or row.startswith("#"):
            continue
        key, first, last, company, role, numbers, email, address, source, day = [c.strip() for c in row.split("|")]
        found[key] = Person(key, first, last, company, role, numbers.split(), email, address, source, int(day))
    return found


def threads(path):
    """Yields the threads of one file, each line with its written time."""
    thread = None
    for number, row in enumerate(path.read_text().splitlines(), 1):
        if not row.strip() or row.startswith("#"):
            continue
        if row.startswith("= "):
            if thread:
                yield thread
            who, line, user, *rest = row[2:].split()
            thread = Thread([w + ("/alt" if "alt" in rest else "") for w in who.split("+")] if not who.startswith("+") else [who],
                            line, USERS.get(user))
            continue
        where = f"{path.name}:{number}"
        if m := re.match(r"(-\d+|0) (-\d+|\d+:\d\d) (.*)", row):
            day, clock, rest = int(m[1]), m[2], m[3]
            if clock.startswith("-"):
                minute = float(clock)
            else:
                hours, minutes = clock.split(":")
                minute = int(hours) * 60.0 + int(minutes)
            thread.lines.append(Line(day, minute, None, rest, where))
        elif m := re.match(r"\+(\d+) (.*)", row):
            thread.lines.append(Line(0, None, float(m[1]), m[2], where))
        else:
            thread.lines.append(Line(0, None, None, row, where))
    if thread:
        yield thread


def scenes(folder: Path):
    """All spoken scenes by name; the long one has its sentences in a file of its own."""
    found, scene = {}, None
    for row in (folder / "calls.txt").read_text().splitlines():
        if row.startswith("## "):
            name, kind, voices = [c.strip() for c in row[3:].split("|")]
            scene = Scene(name, kind, dict(v.split("=") for v in voices.split()))
            found[name] = scene
        elif not row or row.startswith("#"):
            continue
        elif row.startswith("~ "):
            scene.summary.append(row[2:])
        elif row.startswith("! "):
            scene.steps.append(row[2:])
        elif row.startswith("= "):
            name, value = row[2:].split(": ")
            scene.jobs.append((name, value))
        else:
            scene.spoken.append(sentence(row))
    for row in (folder / "consultation.txt").read_text().splitlines():
        if row and not row.startswith("#"):
            letter, said = sentence(row)
            found["consultation"].spoken.append(({"W": "C", "D": "T"}.get(letter), said))
    return found


def sentence(row):
    if m := re.fullmatch(r"\(([\d.]+)\)", row):
        return (None, float(m[1]))
    letter, said = row.split(": ", 1)
    return (letter, said)
