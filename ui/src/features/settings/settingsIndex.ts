import { ACTION_IDS, ACTIONS, type ActionId } from "../../state/actionTable";
import { words as backup } from "./backupWords";
import { words } from "./words";

export const SECTION_IDS = ["appearance", "texts", "snippets", "quo", "playback", "media", "backup", "business", "window", "keys", "account"] as const;
export type SectionId = (typeof SECTION_IDS)[number];

/** What each section is called. */
export const SECTION_TITLES: Readonly<Record<SectionId, string>> = {
  appearance: words.appearance,
  texts: words.texts,
  snippets: words.snippets,
  quo: words.quo,
  playback: words.playback,
  media: words.media,
  backup: backup.backup,
  business: words.business,
  window: words.window,
  keys: words.keys,
  account: words.account,
};

interface Entry {
  section: SectionId;
  title: string;
  hint?: string;
  /** Other words that somebody may look for. */
  also?: string;
}

const TABLE = {
  theme: { section: "appearance", title: words.theme, hint: words.themeHint, also: words.themeAlso },
  contrast: { section: "appearance", title: words.contrast, hint: words.contrastHint, also: words.contrastAlso },
  density: { section: "appearance", title: words.density, hint: words.densityHint, also: words.densityAlso },
  zone: { section: "appearance", title: words.zone, also: words.zoneAlso },
  weekStart: { section: "appearance", title: words.weekStart, also: words.weekStartAlso },
  panes: { section: "appearance", title: words.panes, hint: words.panesHint, also: `${words.panesAlso} ${words.panesReset}` },
  undo: { section: "texts", title: words.undo, hint: words.undoHint, also: words.undoAlso },
  cap: { section: "texts", title: words.cap, hint: words.capHint, also: words.capAlso },
  quiet: { section: "texts", title: words.quiet, hint: words.quietHint, also: words.quietAlso },
  optOut: { section: "texts", title: words.optOut, hint: words.optOutHint, also: words.optOutAlso },
  snippets: { section: "snippets", title: words.snippets, hint: words.snippetsHint, also: `${words.snippetsAlso} ${words.snippetNew}` },
  lines: { section: "quo", title: words.lines, hint: words.linesHint, also: `${words.linesAlso} ${words.openConnection}` },
  link: { section: "quo", title: words.link, hint: words.linkHint, also: `${words.linkAlso} ${words.openConnection}` },
  pushMarks: { section: "quo", title: words.pushMarks, hint: words.pushMarksHint, also: words.pushMarksAlso },
  rate: { section: "playback", title: words.rate, hint: words.rateHint, also: words.rateAlso },
  mediaBudget: { section: "media", title: words.mediaBudget, hint: words.mediaBudgetHint, also: words.mediaBudgetAlso },
  mediaSounds: { section: "media", title: words.mediaSounds, hint: words.mediaSoundsHint },
  sampleBackup: { section: "backup", title: backup.sample, hint: backup.sampleHint, also: backup.sampleAlso },
  backupFolder: { section: "backup", title: backup.folder, hint: backup.folderHint, also: backup.folderAlso },
  backupNow: { section: "backup", title: backup.state, also: `${backup.stateAlso} ${backup.backUpNow}` },
  backupTime: { section: "backup", title: backup.time, hint: backup.timeHint, also: backup.timeAlso },
  backupKeep: { section: "backup", title: backup.keep, hint: backup.keepHint, also: backup.keepAlso },
  backupMedia: { section: "backup", title: backup.media, hint: backup.mediaHint },
  businessDays: { section: "business", title: words.businessDays, hint: words.businessDaysHint, also: words.businessDaysAlso },
  businessTimes: { section: "business", title: words.businessTimes },
  notifications: { section: "window", title: words.notifications, hint: words.notificationsHint, also: words.notificationsAlso },
  notificationText: { section: "window", title: words.notificationText, hint: words.notificationTextHint },
  tray: { section: "window", title: words.tray, hint: words.trayHint, also: words.trayAlso },
  resetKeys: { section: "keys", title: words.resetAll, also: words.keysAlso },
  signOut: { section: "account", title: words.signOut, hint: words.signOutHint, also: words.signOutAlso },
} as const satisfies Record<string, Entry>;

export type SettingId = keyof typeof TABLE | `key ${ActionId}`;

/** What can be looked up and not changed: it has no control of its own. */
export const ONLY_TOLD: readonly SettingId[] = ["optOut", "sampleBackup"];

/** Every setting with the words by which it is found. The screen and its search are made from this table. */
export const SETTINGS: ReadonlyMap<SettingId, Entry> = new Map<SettingId, Entry>([
  ...(Object.entries(TABLE) as [keyof typeof TABLE, Entry][]),
  ...ACTION_IDS.map((id): [SettingId, Entry] => [`key ${id}`, { section: "keys", title: ACTIONS[id].title, also: `${ACTIONS[id].section} ${words.keysAlso}` }]),
]);

function wordsOf(text: string): string[] {
  return text.toLocaleLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

/** The words that are looked for. */
export function lookedFor(text: string): string[] {
  return wordsOf(text);
}

/** The settings that have all these words, each of which may be the beginning of one, in title, hint or section. */
export function settingsWith(wanted: readonly string[], exists: (id: SettingId) => boolean): ReadonlySet<SettingId> {
  const found = new Set<SettingId>();
  for (const [id, { section, title, hint, also }] of SETTINGS) {
    if (!exists(id)) continue;
    const has = wordsOf([SECTION_TITLES[section], title, hint, also].filter(Boolean).join(" "));
    if (wanted.every((word) => has.some((one) => one.startsWith(word)))) found.add(id);
  }
  return found;
}
