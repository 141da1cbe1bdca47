"""Draws the month's pictures: SVG scenes with lit textures, photographed by headless Chromium, kept as small JPEGs."""
import subprocess
import tempfile
from pathlib import Path

from . import papers, scenery

CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars"]
SIZE = (1040, 780)
# No picture is larger than this: a phone's picture on a slow line, and the binary carries them all.
LIMIT_BYTES = 60_000


def draw(media: Path, only=None):
    with tempfile.TemporaryDirectory() as folder:
        for name, make in scenery.SCENES.items():
            if only and name not in only:
                continue
            width, height = scenery.TALL if name in scenery.TALL_NAMES else SIZE
            page, shot = Path(folder) / f"{name}.html", Path(folder) / f"{name}.png"
            page.write_text(f'<!doctype html><meta charset="utf-8"><body style="margin:0;width:{width}px;height:{height}px;overflow:hidden;background:#777">'
                            + make(width, height) + "</body>")
            photograph(page, shot, width, height)
            compress(shot, media / f"{name}.jpg")
        for name, html in papers.PAPERS.items():
            if only and name not in only:
                continue
            page = Path(folder) / f"{name}.html"
            page.write_text(html)
            subprocess.run([*CHROMIUM, "--no-pdf-header-footer", f"--print-to-pdf={media / name}.pdf", page.as_uri()],
                           check=True, capture_output=True)


def photograph(page, shot, width, height):
    subprocess.run([*CHROMIUM, f"--screenshot={shot}", f"--window-size={width},{height}", page.as_uri()], check=True, capture_output=True)


def compress(shot, to):
    for quality in (78, 70, 62, 55, 48, 40):
        subprocess.run(["convert", shot, "-strip", "-sampling-factor", "4:2:0", "-interlace", "JPEG", "-quality", str(quality), to], check=True)
        if to.stat().st_size <= LIMIT_BYTES:
            return
    raise SystemExit(f"{to.name} stays above {LIMIT_BYTES} bytes")
