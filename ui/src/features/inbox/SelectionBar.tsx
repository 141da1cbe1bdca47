import { AlarmClock, Check, Mail, MailOpen, Pin, PinOff, RotateCcw, Tag, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { IconButton } from "../../components/Button";
import { count } from "../../lib/numbers";
import { useActions } from "../../state/actions";
import { useKeyLabel } from "../../state/keymap";
import type { Selected } from "./useSelected";
import { words } from "./words";
import css from "./InboxPane.module.css";

/** Comes along when it is first asked for. */
const TagDialog = lazy(async () => ({ default: (await import("./TagDialog")).TagDialog }));

/** In place of the list's title while conversations are selected: how many, and what can be done with all of them. */
export function SelectionBar({ selected, onClear }: { selected: Selected; onClear: () => void }) {
  const keys = {
    done: useKeyLabel("conversation.done"),
    unread: useKeyLabel("conversation.unread"),
    snooze: useKeyLabel("conversation.snooze"),
    pin: useKeyLabel("conversation.pin"),
    back: useKeyLabel("back"),
  };
  const [tagging, setTagging] = useState<"never" | "open" | "closed">("never");
  const tag = () => { setTagging("open"); };
  useActions([{ id: "conversation.tag", title: selected.title(words.tagThem), run: tag }]);
  return (
    <div role="toolbar" aria-label={words.selection} className={css.head} data-selecting>
      <IconButton label={words.clearSelection} keys={keys.back} icon={<X size={16} />} onClick={onClear} />
      <p className={css.selected} role="status">{words.selected(count(selected.size))}</p>
      <div className={css.filters}>
        <IconButton label={selected.allDone ? words.reopen : words.markDone} keys={keys.done} icon={selected.allDone ? <RotateCcw size={16} /> : <Check size={16} />} onClick={selected.done} />
        <IconButton label={words.snooze} keys={keys.snooze} icon={<AlarmClock size={16} />} onClick={selected.snooze} />
        <IconButton label={words.markRead} icon={<MailOpen size={16} />} onClick={selected.read} />
        <IconButton label={words.markUnread} keys={keys.unread} icon={<Mail size={16} />} onClick={selected.unread} />
        <IconButton label={selected.allPinned ? words.unpin : words.pin} keys={keys.pin} icon={selected.allPinned ? <PinOff size={16} /> : <Pin size={16} />} onClick={selected.pin} />
        <IconButton label={words.tagThem} icon={<Tag size={16} />} onClick={tag} />
      </div>
      {tagging === "never" ? null : <Suspense fallback={null}><TagDialog open={tagging === "open"} targets={selected.targets} title={selected.name} onClose={() => { setTagging("closed"); }} /></Suspense>}
    </div>
  );
}
