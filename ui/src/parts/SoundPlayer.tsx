import { Pause, Play, RotateCcw, RotateCw } from "lucide-react";
import type { Audio } from "../api/schema.gen";
import { IconButton } from "../components/Button";
import { Menu, MenuChoice } from "../components/Menu";
import { Waveform } from "../components/Waveform";
import { length } from "../lib/dates";
import { usePicked } from "../lib/store";
import { useKeyLabel } from "../state/keymap";
import { load, player, play, pausePlaying, RATES, seek, skip, totalLength } from "../state/player";
import { playerWords } from "./playerWords";
import { useSpeed } from "./useSpeed";
import css from "./SoundPlayer.module.css";

interface Props {
  trackId: string;
  /** "Voicemail from Dana", spoken. */
  label: string;
  sounds: readonly Audio[];
  /** One line in a thread, or the whole bar of a call's page. */
  layout: "inline" | "bar";
}

/** Plays recordings with the app's one audio element. */
export function SoundPlayer({ trackId, label, sounds, layout }: Props) {
  const mine = usePicked(player, (now) => now.trackId === trackId);
  const playing = usePicked(player, (now) => now.trackId === trackId && now.playing);
  const position = usePicked(player, (now) => (now.trackId === trackId ? now.positionMs : 0));
  const problem = usePicked(player, (now) => (now.trackId === trackId ? now.problem : null));
  const durationMs = totalLength(sounds);
  const reason = unplayable(sounds) ?? problem;
  const back10 = useKeyLabel("call.back10");
  const forward10 = useKeyLabel("call.forward10");

  const begin = (at?: number) => {
    load(trackId, sounds);
    play(at);
  };
  const moveTo = (at: number) => {
    if (!mine) load(trackId, sounds);
    seek(at);
  };

  const button = (
    <button type="button" className={css.play} data-large={layout === "bar" || undefined} aria-label={playing ? playerWords.pause(label) : playerWords.play(label)} disabled={unplayable(sounds) !== null} onClick={() => { if (playing) pausePlaying(); else begin(); }}>
      {playing ? <Pause size={layout === "bar" ? 18 : 14} fill="currentColor" /> : <Play size={layout === "bar" ? 18 : 14} fill="currentColor" />}
    </button>
  );
  const wave = (
    <Waveform label={playerWords.position(label)} peaks={joinPeaks(sounds, durationMs)} positionMs={position} durationMs={durationMs} onSeek={moveTo} disabled={unplayable(sounds) !== null} small={layout === "inline"} />
  );

  return (
    <div className={css.player}>
      {layout === "inline" ? (
        <div className={css.inline}>
          {button}
          <div className={css.wave}>{wave}</div>
          <span className={css.time}>{length(position > 0 ? position : durationMs)}</span>
        </div>
      ) : (
        <div className={css.bar}>
          {button}
          <div className={css.wave}>{wave}</div>
          <div className={css.controls}>
            <span className={css.time}>{`${length(position)} / ${length(durationMs)}`}</span>
            <IconButton label={playerWords.back10} keys={back10} icon={<RotateCcw size={16} />} onClick={() => { load(trackId, sounds); skip(-10_000); }} />
            <IconButton label={playerWords.forward10} keys={forward10} icon={<RotateCw size={16} />} onClick={() => { load(trackId, sounds); skip(10_000); }} />
            <Speed />
          </div>
        </div>
      )}
      {reason ? <p className={css.problem} data-state={sounds[0]?.state} role="status">{reason}</p> : null}
    </div>
  );
}

/** The speed, remembered with the settings. */
function Speed() {
  const { rate, choose } = useSpeed();
  return (
    <Menu trigger={<button type="button" className={css.speed} aria-label={playerWords.speed(rate)}>{`${rate}×`}</button>}>
      <MenuChoice
        value={String(rate)}
        choices={RATES.map((one) => ({ value: String(one), label: `${one}×` }))}
        onChoose={(value) => { choose(Number(value)); }}
      />
    </Menu>
  );
}

/** Why none of it can be played, if so. */
export function unplayable(sounds: readonly Audio[]): string | null {
  if (sounds.some((sound) => sound.state === "here" && sound.mediaId !== "")) return null;
  const first = sounds[0];
  if (!first) return playerWords.none;
  if (first.state === "fetching" || first.state === "renewing") return playerWords.fetching;
  if (first.state === "waiting") return playerWords.waiting;
  return first.reason ?? playerWords.failed;
}

/** The bars of all recordings on one time line. */
function joinPeaks(sounds: readonly Audio[], durationMs: number): number[] {
  const only = sounds[0];
  if (sounds.length === 1 && only && only.offsetMs === 0) return only.peaks;
  if (durationMs === 0 || sounds.every((sound) => sound.peaks.length === 0)) return [];
  const bars = new Array<number>(400).fill(0);
  for (const sound of sounds) {
    const from = Math.floor((sound.offsetMs / durationMs) * bars.length);
    const width = Math.max(1, Math.round((sound.durationMs / durationMs) * bars.length));
    for (let bar = 0; bar < width && from + bar < bars.length; bar += 1) {
      bars[from + bar] = sound.peaks[Math.floor((bar / width) * sound.peaks.length)] ?? 0;
    }
  }
  return bars;
}
