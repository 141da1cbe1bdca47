import { Store } from "./store";

function parse(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function read(key: string): unknown {
  try {
    return parse(window.localStorage.getItem(key));
  } catch {
    // Storage that is switched off remembers nothing.
    return null;
  }
}

/**
 * A store that is remembered on this computer, under a key of its own. `from` makes a sound state of whatever was kept,
 * also of nothing; what another window of the same computer changes is taken over.
 */
export function rememberedStore<T>(key: string, from: (kept: unknown) => T): Store<T> {
  const store = new Store(from(read(key)));
  store.subscribe(() => {
    try {
      window.localStorage.setItem(key, JSON.stringify(store.get()));
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  });
  window.addEventListener("storage", (event) => {
    if (event.key === key) store.set(from(parse(event.newValue)));
  });
  return store;
}

/** The fields of something kept, if it is an object at all. */
export function fieldsOf(kept: unknown): Readonly<Record<string, unknown>> {
  return typeof kept === "object" && kept !== null && !Array.isArray(kept) ? (kept as Record<string, unknown>) : {};
}

/** `value` if it is one of these, else `otherwise`. */
export function oneOf<T>(known: readonly T[], value: unknown, otherwise: T): T {
  return known.find((one) => one === value) ?? otherwise;
}
