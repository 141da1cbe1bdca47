"""Speaks the scenes: one sentence at a time, its real length measured, laid on a track with natural pauses.

flite's voices (Debian package flite) sound like people on a telephone; the phone agent is espeak-ng, as it should sound.
What comes back for every sentence is where it truly begins and ends in the recording.
"""
import array
import random
import subprocess
import tempfile
import wave
from pathlib import Path

RATE = 16000
# voice, duration stretch, pitch shift in cents, over the telephone's band?
VOICES = {
    "dana": ("slt", 1.05, 0, False), "priya": ("slt", 1.0, 110, False), "sam": ("awb", 1.0, 0, False),
    "ray": ("rms", 1.0, -60, False), "walter": ("rms", 1.14, -170, True), "erin": ("slt", 0.98, 190, True),
    "linnea": ("slt", 0.9, 90, True), "raj": ("rms", 1.02, 60, True), "hannah": ("slt", 1.02, -130, True),
    "paula": ("slt", 1.0, -60, True), "simone": ("slt", 1.0, 60, True), "linda": ("slt", 1.06, -170, True),
    "bill": ("rms", 0.98, -30, True), "ophelia": ("slt", 1.1, -100, True), "ed": ("rms", 1.05, -220, True),
    "frank": ("awb", 1.0, -120, True), "ruth": ("slt", 1.12, -60, True), "amber": ("slt", 0.96, 130, True),
    "oscar": ("awb", 1.04, 90, True), "agent": ("espeak", 1.0, 0, False),
}


def speak(voice, text, folder):
    """Synthesises one sentence; 16-bit samples without the silence before and after."""
    name, stretch, cents, telephone = VOICES[voice]
    raw, done = folder / "raw.wav", folder / "done.wav"
    if name == "espeak":
        subprocess.run(["espeak-ng", "-v", "en-us+f3", "-s", "158", "-g", "4", "-w", raw, text], check=True)
    else:
        subprocess.run(["flite", "-voice", name, "--setf", f"duration_stretch={stretch}", "-t", text, "-o", raw], check=True)
    effects = ["pitch", str(cents)] if cents else []
    effects += ["highpass", "240", "lowpass", "3600"] if telephone else ["highpass", "110", "lowpass", "6200"]
    effects += ["norm", "-4" if telephone else "-3"]
    subprocess.run(["sox", "-V1", raw, "-r", str(RATE), "-c", "1", "-b", "16", done, *effects], check=True)
    with wave.open(str(done)) as f:
        samples = array.array("h", f.readframes(f.getnframes()))
    loud = [i for i in range(0, len(samples), 80) if max(map(abs, samples[i:i + 80]), default=0) > 260]
    return samples[max(0, loud[0] - 160):loud[-1] + 400]


def record(scene, to: Path):
    """Writes the scene's MP3 and returns its sentences with their seconds, and its whole length in seconds."""
    chance = random.Random(scene.name)
    track, placed, before = array.array("h"), [], None
    silence(track, 0.55 + chance.random() * 0.4, chance)
    with tempfile.TemporaryDirectory() as folder:
        for letter, said in scene.spoken:
            if letter is None:
                silence(track, said, chance)
                continue
            samples = speak(scene.voices[letter], said, Path(folder))
            if before is not None:
                pause = chance.uniform(0.42, 0.85) if before == letter else chance.uniform(0.3, 0.95)
                silence(track, pause, chance)
            start = len(track) / RATE
            track.extend(samples)
            placed.append({"letter": letter, "content": said, "start": round(start, 2), "end": round(len(track) / RATE, 2)})
            before = letter
        silence(track, 0.9, chance)
        whole = Path(folder) / "whole.wav"
        with wave.open(str(whole), "wb") as f:
            f.setnchannels(1), f.setsampwidth(2), f.setframerate(RATE)
            f.writeframes(track.tobytes())
        subprocess.run(["lame", "--quiet", "-m", "m", "--cbr", "-b", "24", "-q", "2", "--resample", "16", whole, to], check=True)
    return placed, round(len(track) / RATE, 2)


def silence(track, seconds, chance):
    """A quiet line is never digital nothing: a breath of noise keeps it alive."""
    track.extend(array.array("h", [chance.randint(-14, 14) for _ in range(int(seconds * RATE))]))
