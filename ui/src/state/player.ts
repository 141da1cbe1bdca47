import { Store } from "../lib/store";
import { mediaUrl } from "../api/client";
import type { Audio as Sound } from "../api/schema.gen";
import { words } from "./words";

/** What is playing. Positions are milliseconds of the call, over all its recordings. */
export interface PlayerState {
  /** Whose sound is loaded: a call or a voicemail. */
  trackId: string | null;
  playing: boolean;
  /** Asked to play, waiting for sound. */
  loading: boolean;
  positionMs: number;
  durationMs: number;
  rate: number;
  problem: string | null;
}

export const RATES = [0.75, 1, 1.25, 1.5, 1.75, 2] as const;

/** The app's one player: a single audio element, given a new address instead of being made anew. */
export const player = new Store<PlayerState>({
  trackId: null, playing: false, loading: false, positionMs: 0, durationMs: 0, rate: 1, problem: null,
});

let element: HTMLAudioElement | null = null;
let files: readonly Sound[] = [];
let index = -1;
let frame = 0;

/** Where the last of some recordings ends. */
export function totalLength(sounds: readonly Sound[]): number {
  return Math.max(0, ...sounds.map((sound) => sound.offsetMs + sound.durationMs));
}

function audio(): HTMLAudioElement {
  if (element) return element;
  element = new window.Audio();
  element.preload = "metadata";
  element.addEventListener("playing", () => { player.set((now) => ({ ...now, playing: true, loading: false, problem: null })); follow(); });
  element.addEventListener("pause", () => { player.set((now) => ({ ...now, playing: false, loading: false })); });
  element.addEventListener("waiting", () => { player.set((now) => ({ ...now, loading: true })); });
  element.addEventListener("seeked", readPosition);
  element.addEventListener("ended", () => { nextFile(); });
  element.addEventListener("error", () => { fail(element?.error?.code ?? 0); });
  return element;
}

function fail(code: number): void {
  if (!element?.getAttribute("src")) return;
  const problem =
    code === MediaError.MEDIA_ERR_DECODE
      ? words.cannotDecode
      : code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED
        ? words.notSupported
        : words.notRead;
  player.set((now) => ({ ...now, playing: false, loading: false, problem }));
}

function readPosition(): void {
  const sound = files[index];
  if (!element || !sound) return;
  const positionMs = sound.offsetMs + element.currentTime * 1000;
  player.set((now) => ({ ...now, positionMs }));
}

function follow(): void {
  cancelAnimationFrame(frame);
  const step = () => {
    readPosition();
    if (player.get().playing) frame = requestAnimationFrame(step);
  };
  frame = requestAnimationFrame(step);
}

function nextFile(): void {
  const next = files[index + 1];
  if (next) playFrom(next.offsetMs);
  else player.set((now) => ({ ...now, playing: false, positionMs: now.durationMs }));
}

function openFile(at: number): boolean {
  const playable = files.findLastIndex((sound) => sound.offsetMs <= at && sound.mediaId !== "");
  const target = playable < 0 ? files.findIndex((sound) => sound.mediaId !== "") : playable;
  const sound = files[target];
  if (!sound) return false;
  if (target !== index) {
    index = target;
    audio().src = mediaUrl(sound.mediaId);
  }
  audio().defaultPlaybackRate = player.get().rate;
  audio().playbackRate = player.get().rate;
  audio().currentTime = Math.max(0, at - sound.offsetMs) / 1000;
  return true;
}

function playFrom(at: number): void {
  if (!openFile(at)) return;
  player.set((now) => ({ ...now, loading: true, positionMs: at }));
  // A refused play() is reported by "error", or was overtaken by a pause; both are told by events.
  audio().play().catch(() => { player.set((now) => ({ ...now, loading: false })); });
}

/** Makes a call or voicemail the one that the player plays; a loaded one keeps its position. */
export function load(trackId: string, sounds: readonly Sound[]): void {
  if (player.get().trackId === trackId) {
    files = sounds;
    return;
  }
  element?.pause();
  element?.removeAttribute("src");
  files = [...sounds].sort((a, b) => a.offsetMs - b.offsetMs);
  index = -1;
  player.set((now) => ({ ...now, trackId, playing: false, loading: false, positionMs: 0, durationMs: totalLength(sounds), problem: null }));
}

/** What somebody has asked to hear, and when: their hand starts it, and never an address that is opened again. */
export const toHear = new Store<{ trackId: string; at: number; askedAt: number } | null>(null);

/** So long may a page take to come; what comes later plays nothing unasked. */
const PATIENCE_MS = 15_000;

/** Asks to hear something as soon as its page is there. To be called where a key or a button is pressed. */
export function askToHear(trackId: string, at: number): void {
  toHear.set({ trackId, at, askedAt: performance.now() });
  // Engines let an element sound that was touched by a person's hand, and the page may come too late for that.
  if (!audio().getAttribute("src")) audio().load();
}

/** Plays what was asked for, if it is this. */
export function playAsked(trackId: string): void {
  const asked = toHear.get();
  if (asked?.trackId !== trackId) return;
  toHear.set(null);
  if (performance.now() - asked.askedAt < PATIENCE_MS) play(asked.at);
}

/** Plays what is loaded, from `at` if given. */
export function play(at?: number): void {
  const { positionMs, durationMs } = player.get();
  const from = at ?? (positionMs >= durationMs - 50 ? 0 : positionMs);
  playFrom(from);
}

export function pausePlaying(): void {
  element?.pause();
}

export function togglePlaying(): void {
  if (player.get().playing) pausePlaying();
  else play();
}

/** Moves to a position and goes on as before. */
export function seek(at: number): void {
  const { durationMs, playing } = player.get();
  const target = Math.min(Math.max(0, at), durationMs);
  if (playing) playFrom(target);
  else if (openFile(target)) player.set((now) => ({ ...now, positionMs: target }));
}

export function skip(by: number): void {
  seek(player.get().positionMs + by);
}

/** Sets the speed; who remembers it is the caller's business. */
export function setRate(rate: number): void {
  if (element) {
    element.playbackRate = rate;
    element.defaultPlaybackRate = rate;
  }
  player.set((now) => ({ ...now, rate }));
}
