import { useQuery } from "@tanstack/react-query";
import { Phone } from "lucide-react";
import { useEffect, useEffectEvent, useId, useRef, useState, type ReactNode } from "react";
import { call } from "../../api/client";
import { ask } from "../../api/queries";
import type { Hit, Line } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { go, useRoute } from "../../lib/location";
import { rememberedStore } from "../../lib/remembered";
import { CONNECTION, HOME, toHash, withOpen } from "../../lib/routes";
import { failureSentence } from "../../parts/Failure";
import { fillDraft } from "../../parts/fillDraft";
import { PersonAvatar } from "../../parts/PersonAvatar";
import { writeIn } from "../../state/drafts";
import type { Begun, Recipient } from "../../state/newMessage";
import { tellProblem } from "../../state/toasts";
import { words } from "./words";
import css from "./NewMessage.module.css";

/** The line that was chosen last, for somebody with whom there is no conversation yet. */
const lastLine = rememberedStore<string | null>("ringbook.newMessage.line", (kept) => (typeof kept === "string" ? kept : null));

interface Entry {
  key: string;
  face: ReactNode;
  label: string;
  more: string;
  run: () => void;
}

/**
 * To whom, and from which line; then their conversation is open, whether there is anything in it or not. What a link from
 * outside asked for is only filled in: the line is chosen, and the words are sent, by a person.
 */
export function NewMessage({ asked, onClose }: { asked: Begun; onClose: () => void }) {
  const status = useQuery(ask("status", {}));
  const lines = status.data?.lines ?? [];
  const [recipient, setRecipient] = useState<Recipient | null>(asked.to);

  // Who goes elsewhere, by Back or by a link, has left the question behind; words that are being looked for go nowhere.
  const [place] = toHash(useRoute()).split("?");
  const [openedAt] = useState(place);
  const left = useEffectEvent(onClose);
  useEffect(() => {
    if (place !== openedAt) left();
  }, [place, openedAt]);

  const begin = (to: Recipient, lineId: string) => {
    lastLine.set(lineId);
    call("start_conversation", { lineId, to: to.number })
      .then(async ({ conversationId }) => {
        if (asked.text !== null) await fillDraft(conversationId, asked.text);
        writeIn.set(conversationId);
        onClose();
        go(withOpen(HOME, { kind: "thread", conversationId, itemId: null }));
      })
      .catch((error: unknown) => {
        setRecipient(null);
        tellProblem(failureSentence(error));
      });
  };
  const choose = (to: Recipient) => {
    const [only, ...others] = lines;
    if (only && others.length === 0) begin(to, only.id);
    else setRecipient(to);
  };
  return (
    <Dialog open onClose={onClose} title={words.title} place="top">
      {recipient
        ? <From key={lines.length > 0 ? "lines" : "none"} recipient={recipient} lines={lines} known={status.isSuccess} onClose={onClose} text={asked.text} onBack={() => { setRecipient(null); }} onWrite={(lineId) => { begin(recipient, lineId); }} />
        : <To onChoose={choose} />}
    </Dialog>
  );
}

/** Digits enough for a number that can be texted. */
function numberIn(text: string): string | null {
  return /^[+\d().\-\s]{7,24}$/.test(text) && text.replace(/\D/g, "").length >= 7 ? text : null;
}

