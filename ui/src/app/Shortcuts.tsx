import { Button } from "../components/Button";
import { Dialog } from "../components/Dialog";
import { Keys } from "../components/Keys";
import { go } from "../lib/location";
import { useStore } from "../lib/store";
import { actions, keyLabel, keysOfAction } from "../state/actions";
import { ACTION_IDS, ACTIONS, isActionId, SECTIONS, type Section } from "../state/actionTable";
import { keymap, keysOf } from "../state/keymap";
import { words } from "./words";
import css from "./Shortcuts.module.css";

/** The sheet of all keys, as they are now. */
export function Shortcuts({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title={words.shortcuts}>
      <Sheet />
      <footer className={css.foot}>
        <Button size="s" onClick={() => { onClose(); go({ screen: "settings", section: "keys" }); }}>{words.changeKeys}</Button>
      </footer>
    </Dialog>
  );
}

interface Row {
  title: string;
  section: Section;
  keys: readonly string[];
}

function Sheet() {
  const chosen = useStore(keymap);
  const registered = useStore(actions);
  const rows: Row[] = [
    ...ACTION_IDS.map((id) => ({ title: ACTIONS[id].title, section: ACTIONS[id].section, keys: keysOf(id, chosen) })),
    // What a screen has for itself alone.
    ...registered.filter((action) => !isActionId(action.id) && action.hidden !== true).map((action) => ({ title: action.title, section: action.section, keys: keysOfAction(action) })),
  ];
  return (
    // The sheet scrolls by key, so it must be reachable by key.
    <div className={css.sheet} tabIndex={0} role="region" aria-label={words.shortcuts}>
      {SECTIONS.map((section) => {
        const mine = rows.filter((one) => one.section === section && one.keys.length > 0);
        if (mine.length === 0) return null;
        return (
          <section key={section} className={css.section}>
            <h3 className={css.heading}>{section}</h3>
            <dl>
              {mine.map((row) => (
                <div key={row.title} className={css.row}>
                  <dt>{row.title}</dt>
                  <dd className={css.keys}>{row.keys.map((key) => <Keys key={key} keys={keyLabel(key)} />)}</dd>
                </div>
              ))}
            </dl>
          </section>
        );
      })}
    </div>
  );
}
