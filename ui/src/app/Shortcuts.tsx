import { Dialog } from "../components/Dialog";
import { Keys } from "../components/Keys";
import { useStore } from "../lib/store";
import { actions, keyLabel, type Action } from "../state/actions";
import { words } from "./words";
import css from "./Shortcuts.module.css";

const SECTIONS: readonly Action["section"][] = ["Go to", "List", "Conversation", "Contact", "Text", "Recording", "Ringbook"];

/** Keys that always work, whatever is on screen; the others are read from what is registered now. */
const ALWAYS: readonly Pick<Action, "title" | "section" | "keys">[] = [
  { title: "All actions", section: "Ringbook", keys: ["mod+k"] },
  { title: "Undo the last change", section: "Ringbook", keys: ["z"] },
  { title: "Next and previous", section: "List", keys: ["j", "k"] },
  { title: "Open", section: "List", keys: ["enter"] },
  { title: "Back", section: "List", keys: ["escape"] },
  { title: "Mark as done", section: "Conversation", keys: ["e"] },
  { title: "Mark as unread", section: "Conversation", keys: ["u"] },
  { title: "Write a reply", section: "Conversation", keys: ["r"] },
  { title: "Find in this conversation", section: "Conversation", keys: ["mod+shift+f"] },
  { title: "Show or hide the contact", section: "Conversation", keys: ["i"] },
  { title: "Send", section: "Text", keys: ["mod+enter"] },
  { title: "Play or pause", section: "Recording", keys: ["space"] },
  { title: "Back or forward 10 seconds", section: "Recording", keys: ["shift+arrowleft", "shift+arrowright"] },
];

/** The sheet of all keys. */
export function Shortcuts({ open, onClose }: { open: boolean; onClose: () => void }) {
  return <Dialog open={open} onClose={onClose} title={words.shortcuts}><Sheet /></Dialog>;
}

function Sheet() {
  const known = useStore(actions);
  const shown: Pick<Action, "title" | "section" | "keys">[] = [...ALWAYS];
  for (const action of known) {
    if (action.hidden || action.keys.length === 0) continue;
    const taken = shown.some((one) => one.title === action.title || action.keys.every((key) => one.keys.includes(key)));
    if (!taken) shown.push(action);
  }
  return (
    <div className={css.sheet}>
      {SECTIONS.map((section) => {
        const rows = shown.filter((one) => one.section === section);
        if (rows.length === 0) return null;
        return (
          <section key={section} className={css.section}>
            <h3 className={css.heading}>{section}</h3>
            <dl>
              {rows.map((row) => (
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
