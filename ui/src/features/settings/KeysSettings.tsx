import { useContext, useEffect, useRef, useState } from "react";
import { Button } from "../../components/Button";
import { Keys } from "../../components/Keys";
import { useStore } from "../../lib/store";
import { ACTION_IDS, ACTIONS, SECTIONS, type ActionId } from "../../state/actionTable";
import { announce } from "../../state/announcer";
import { keyLabel, keymap, keysOf, ownerOf, pressed, resetAllKeys, resetKeys, setKeys, whyNot } from "../../state/keymap";
import { tell } from "../../state/toasts";
import { Found, SearchContext } from "./Setting";
import { words } from "./words";
import css from "./Keys.module.css";

/** Every action with its key, and the way to another one. */
export function KeysSettings() {
  const chosen = useStore(keymap);
  const { found } = useContext(SearchContext);
  const [recording, setRecording] = useState<ActionId | null>(null);
  const changed = Object.keys(chosen).length;
  const resetAll = () => {
    resetAllKeys();
    tell(words.allReset, () => { keymap.set(chosen); });
  };
  return (
    <div className={css.keys}>
      <div className={css.top}>
        <p className={css.hint}>{words.keysHint}{changed > 0 ? ` ${words.resetAllHint(changed)}` : ""}</p>
        <Button size="s" disabled={changed === 0} onClick={resetAll}>{words.resetAll}</Button>
      </div>
      {SECTIONS.map((section) => {
        const ids = ACTION_IDS.filter((id) => ACTIONS[id].section === section && found.has(`key ${id}`));
        if (ids.length === 0) return null;
        return (
          <div key={section} className={css.group}>
            <h3 className={css.heading}>{section}</h3>
            <ul>
              {ids.map((id) => (
                <KeyRow
                  key={id}
                  id={id}
                  keys={keysOf(id, chosen)}
                  changed={chosen[id] !== undefined}
                  recording={recording === id}
                  onRecord={(on) => { setRecording(on ? id : null); }}
                />
              ))}
            </ul>
          </div>
        );
      })}
    </div>
  );
}

function KeyRow({ id, keys, changed, recording, onRecord }: { id: ActionId; keys: readonly string[]; changed: boolean; recording: boolean; onRecord: (on: boolean) => void }) {
  const { title } = ACTIONS[id];
  const change = useRef<HTMLButtonElement>(null);
  const end = (back: boolean) => {
    onRecord(false);
    if (back) requestAnimationFrame(() => { change.current?.focus(); });
  };
  const take = (next: readonly string[]) => {
    setKeys(id, next);
    announce(words.keyNow(title, next.map(keyLabel).join(", ") || words.noKey));
    end(true);
  };
  return (
    <li className={css.row} data-recording={recording || undefined}>
      <span className={css.title}><Found text={title} /></span>
      {recording ? (
        <Recorder id={id} onTake={take} onEnd={end} />
      ) : (
        <>
          <span className={css.caps}>{keys.length === 0 ? <span className={css.none}>{words.noKey}</span> : keys.map((key) => <Keys key={key} keys={keyLabel(key)} />)}</span>
          <span className={css.buttons}>
            {changed ? <Button size="s" look="quiet" aria-label={words.resetOf(title)} onClick={() => { resetKeys(id); announce(words.keyNow(title, keysOf(id).map(keyLabel).join(", ") || words.noKey)); change.current?.focus(); }}>{words.reset}</Button> : null}
            <Button size="s" ref={change} aria-label={words.changeOf(title)} onClick={() => { onRecord(true); }}>{words.change}</Button>
          </span>
        </>
      )}
    </li>
  );
}

/** Waits for a key. One that another action has is taken only when that is said twice. */
function Recorder({ id, onTake, onEnd }: { id: ActionId; onTake: (keys: readonly string[]) => void; onEnd: (back: boolean) => void }) {
  const [key, setKey] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  // The keys go where the focus is, and what is said about them must be seen: the row grows as it is said.
  useEffect(() => { box.current?.focus(); }, []);
  useEffect(() => { box.current?.closest("li")?.scrollIntoView({ block: "nearest" }); }, [key]);
  const refused = key === null ? null : whyNot(key);
  const owner = key === null || refused !== null ? null : ownerOf(key, id);
  const said = key === null ? words.press : refused !== null ? words.refused[refused](keyLabel(key)) : owner !== null ? words.conflict(keyLabel(key), ACTIONS[owner].title) : words.press;
  return (
    <div
      className={css.recorder}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) onEnd(false);
      }}
    >
      <div
        ref={box}
        role="textbox"
        aria-readonly="true"
        tabIndex={0}
        aria-label={words.press}
        aria-describedby="keys-said"
        className={css.press}
        data-problem={refused !== null || owner !== null || undefined}
        onKeyDown={(event) => {
          const { nativeEvent } = event;
          // Tab leads on to the buttons, as everywhere.
          if (nativeEvent.isComposing || event.key === "Tab") return;
          event.preventDefault();
          event.stopPropagation();
          nativeEvent.stopImmediatePropagation();
          const next = pressed(nativeEvent);
          if (next === null) return;
          if (next === "escape") {
            onEnd(true);
            return;
          }
          if (whyNot(next) === null && ownerOf(next, id) === null) onTake([next]);
          else setKey(next);
        }}
      >
        <span id="keys-said" role="status">{said}</span>
        {key === null ? <span className={css.hint}>{words.pressHint}</span> : null}
      </div>
      <span className={css.buttons}>
        {key !== null && owner !== null ? <Button size="s" look="main" onClick={() => { onTake([key]); }}>{words.takeIt}</Button> : null}
        <Button size="s" onClick={() => { onTake([]); }}>{words.without}</Button>
        <Button size="s" onClick={() => { onEnd(true); }}>{words.cancel}</Button>
      </span>
    </div>
  );
}
