import type { Page } from "@playwright/test";

/** So many frames one after the other must be the same. */
const FRAMES = 6;

/** Lets `page` count what it asks Ringbook for; before it is opened. */
export async function countAnswers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const real = window.fetch;
    const counted = window as unknown as { asked: number };
    counted.asked = 0;
    window.fetch = async (...request) => {
      counted.asked += 1;
      try {
        const response = await real(...request);
        // An answer has come when all of it has.
        return new Response(await response.arrayBuffer(), response);
      } finally {
        counted.asked -= 1;
      }
    };
  });
}

/** Waits until every question is answered, every letter and picture is there, and nothing has changed or moved for some frames. */
export async function untilStill(page: Page): Promise<void> {
  await page.evaluate(async (frames) => {
    await new Promise<void>((done) => {
      let same = 0;
      const again = () => { same = 0; };
      const changes = new MutationObserver(again);
      changes.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
      window.addEventListener("scroll", again, { capture: true });
      const look = () => {
        const waits = (window as unknown as { asked?: number }).asked || document.fonts.status !== "loaded" || [...document.images].some((image) => !image.complete);
        same = waits ? 0 : same + 1;
        if (same < frames) {
          requestAnimationFrame(look);
          return;
        }
        changes.disconnect();
        window.removeEventListener("scroll", again, { capture: true });
        done();
      };
      look();
    });
  }, FRAMES);
}
