/** Where each list of results was left: what Back finds again. Lasts as long as the page. */
interface Place {
  key: string | null;
  top: number;
}

const MOST = 50;
const places = new Map<string, Place>();

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
