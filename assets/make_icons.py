#!/usr/bin/env python3
"""Makes assets/icons/ from icon.svg: python3 assets/make_icons.py (wants chromium and ImageMagick; results are committed)."""
import re
import struct
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ICONS = HERE / "icons"
CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
            "--disable-background-networking", "--default-background-color=00000000"]

# At 16 pixels two waves are mud: the small face has one, and a heavier spine.
SMALL = ('<circle cx="248" cy="256" r="34" fill="#0f6e63"/><path d="M312 182 a104 104 0 0 1 0 148" fill="none" stroke="#0f6e63" '
         'stroke-width="44" stroke-linecap="round"/>')


def tray(ink, unread=False):
    """The mark without its field, in one ink, the waves cut out; the dot stands free of it by a ring of nothing."""
    cut = '<circle cx="400" cy="112" r="136" fill="#000"/>' if unread else ""
    dot = f'<circle cx="400" cy="112" r="96" fill="{"#000000" if ink == "#000000" else "#e5484d"}"/>' if unread else ""
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512"><mask id="m"><rect width="512" height="512" fill="#fff"/>
    <circle cx="216" cy="256" r="36" fill="#000"/><path d="M292 168 a124 124 0 0 1 0 176" fill="none" stroke="#000" stroke-width="48" stroke-linecap="round"/>{cut}</mask>
    <g mask="url(#m)" fill="{ink}"><path d="M96 48 h16 v416 h-16 a48 48 0 0 1 -48 -48 V96 a48 48 0 0 1 48 -48 Z"/><path d="M144 48 h256 a64 64 0 0 1 64 64 v288 a64 64 0 0 1 -64 64 H144 Z"/></g>{dot}</svg>"""


def render(svg, size, to, folder):
    page = Path(folder) / "page.html"
    source = Path(folder) / "image.svg"
    source.write_text(svg)
    page.write_text(f'<body style="margin:0"><img src="{source.as_uri()}" width="{size}" height="{size}" style="display:block">')
    subprocess.run([*CHROMIUM, f"--screenshot={to}", f"--window-size={size},{size}", page.as_uri()], check=True, capture_output=True)
    subprocess.run(["convert", to, "-strip", "-define", "png:color-type=6", f"PNG32:{to}"], check=True)


def icns(pictures, to):
    """Apple's container: a kind, a length and the PNG, one after another."""
    body = b"".join(kind.encode() + struct.pack(">I", len(data) + 8) + data for kind, data in pictures)
    to.write_bytes(b"icns" + struct.pack(">I", len(body) + 8) + body)


def main():
    ICONS.mkdir(exist_ok=True)
    large = (HERE / "icon.svg").read_text()
    small = re.sub(r'<circle cx="232".*</g>', SMALL, large, flags=re.S)
    with tempfile.TemporaryDirectory() as folder:
        made = {}
        for size in (16, 24, 32, 48, 64, 128, 256, 512, 1024):
            made[size] = Path(folder) / f"{size}.png"
            render(small if size <= 24 else large, size, made[size], folder)
        for name, size in (("32x32", 32), ("128x128", 128), ("128x128@2x", 256), ("icon", 512)):
            (ICONS / f"{name}.png").write_bytes(made[size].read_bytes())
        subprocess.run(["convert", *[made[s] for s in (16, 24, 32, 48, 64, 256)], ICONS / "icon.ico"], check=True)
        icns([(kind, made[s].read_bytes()) for kind, s in (("ic11", 32), ("ic12", 64), ("ic07", 128), ("ic08", 256), ("ic09", 512), ("ic10", 1024))],
             ICONS / "icon.icns")
        for name, ink in (("tray", "#ffffff"), ("tray-template", "#000000")):
            for suffix, unread in (("", False), ("-unread", True)):
                render(tray(ink, unread), 64, ICONS / f"{name}{suffix}.png", folder)


if __name__ == "__main__":
    main()
