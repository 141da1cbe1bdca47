import type { ContactRow } from "../../api/schema.gen";
import { go } from "../../lib/location";
import { toHash, withOpen, type Route } from "../../lib/routes";
import { PersonAvatar } from "../../parts/PersonAvatar";
import { SyncMark, syncSpoken } from "./SyncState";
import { words } from "./words";
import css from "./ContactsPane.module.css";

/** Tags that fit a row. */
const TAGS = 2;

interface Place {
  id: string;
  route: Route;
  open: boolean;
  marked: boolean;
  /** The way into the list for the Tab key while nothing is marked. */
  first: boolean;
}

/** One contact of the list: a link that opens it. */
export function ContactRowView({ row: { person, role, email, tags, sync }, id, route, open, marked, first }: Place & { row: ContactRow }) {
  const target = withOpen(route, { kind: "contact", contactId: id });
  const work = [role, person.company].filter(Boolean).join(", ");
  const below = [person.named && person.name !== person.number ? person.number || email : email, work].filter(Boolean).join(" · ");
  return (
    <a
      href={toHash(target)}
      aria-label={[person.name, work, person.number, tags.length > 0 ? `${words.tags}: ${tags.join(", ")}` : null, syncSpoken(sync)].filter(Boolean).join(", ")}
      aria-current={open ? "true" : undefined}
      tabIndex={open || marked || first ? 0 : -1}
      draggable={false}
      className={css.row}
      data-marked={marked || undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        go(target);
      }}
    >
      <PersonAvatar people={[person]} />
      <span className={css.words}>
        <span className={css.top}>
          <span className={css.name}>{person.name}</span>
          {tags.length > 0 ? (
            <span className={css.tags}>
              {tags.slice(0, TAGS).map((tag) => <span key={tag} className={css.tag}>{tag}</span>)}
              {tags.length > TAGS ? <span className={css.more}>{words.moreTags(tags.length - TAGS)}</span> : null}
            </span>
          ) : null}
        </span>
        <span className={css.bottom}>
          <span className={css.below}>{below}</span>
          <SyncMark sync={sync} />
        </span>
      </span>
    </a>
  );
}
