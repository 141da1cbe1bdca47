/** Where each list of results was left: what Back finds again, and the page loaded anew. Lasts as long as the tab. */
interface Place {
  /** The marked row. */
  key: string | null;
  top: number;
  /** The first row in view, and how much of it is above: right also where the heights above it are not known yet. */
  first?: { index: number; hidden: number };
}

const MOST = 50;
const KEPT = "ringbook.results";
const places = new Map<string, Place>();

try {
  for (const [question, place] of JSON.parse(window.sessionStorage.getItem(KEPT) ?? "[]") as [string, Place][]) places.set(question, place);
} catch {
  // Without storage, or with something else in it, every list begins at its top.
}

window.addEventListener("pagehide", () => {
  try {
    window.sessionStorage.setItem(KEPT, JSON.stringify([...places]));
  } catch {
    // Without storage they last as long as the page.
  }
});

/** Where the results of a question were left. */
export function recall(question: string): Place {
  return places.get(question) ?? { key: null, top: 0 };
}

/** Notes where the results of a question are left. */
export function remember(question: string, change: Partial<Place>): void {
  places.set(question, { ...recall(question), ...change });
  const oldest = places.keys().next();
  if (places.size > MOST && !oldest.done) places.delete(oldest.value);
}
