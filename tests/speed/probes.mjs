// What is measured inside the page. Each probe is sent as text to whichever engine shows it, so it uses nothing from
// outside itself and gives milliseconds.

/** When the inbox was first shown, as milliseconds since 1970; null while it is not. */
export function inboxShown() {
  const mark = performance.getEntriesByName("inbox shown", "mark")[0];
  return mark ? performance.timeOrigin + mark.startTime : null;
}

/** Waits until the frame after the next is on its way: what was changed before is on the screen. */
const painted = `() => new Promise((done) => requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel(); port1.onmessage = () => done(performance.now()); port2.postMessage(0); }))`;

/** Opens `most` conversations of the list one after another at their ends, each as a click does; how long each took. */
export const openThreads = `async (most) => {
  const painted = ${painted};
  const times = [];
  for (let n = 0; n < most; n += 1) {
    const links = [...document.querySelectorAll("ul[aria-label=Open] a")];
    const link = links[n % links.length];
    if (!link || link.getAttribute("aria-current")) continue;
    const wanted = decodeURIComponent(link.getAttribute("href").split("/thread/")[1] ?? "").split("?")[0];
    const title = (link.getAttribute("aria-label") ?? "").split(",")[0];
    const began = performance.now();
    link.click();
    for (;;) {
      const at = await painted();
      const pane = document.querySelector("section[aria-label=" + CSS.escape(title) + "], section[aria-label='" + title.replaceAll("'", "\\\\'") + "']");
      const box = pane?.querySelector("[role=region]");
      const atEnd = box?.querySelector("li") && box.scrollHeight - box.scrollTop - box.clientHeight < 5;
      if (atEnd && location.hash.includes(encodeURIComponent(wanted))) { times.push(at - began); break; }
      if (at - began > 10000) throw new Error("a conversation did not open: " + title);
    }
  }
  return times;
}`;

/** Types each of the words letter by letter into the search; how long until the results of each letter were there. */
export const typeWords = `async (words) => {
  const painted = ${painted};
  const field = document.querySelector("input[role=combobox]");
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const state = () => {
    const box = document.querySelector("[role=listbox]");
    const found = document.querySelector("section:not([hidden]) [role=status]");
    // What the search took is in the footer, so that a letter whose results are those of the letter before shows, too.
    const took = document.querySelector("section:not([hidden]) > footer");
    return (box && !/old/i.test(box.className) ? box.innerText.slice(0, 2000) : null) + "|" + (found ? found.textContent : "") + "|" + (took ? took.textContent : "");
  };
  const times = [];
  for (const word of words) {
    for (let end = 1; end <= word.length; end += 1) {
      const before = state();
      const began = performance.now();
      set.call(field, word.slice(0, end));
      field.dispatchEvent(new Event("input", { bubbles: true }));
      let at = began;
      do { at = await painted(); } while ((state() === before || state().startsWith("null")) && at - began < 2000);
      // Where a letter changes nothing, there is nothing to see the end of; later on only how long it took is another.
      if (at - began < 2000) times.push(at - began);
      await new Promise((done) => setTimeout(done, 120));
    }
  }
  return times;
}`;

/** Scrolls the open conversation up for some seconds: the longest time the page's thread was busy, and blank frames. */
export const scrollThread = `async (forMs) => {
  const box = document.querySelector("[role=region]");
  let longest = 0, last = performance.now(), frames = 0, blank = 0, running = true;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (running) port2.postMessage(0);
  };
  port2.postMessage(0);
  const began = performance.now();
  while (performance.now() - began < forMs) {
    await new Promise((done) => requestAnimationFrame(done));
    const { top, height, left, width } = box.getBoundingClientRect();
    const seen = [0.2, 0.5, 0.8].some((part) => document.elementsFromPoint(left + width / 2, top + height * part).some((element) => element.closest("li")));
    frames += 1;
    if (!seen) blank += 1;
    box.scrollTop -= 120;
  }
  running = false;
  return { longest, frames, blank };
}`;

/** Goes to the beginning and to the end of the open conversation as Home and End do; how long each took. */
export const bothEnds = `async () => {
  const painted = ${painted};
  const box = document.querySelector("[role=region]");
  const times = [];
  for (const key of ["Home", "End"]) {
    const began = performance.now();
    box.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    for (;;) {
      const at = await painted();
      const there = key === "Home" ? box.innerText.includes("This is where the conversation begins") : box.scrollHeight - box.scrollTop - box.clientHeight < 5;
      if (there && box.querySelector("li")) { times.push(at - began); break; }
      if (at - began > 10000) throw new Error(key + " did not get there");
    }
  }
  return times;
}`;

/** Waits until these words are on the screen; when that was, as milliseconds since 1970. */
export const shownAt = `async (words) => {
  const painted = ${painted};
  const began = performance.now();
  for (;;) {
    const at = await painted();
    if (document.body.innerText.includes(words)) return performance.timeOrigin + at;
    if (at - began > 10000) throw new Error("it did not come: " + words);
  }
}`;

/**
 * Chooses a sentence of the open call, which is playing, for a hand to click, and gives the place: from that click on it
 * is measured when it is heard.
 */
export const chooseSentence = `async (n) => {
  const painted = ${painted};
  // The element that sounds is in no page; it is met where its position is set.
  if (!window.heardBy) {
    const position = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "currentTime");
    window.heardBy = { sound: null, from: 0, time: null };
    Object.defineProperty(HTMLMediaElement.prototype, "currentTime", { ...position, set(at) { window.heardBy.sound = this; window.heardBy.from = at; position.set.call(this, at); } });
  }
  window.heardBy.time = null;
  const { top, bottom } = document.querySelector("section[aria-label=Transcript]").getBoundingClientRect();
  const seen = (one) => { const box = one.getBoundingClientRect(); return box.top > Math.max(0, top) + 160 && box.bottom < Math.min(innerHeight, bottom) - 120; };
  const sentences = [...document.querySelectorAll("section[aria-label=Transcript] button")].filter((one) => one.textContent.length > 10 && !one.getAttribute("aria-current") && seen(one));
  const sentence = sentences[(n * 3) % sentences.length];
  if (!sentence) return null;
  // It sounds once its time goes on from where it was put; what is loaded of it, engines say in ways of their own.
  const sounds = () => { const { sound, from } = window.heardBy; return sentence.getAttribute("aria-current") && sound && !sound.seeking && !sound.paused && sound.currentTime > from; };
  sentence.addEventListener("click", (event) => {
    window.heardBy.time = (async () => {
      for (;;) {
        const at = await painted();
        if (sounds()) return at - event.timeStamp;
        if (at - event.timeStamp > 10000) throw new Error("it is not heard");
      }
    })();
  }, { once: true, capture: true });
  const box = sentence.getClientRects()[0];
  return { x: Math.round(box.left + Math.min(60, box.width / 2)), y: Math.round(box.top + box.height / 2) };
}`;

/** How long it took from the click on the chosen sentence until that was heard; null if it had moved away. */
export const sentenceHeard = `async () => window.heardBy.time`;
