"""Turns the written threads into deliveries as Quo's 2026-03-30 webhooks send them, and writes the JSON files.

Times stay symbolic until the demo runs: a delivery has `when` ({"day": working day before today, "ms": since midnight in
Chicago} or {"ago": ms before now}); inside a body "{{t}}" is the delivery's own moment and "{{t-12.5}}" 12.5 s before it.
Words that depend on the calendar stay too: "{{day+2}}", "{{tom}}", "{{date+6}}".
"""
import json
import random
import re
from pathlib import Path

from . import envelopes, notation
from .envelopes import LINES, TEAM

MEDIA = {"img": ("jpg", "image/jpeg"), "pdf": ("pdf", "application/pdf")}


class Clock:
    """The running time of a thread: a working day and a minute, or minutes before now."""

    def __init__(self, seed):
        self.day, self.minute = None, 0.0
        self.chance = random.Random(seed)

    def tick(self, line):
        if line.minute is not None:
            self.day, self.minute = line.day, line.minute
        elif line.gap is not None:
            self.minute += line.gap
        else:
            self.minute += self.chance.choice([0.7, 1.2, 1.8, 2.4, 3.1, 4.6, 6.3])
        self.minute += self.chance.uniform(0.0, 0.9) if line.minute is None or line.minute >= 0 else 0.0
        return self.at(0)

    def at(self, seconds):
        """A moment `seconds` after this one, as the player reads it."""
        minute = self.minute + seconds / 60.0
        if self.day == 0:
            return {"ago": round(-minute * 60_000)}
        return {"day": self.day, "ms": round(minute * 60_000)}


def write(here: Path):
    people = notation.people(here / "script" / "people.txt")
    spoken = json.loads((here / "spoken.json").read_text())
    scenes = notation.scenes(here / "script")
    book = envelopes.Book(people, spoken, scenes)
    deliveries = [envelopes.contact(p) for p in people.values()]
    items = 0
    for path in sorted((here / "script").glob("threads-*.txt")):
        for thread in notation.threads(path):
            clock, made = Clock(f"{path.name}{thread.who}{thread.line}"), Thread(book, thread)
            for line in thread.lines:
                clock.tick(line)
                made.add(line, clock, deliveries)
                items += 1
    deliveries.sort(key=lambda d: sort_key(d["when"]))
    for number, delivery in enumerate(deliveries):
        delivery["order"] = number
        settle_ids(delivery, str(number))
    check(deliveries)
    head = {"label": "Sample data", "organization": envelopes.ORGANIZATION, "users": TEAM, "lines": LINES}
    rows = ",\n".join("  " + compact(d) for d in deliveries)
    (here / "month.json").write_text(compact(head)[:-1] + ',"deliveries":[\n' + rows + "\n]}\n")
    print(f"month.json: {items} timeline items, {len(deliveries)} deliveries")
    live(here, book)


def live(here: Path, book):
    """live.json: scenes of arrivals; `after_s` counts from the scene before, `at_ms` from the scene's beginning."""
    out, scene = [], None
    for row in (here / "script" / "live.txt").read_text().splitlines():
        if m := re.match(r"@ (\d+)( again)?$", row):
            scene = {"after_s": int(m[1]), "again": bool(m[2]), "rows": []}
            out.append(scene)
        elif row and not row.startswith("#"):
            scene["rows"].append(row)
    for number, scene in enumerate(out):
        folder, rows, deliveries = here / "script", scene.pop("rows"), []
        name = folder / f".live-{number}"
        name.write_text("\n".join(rows) + "\n")
        try:
            for thread in notation.threads(name):
                clock, made = Clock(f"live{number}"), Thread(book, thread)
                clock.day = 0
                for line in thread.lines:
                    clock.minute += (line.gap or 0.0) / 60.0
                    made.add(line, clock, deliveries)
        finally:
            name.unlink()
        for at, delivery in enumerate(sorted(deliveries, key=lambda d: -d["when"]["ago"])):
            delivery["at_ms"] = -delivery.pop("when")["ago"]
            settle_ids(delivery, f"live{number}.{at}")
        scene["deliveries"] = sorted((salted(d) for d in deliveries), key=lambda d: d["at_ms"])
    rows = ",\n".join("  " + compact(s) for s in out)
    (here / "live.json").write_text('{"scenes":[\n' + rows + "\n]}\n")
    print(f"live.json: {len(out)} scenes")


def salted(delivery):
    """A scene may come again, in this run or the next: the end of what it makes up is "{{salt}}", new every time."""
    text = re.sub(r"(EV[0-9a-f]{24}|ACx[0-9a-f]{23}|VMx[0-9a-f]{2}|REx[0-9a-f]{2})[0-9a-f]{8}(?![0-9a-f])", r"\1{{salt}}", compact(delivery))
    return json.loads(text)


class Thread:
    """Writes one conversation's lines down as deliveries."""

    def __init__(self, book, thread):
        self.book, self.user = book, thread.user
        self.place = book.place(thread.who, thread.line)

    def add(self, line, clock, deliveries):
        if line.rest.startswith("* "):
            deliveries += self.book.call(self.place, line.rest[2:].split(), self.user, clock)
            return
        m = re.match(r"(?:([a-z]+) )?(<|>)([a-z])?:? ?(.*)", line.rest)
        if not m:
            raise SystemExit(f"{line.where}: not understood: {line.rest}")
        name, arrow, letter, text = m.groups()
        if letter and letter not in notation.USERS:
            raise SystemExit(f"{line.where}: nobody is called {letter}")
        media = [{"type": MEDIA[kind][1], "url": f"{{{{media}}}}/{name}.{MEDIA[kind][0]}"}
                 for kind, name in re.findall(r"\[(img|pdf):([a-z0-9-]+)\]", text)]
        failed = re.search(r"\[failed ?(\d*)\]", text)
        text = re.sub(r"\s*\[(img|pdf|failed)[^\]]*\]", "", text).strip()
        text = re.sub(r"\{(d\+(\d+)|tom|date(?:\+(\d+))?)\}", calendar, text).replace("\\n", "\n")
        if arrow == "<":
            deliveries.append(self.book.received(self.place, name, text, media, clock))
        else:
            self.user = notation.USERS[letter] if letter else self.user
            deliveries.append(self.book.sent(self.place, self.user or "dana", text, media, failed and failed[1], bool(failed), clock))


def calendar(m):
    if m[1] == "tom":
        return "{{tom}}"
    if m[1].startswith("d+"):
        return f"{{{{day+{m[2]}}}}}"
    return f"{{{{date+{m[3] or 0}}}}}"


def settle_ids(delivery, seed):
    delivery["body"] = {"id": envelopes.digest("EV", seed), **delivery["body"]}


def sort_key(when):
    return (1, -when["ago"]) if "ago" in when else (0, when["day"] * 86_400_000 + when["ms"])


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def check(deliveries):
    """What would spoil the demo: an id a secret scanner stops at, a real number, an hour nobody works, a lost picture."""
    whole = json.dumps(deliveries)
    assert not re.search(r"AC[0-9a-f]{32}", whole)
    for number in set(re.findall(r"\+1\d{10}", whole)):
        assert re.fullmatch(r"\+1\d{3}55501\d\d", number), number
    for delivery in deliveries:
        when = delivery["when"]
        assert when.get("ago", 60_000) >= 60_000, delivery
        if "ms" in when and "+13125550199" not in json.dumps(delivery):
            hour = when["ms"] / 3_600_000
            assert 6 <= hour < 24 or 24 <= hour < 26, (when, delivery["body"]["type"])
