/** Notes the first time that something is on the screen, for whoever measures (`./run speed`). */
export function noteMoment(name: string): void {
  if (performance.getEntriesByName(name, "mark").length === 0) performance.mark(name);
}
