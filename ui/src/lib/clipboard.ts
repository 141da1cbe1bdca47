/** Copies words; false if the web view does not allow it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Plain http on a server's own address has no clipboard API: the old way still works there.
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

/** Copies words that are still being fetched: the click counts only for a moment, so the promise itself is handed over. */
export async function copyLater(text: Promise<string>): Promise<boolean> {
  if (typeof ClipboardItem === "undefined" || typeof navigator.clipboard === "undefined") return copyText(await text);
  try {
    const blob = text.then((words) => new Blob([words], { type: "text/plain" }));
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    return true;
  } catch {
    // A web view that wants the words themselves; or they could not be fetched, which this says by throwing.
    return copyText(await text);
  }
}