function To({ onChoose }: { onChoose: (to: Recipient) => void }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const [contact, setContact] = useState<{ name: string; numbers: { label: string; value: string }[]; lineId: string | null } | null>(null);
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const asked = text.trim();
  const people = useQuery({
    ...ask("search", { query: asked, order: "relevance", group: "people", cursor: null, limit: 12, conversationId: null }),
    enabled: asked.length > 1,
    gcTime: 30_000,
    placeholderData: (previous) => previous,
  });

  const take = async (hit: Hit) => {
    if (hit.contactId === null) return;
    const card = await call("contact_card", { contactId: hit.contactId });
    const lineId = card.conversations[0]?.line.id ?? null;
    const [only, ...others] = card.phones;
    if (!only) return;
    if (others.length === 0) onChoose({ name: card.name, number: only.value, lineId });
    else {
      setAt(0);
      setContact({ name: card.name, numbers: card.phones, lineId });
    }
  };
  const number = numberIn(asked);
  const entries: Entry[] = [];
  if (contact) {
    for (const { label, value } of contact.numbers) {
      entries.push({ key: value, face: <Phone size={16} />, label: value, more: label, run: () => { onChoose({ name: contact.name, number: value, lineId: contact.lineId }); } });
    }
  } else {
    const hits = asked.length > 1 ? (people.data?.groups.find((group) => group.kind === "people")?.hits ?? []) : [];
    for (const hit of hits) {
      entries.push({
        key: hit.id, face: hit.person ? <PersonAvatar people={[hit.person]} size="s" /> : null, label: hit.title,
        more: [hit.person?.company, hit.person?.number].filter((one) => one && one !== hit.title).join(" · "),
        run: () => { take(hit).catch((error: unknown) => { tellProblem(failureSentence(error)); }); },
      });
    }
    if (number !== null) entries.push({ key: "number", face: <Phone size={16} />, label: words.textNumber(number), more: "", run: () => { onChoose({ name: number, number, lineId: null }); } });
  }
  const current = Math.min(at, entries.length - 1);
  const move = (by: number) => {
    if (entries.length === 0) return;
    const next = (current + by + entries.length) % entries.length;
    setAt(next);
    list.current?.querySelector(`[data-at="${next}"]`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <>
      <input
        className={css.field}
        role="combobox"
        aria-label={contact ? words.numbersOf(contact.name) : words.to}
        aria-expanded={entries.length > 0}
        aria-controls={listId}
        aria-activedescendant={entries.length > 0 ? `${listId}-${current}` : undefined}
        placeholder={contact ? contact.name : words.toHint}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        value={contact ? "" : text}
        onChange={(event) => {
          setContact(null);
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            move(event.key === "ArrowDown" ? 1 : -1);
          }
          if (event.key === "Enter") {
            event.preventDefault();
            entries[current]?.run();
          }
          if (event.key === "Escape" && contact) {
            event.preventDefault();
            event.stopPropagation();
            setContact(null);
          }
        }}
      />
      <div ref={list} id={listId} role="listbox" aria-label={contact ? words.numbersOf(contact.name) : words.people} className={css.list}>
        {entries.map((entry, index) => (
          <div key={entry.key} id={`${listId}-${index}`} data-at={index} role="option" aria-selected={index === current} className={css.entry} onClick={entry.run} onPointerMove={() => { setAt(index); }}>
            {entry.face}
            <span className={css.label}>{entry.label}</span>
            {entry.more ? <span className={css.more}>{entry.more}</span> : null}
          </div>
        ))}
      </div>
      {entries.length > 0 ? null : <p className={css.none} role="status">{asked.length > 1 && !people.isPending ? words.none : words.start}</p>}
    </>
  );
}

function From({ recipient, lines, known, text, onBack, onClose, onWrite }: { recipient: Recipient; lines: readonly Line[]; known: boolean; text: string | null; onBack: () => void; onClose: () => void; onWrite: (lineId: string) => void }) {
  const [lineId, setLineId] = useState(() => {
    const likely = [recipient.lineId, lastLine.get()].map((id) => lines.find((line) => line.id === id)).find(Boolean);
    return (likely ?? lines[0])?.id ?? "";
  });
  const id = useId();
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (lineId !== "") onWrite(lineId);
      }}
    >
      <p className={css.chosen}>
        <span><span className={css.name}>{words.to}</span> {words.chosen(recipient.name, recipient.number)}</span>
        <Button size="s" onClick={onBack}>{words.change}</Button>
      </p>
      <div className={css.line}>
        <label htmlFor={id} className={css.name}>{words.line}</label>
        {known && lines.length === 0 ? (
          <p id={id} className={css.hint} role="status">
            {words.noLine} <a href={toHash(CONNECTION)} onClick={onClose}>{words.toConnection}</a>
          </p>
        ) : (
          <select id={id} className={css.select} value={lineId} onChange={(event) => { setLineId(event.target.value); }}>
            {lines.map((line) => <option key={line.id} value={line.id}>{line.name === line.number ? line.name : `${line.name}, ${line.number}`}</option>)}
          </select>
        )}
      </div>
      {text === null ? null : (
        <figure className={css.draft}>
          <figcaption className={css.name}>{words.text}</figcaption>
          <blockquote className={css.words}>{text}</blockquote>
          <p className={css.hint}>{words.textHint}</p>
        </figure>
      )}
      {/* The way on has the focus: letters typed too early change nothing, least of all the line. */}
      <div className={css.ends}><Button look="main" type="submit" autoFocus disabled={lineId === ""}>{words.write}</Button></div>
    </form>
  );
}
