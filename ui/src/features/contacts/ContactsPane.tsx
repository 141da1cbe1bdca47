import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ChevronDown, Download, Ellipsis, ListFilter, Plus, Tag, Upload, UsersRound, X } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { call, type CallError } from "../../api/client";
import { ask } from "../../api/queries";
import type { ContactsPage } from "../../api/schema.gen";
import { Button, IconButton } from "../../components/Button";
import { Menu, MenuChoice, MenuItem, MenuLine } from "../../components/Menu";
import { EmptyState, SkeletonRows } from "../../components/Notice";
import { RowList, type RowListHandle } from "../../components/RowList";
import { go } from "../../lib/location";
import { CONNECTION, CONTACTS, toHash, withOpen, type Open, type Route } from "../../lib/routes";
import { count } from "../../lib/numbers";
import { useSettled } from "../../lib/useSettled";
import { Failure } from "../../parts/Failure";
import { useActions } from "../../state/actions";
import { useRowHeight } from "../../state/appearance";
import { useKeyLabel } from "../../state/keymap";
import { useCanChoose } from "../../state/layout";
import { ContactRowView } from "./ContactRowView";
import { exportContacts } from "./exportContacts";
import { knownTags } from "../../parts/knownTags";
import { rowsOf } from "./rows";
import { words } from "./words";
import css from "./ContactsPane.module.css";

type ContactsRoute = Extract<Route, { screen: "contacts" }>;

const PAGE = 100;
const EVERY_TAG = "";

/** Everyone by name; filtered as it is typed, and by tag. */
export function ContactsPane({ route }: { route: ContactsRoute }) {
  const { tag } = route;
  const [text, setText] = useState(route.text);
  const [written, setWritten] = useState(route.text);
  const settledText = useSettled(text, 350);
  // Back and forward change the address under the field. Its own writing brings the words at which it rested, and what
  // was typed meanwhile stands.
  if (route.text !== written) {
    setWritten(route.text);
    if (route.text !== text && route.text !== settledText) setText(route.text);
  }
  const asked = text.trim();
  const pages = useInfiniteQuery<ContactsPage, CallError, { pages: ContactsPage[] }, readonly unknown[], string | null>({
    queryKey: ["contacts_page", { starting: asked, tag }],
    queryFn: ({ pageParam, signal }) => call("contacts_page", { starting: asked, tag, after: pageParam, limit: PAGE }, signal),
    initialPageParam: null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
  const writeAddress = useEffectEvent((next: string) => {
    if (next !== route.text && next === text) go({ ...route, text: next }, "replace");
  });
  // The address takes the words over at a pause: browsers refuse more than a few changes a second.
  useEffect(() => { writeAddress(settledText); }, [settledText]);

  const createKey = useKeyLabel("go.newContact");
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<RowListHandle>(null);
  const settled = !pages.isPlaceholderData;
  const total = pages.data?.pages[0]?.total;
  const exportAs = (format: "csv" | "vcard4" | "vcard3") => { void exportContacts({ format, starting: asked, tag }); };
  useActions([
    { id: "contacts.exportCsv", run: () => { exportAs("csv"); } },
    { id: "contacts.exportCards", run: () => { exportAs("vcard4"); } },
  ]);
  const clear = () => {
    setText("");
    go({ ...route, text: "", tag: null }, "replace");
    field.current?.focus();
  };
  return (
    <section className={css.pane} aria-label={words.title}>
      <header className={css.head}>
        <h1 className={css.title}>{words.title}{total === undefined ? null : <span className={css.total}><span className="visually-hidden">, </span>{count(total)}</span>}</h1>
        <TagFilter route={route} />
        <IconButton label={words.create} keys={createKey} icon={<Plus size={18} />} onClick={() => { go(withOpen(route, { kind: "newContact" })); }} />
        <Menu trigger={<IconButton label={words.more} tip={false} icon={<Ellipsis size={18} />} />}>
          <MenuItem icon={<Upload size={14} />} onSelect={() => { go(withOpen(route, { kind: "import" })); }}>{words.importFile}</MenuItem>
          <MenuItem icon={<Tag size={14} />} onSelect={() => { go(withOpen(route, { kind: "tags" })); }}>{words.tagsTitle}</MenuItem>
          <MenuLine />
          <MenuItem icon={<Download size={14} />} onSelect={() => { exportAs("csv"); }}>{words.exportCsv(asked !== "" || tag !== null)}</MenuItem>
          <MenuItem icon={<Download size={14} />} onSelect={() => { exportAs("vcard4"); }}>{words.exportCards}</MenuItem>
          <MenuItem icon={<Download size={14} />} onSelect={() => { exportAs("vcard3"); }}>{words.exportOldCards}</MenuItem>
        </Menu>
      </header>
      <div className={css.filter}>
        <ListFilter size={14} className={css.filterIcon} aria-hidden="true" />
        <input
          ref={field}
          type="text"
          enterKeyHint="search"
          autoComplete="off"
          spellCheck={false}
          className={css.field}
          aria-label={words.filter}
          placeholder={words.filter}
          maxLength={200}
          value={text}
          onChange={(event) => { setText(event.target.value); }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === "ArrowDown" || event.key === "Enter") {
              event.preventDefault();
              list.current?.focusRow(0);
            }
            if (event.key === "Escape") {
              event.preventDefault();
              if (text !== "") setText("");
              else list.current?.focusRow(0);
            }
          }}
        />
        <span className="visually-hidden" role="status">{asked === "" || !settled || !pages.data ? "" : words.filtered(rowsOf(pages.data.pages).length, pages.hasNextPage)}</span>
        {text === "" ? null : <IconButton label={words.clear} icon={<X size={14} />} onClick={() => { setText(""); field.current?.focus(); }} />}
      </div>
      <Alike route={route} />
      <div className={css.panel}>{pages.data ? (
        <Rows
          key={`${asked === "" ? "" : "filtered"} ${tag ?? ""}`}
          route={route} pages={pages.data.pages} total={total ?? 0} settled={settled} asked={asked} list={list}
          onNearEnd={() => { if (pages.hasNextPage && !pages.isFetching) void pages.fetchNextPage(); }}
          onClear={clear}
        />
      ) : pages.error ? (
        <div className={css.failure}><Failure error={pages.error} onRetry={() => { void pages.refetch(); }} /></div>
      ) : (
        <SkeletonRows rows={9} label={words.listLoading} />
      )}</div>
    </section>
  );
}

