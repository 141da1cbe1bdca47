#!/usr/bin/env python3
"""Makes the demo month anew: python3 assets/demo/make.py [speech|pictures|month|all]

Its results are committed, so nobody needs this to run Ringbook. It wants only Python's standard library; speech also
wants flite, espeak-ng, sox and lame, pictures want chromium and ImageMagick (Debian's packages of these names).
The script's notation is described in making/notation.py.
"""
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True

from making import notation  # noqa: E402


def speech():
    """media/*.mp3 and spoken.json: every sentence with the seconds at which it is heard."""
    from making import speech as studio
    spoken = {}
    for scene in notation.scenes(HERE / "script").values():
        sentences, seconds = studio.record(scene, HERE / "media" / f"{scene.name}.mp3")
        spoken[scene.name] = {"seconds": seconds, "sentences": sentences}
        print(f"{scene.name}: {len(sentences)} sentences, {seconds:.0f} s")
    rows = ",\n".join(f'  "{name}": {json.dumps(heard, ensure_ascii=False)}' for name, heard in spoken.items())
    (HERE / "spoken.json").write_text("{\n" + rows + "\n}\n")


def pictures():
    from making import pictures as studio
    studio.draw(HERE / "media")


def month():
    from making import month as desk
    desk.write(HERE)


if __name__ == "__main__":
    wanted = sys.argv[1:] or ["all"]
    (HERE / "media").mkdir(exist_ok=True)
    for step in (speech, pictures, month):
        if step.__name__ in wanted or "all" in wanted:
            step()
