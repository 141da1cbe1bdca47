import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useId, useState } from "react";
import { ask } from "../../api/queries";
import type { Hit } from "../../api/schema.gen";
import { IconButton } from "../../components/Button";
import { Marked } from "../../components/Marked";
import { PersonAvatar } from "../PersonAvatar";
import { words } from "./words";
import css from "./FollowUps.module.css";

/** Somebody whom a follow-up is about. */
export interface Chosen {
  name: string;
  contactId: string | null;
  conversationId: string | null;
}

/** Asks whom it is about: a name or number is found as it is typed. `fits` leaves out who cannot be meant. */
export function PersonField({ chosen, onChoose, label = words.person, hint = words.personHint, nobody = words.noPerson, fits = () => true, autoFocus = false }: {
  chosen: Chosen | null;
  onChoose: (chosen: Chosen | null) => void;
  label?: string;
  hint?: string;
  /** What taking the choice back is called. */
  nobody?: string;
  fits?: (hit: Hit) => boolean;
  autoFocus?: boolean;
}) {
  const id = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const asked = text.trim();
  const people = useQuery({
    ...ask("search", { query: asked, order: "relevance", group: "people", cursor: null, limit: 8, conversationId: null }),
    enabled: asked.length > 1,
    gcTime: 30_000,
    placeholderData: (previous) => previous,
  });
  const hits = asked.length > 1 ? (people.data?.groups.find((group) => group.kind === "people")?.hits ?? []).filter(fits) : [];
  const choose = (hit: Hit | undefined) => {
    if (!hit) return;
    setText("");
    setAt(0);
    onChoose({ name: hit.title, contactId: hit.contactId, conversationId: hit.contactId === null ? hit.conversationId : null });
  };
  if (chosen) {
    return (
      <div className={css.person}>
        <span className={css.personLabel}>{label}</span>
        <span className={css.personName}>{chosen.name}</span>
        <IconButton label={nobody} icon={<X size={14} />} onClick={() => { onChoose(null); }} />
      </div>
    );
  }
  const current = Math.min(at, hits.length - 1);
  return (
    <div className={css.personField}>
      <label htmlFor={id} className={css.personLabel}>{label}</label>
      <input
        id={id}
        className={css.personInput}
        role="combobox"
        aria-expanded={hits.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={hits.length > 0 ? `${id}-${current}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={hint}
        autoFocus={autoFocus}
        value={text}
        onChange={(event) => { setText(event.target.value); setAt(0); }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || hits.length === 0) return;
          if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            setAt((current + (event.key === "ArrowDown" ? 1 : -1) + hits.length) % hits.length);
          }
          if (event.key === "Enter") {
            event.preventDefault();
            choose(hits[current]);
          }
        }}
      />
      {hits.length > 0 ? (
        <div id={`${id}-list`} role="listbox" aria-label={label} className={css.people}>
          {hits.map((hit, index) => (
            <div key={hit.id} id={`${id}-${index}`} role="option" aria-selected={index === current} className={css.personOption} onPointerMove={() => { setAt(index); }} onMouseDown={(event) => { event.preventDefault(); choose(hit); }}>
              {hit.person ? <PersonAvatar people={[hit.person]} size="s" /> : null}
              <span className={css.personName}>{hit.title}</span>
              <span className={css.personMore}><Marked pieces={hit.snippet} /></span>
            </div>
          ))}
        </div>
      ) : null}
    </div>
  );
}