/** Only those with a tag. The tags are gathered when they are asked for. */
function TagFilter({ route }: { route: ContactsRoute }) {
  const { tag } = route;
  const [opened, setOpened] = useState(false);
  const tags = useQuery({ ...knownTags(), enabled: opened });
  const known = tags.data ?? [];
  const all = tag === null || known.some((one) => one.name === tag) ? known : [...known, { name: tag, contacts: 0 }];
  return (
    <Menu trigger={<button type="button" className={css.tagFilter} data-chosen={tag !== null || undefined} aria-label={`${words.tag}: ${tag ?? words.everyTag}`} onPointerEnter={() => { setOpened(true); }} onFocus={() => { setOpened(true); }}><span className={css.tagName}>{tag ?? words.everyTag}</span><ChevronDown size={14} /></button>}>
      <MenuChoice
        value={tag ?? EVERY_TAG}
        choices={[{ value: EVERY_TAG, label: words.everyTag }, ...all.map((one) => ({ value: one.name, label: <>{one.name}<span className={css.tagCount}>{count(one.contacts)}</span></> }))]}
        onChoose={(value) => { go({ ...route, tag: value === EVERY_TAG ? null : value }); }}
      />
      {all.length === 0 ? <p className={css.menuNote}>{tags.isPending ? words.tagsReading : words.noTags}</p> : null}
    </Menu>
  );
}

/** The way to contacts that may be the same, while there are any. */
function Alike({ route }: { route: ContactsRoute }) {
  const { data } = useQuery(ask("contact_duplicates", {}));
  const groups = data?.groups.length ?? 0;
  if (groups === 0) return null;
  const target = withOpen(route, { kind: "duplicates" });
  return (
    <a
      className={css.alike}
      href={toHash(target)}
      aria-current={route.open?.kind === "duplicates" ? "true" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        go(target);
      }}
    ><UsersRound size={14} aria-hidden="true" />{words.alike(groups)}</a>
  );
}

