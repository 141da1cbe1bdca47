import { createContext, useContext, type ReactNode } from "react";
import { SettingRow } from "../../components/Fields";
import { Marked, piecesOfWords } from "../../components/Marked";
import { SECTION_TITLES, SETTINGS, type SectionId, type SettingId } from "./settingsIndex";
import css from "./Settings.module.css";

/** What is looked for, and what has it. */
export interface Search {
  wanted: readonly string[];
  found: ReadonlySet<SettingId>;
  /** The section that the address names. */
  named: string | null;
}

export const SearchContext = createContext<Search>({ wanted: [], found: new Set(SETTINGS.keys()), named: null });

/** The found words, marked. */
export function Found({ text }: { text: string }) {
  const { wanted } = useContext(SearchContext);
  return wanted.length === 0 ? text : <Marked pieces={piecesOfWords(text, wanted)} />;
}

/** One setting; not there while something else is looked for. `hint` says what depends on how things are just now. */
export function Setting({ id, hint, children }: { id: SettingId; hint?: string | undefined; children: (ids: { labelId: string; hintId: string }) => ReactNode }) {
  const { found } = useContext(SearchContext);
  const entry = SETTINGS.get(id);
  if (!entry || !found.has(id)) return null;
  const said = hint ?? entry.hint;
  return <SettingRow title={<Found text={entry.title} />} hint={said === undefined ? undefined : <Found text={said} />}>{children}</SettingRow>;
}

/** Some settings under a heading; not there if nothing in it is found. */
export function Section({ id, children }: { id: SectionId; children: ReactNode }) {
  const { found, named } = useContext(SearchContext);
  if (![...found].some((one) => SETTINGS.get(one)?.section === id)) return null;
  return (
    <section id={sectionElement(id)} className={css.section} data-section={id} data-named={named === id || undefined} aria-labelledby={`${sectionElement(id)}-title`}>
      <h2 id={`${sectionElement(id)}-title`} className={css.heading}><Found text={SECTION_TITLES[id]} /></h2>
      {children}
    </section>
  );
}

export function sectionElement(id: SectionId): string {
  return `settings-${id}`;
}