/** The contact that is open, also under an earlier id, or as the other side of the thread that is open. */
function useOpenContact(open: Open | null): string | null {
  const contactId = open?.kind === "contact" ? open.contactId : null;
  const conversationId = open?.kind === "thread" ? open.conversationId : null;
  const page = useQuery({ ...ask("contact_page", { contactId: contactId ?? "" }), enabled: contactId !== null });
  const conversation = useQuery({ ...ask("conversation", { conversationId: conversationId ?? "" }), enabled: conversationId !== null });
  if (contactId !== null) return page.data?.card.id ?? contactId;
  return conversationId === null ? null : (conversation.data?.contact?.id ?? null);
}

function Rows({ route, pages, total, settled, asked, list, onNearEnd, onClear }: {
  route: ContactsRoute;
  pages: readonly ContactsPage[];
  total: number;
  settled: boolean;
  asked: string;
  list: React.RefObject<RowListHandle | null>;
  onNearEnd: () => void;
  onClear: () => void;
}) {
  const rows = rowsOf(pages);
  useCanChoose(rows.length > 0);
  const rowHeight = useRowHeight();
  const openId = useOpenContact(route.open);
  const [markedId, setMarkedId] = useState<string | null>(null);
  // What is opened is what keys are about; a mark set before is not.
  const [openedId, setOpenedId] = useState(openId);
  if (openedId !== openId) {
    setOpenedId(openId);
    if (openId !== null) setMarkedId(null);
  }
  const ids = rows.map((row) => row.id);
  const marked = markedId !== null && ids.includes(markedId) ? markedId : null;
  const currentId = marked ?? openId;
  const byId = new Map(rows.map((row) => [row.id, row]));
  const openRow = (contactId: string, how: "push" | "replace" = "push") => {
    go(withOpen(route, { kind: "contact", contactId }), how);
    setMarkedId(null);
  };
  const step = (by: number) => {
    const at = currentId === null ? -1 : ids.indexOf(currentId);
    const target = ids[at < 0 ? 0 : Math.min(ids.length - 1, Math.max(0, at + by))];
    if (target === undefined) return;
    setMarkedId(target);
    list.current?.focusRow(ids.indexOf(target));
    // With a contact beside the list the list leads; with the list alone, Enter opens.
    if (route.open?.kind === "contact") openRow(target, "replace");
  };
  useActions([
    { id: "list.next", title: words.next, run: () => { step(1); } },
    { id: "list.previous", title: words.previous, run: () => { step(-1); } },
    ...(marked === null ? [] : [{ id: "list.open" as const, title: words.open, run: () => { openRow(marked); } }]),
  ]);

  if (rows.length === 0 && settled) return <Empty asked={asked} tag={route.tag} onClear={onClear} />;
  return (
    <RowList
      ref={list}
      label={words.list}
      keys={ids}
      rowHeight={rowHeight}
      active={currentId}
      open={openId}
      onFocusRow={(id) => { setMarkedId(id === openId ? null : id); }}
      total={Math.max(total, ids.length)}
      onNearEnd={onNearEnd}
      render={(id, index) => {
        const row = byId.get(id);
        if (!row) return null;
        const common = { route, open: id === openId, marked: id === marked, first: (currentId === null || !ids.includes(currentId)) && index === 0 };
        return <ContactRowView row={row.row} id={id} {...common} />;
      }}
    />
  );
}

function Empty({ asked, tag, onClear }: { asked: string; tag: string | null; onClear: () => void }) {
  const createKey = useKeyLabel("go.newContact");
  const icon = <UsersRound size={28} strokeWidth={1.5} />;
  if (asked === "" && tag === null) {
    return (
      <EmptyState icon={icon} title={words.emptyTitle}>
        <p>{words.empty(createKey)}</p>
        <p className={css.way}><a href={toHash(CONNECTION)}>{words.toConnection}</a> · <a href={toHash({ ...CONTACTS, open: { kind: "import" } })}>{words.importFile}</a></p>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={icon} title={words.noneTitle}>
      <p>{tag === null ? words.none(asked) : words.noneTagged(tag)}</p>
      <p className={css.way}><Button onClick={onClear}>{words.showAll}</Button></p>
    </EmptyState>
  );
}
