import { expect, type CDPSession, type Page } from "@playwright/test";

/** One thing of the accessibility tree, as a screen reader would say it. */
interface Thing {
  role: string;
  name: string;
  description: string;
  value: string;
  focused: boolean;
  /** What is inside it, in reading order. */
  inside: Thing[];
  /** What changes in here is said without being asked for. */
  live: boolean;
  /** The choice that a field stands on, while the focus stays in the field. */
  activeId: number | null;
  domId: number | null;
}

interface AXNode {
  nodeId: string;
  ignored: boolean;
  childIds?: string[];
  backendDOMNodeId?: number;
  role?: { value?: string };
  name?: { value?: string };
  description?: { value?: string };
  value?: { value?: string | number };
  properties?: { name: string; value: { value?: unknown; relatedNodes?: { backendDOMNodeId?: number }[] } }[];
}

/** As often as somebody presses a key before giving up. */
const PATIENCE = 60;

/** Somebody who has the accessibility tree and a keyboard, and neither eyes nor a mouse. */
export class Reader {
  readonly #page: Page;
  readonly #browser: CDPSession;

  private constructor(page: Page, browser: CDPSession) {
    this.#page = page;
    this.#browser = browser;
  }

  static async of(page: Page): Promise<Reader> {
    const browser = await page.context().newCDPSession(page);
    await browser.send("Accessibility.enable");
    return new Reader(page, browser);
  }

  press(keys: string): Promise<void> {
    return this.#page.keyboard.press(keys);
  }

  type(words: string): Promise<void> {
    return this.#page.keyboard.type(words);
  }

  /** What has the focus: role, name, value, description, and the choice it stands on. */
  async focus(): Promise<string> {
    const all = flat(await this.#tree());
    const thing = all.findLast((one) => one.focused);
    if (!thing) return "nothing";
    const active = thing.activeId === null ? undefined : all.find((one) => one.domId === thing.activeId);
    return [spoken(thing), thing.value, thing.description, active ? `on ${spoken(active)}` : ""].filter(Boolean).join("; ");
  }

  /** Waits until the focus is on what is said like this. */
  async isOn(what: RegExp): Promise<void> {
    await expect.poll(() => this.focus(), { message: `the focus is on ${String(what)}` }).toMatch(what);
  }

  /** Presses a key until the focus is on what is said like this. */
  async pressUntil(keys: string, what: RegExp): Promise<void> {
    const passed: string[] = [];
    for (let presses = 0; presses < PATIENCE; presses += 1) {
      await this.press(keys);
      const focus = await this.focus();
      if (what.test(focus)) return;
      passed.push(focus);
    }
    throw new Error(`${keys} does not lead to ${String(what)}, but to\n${passed.join("\n")}`);
  }

  /** Waits until it is said without being asked for. */
  async hears(what: RegExp): Promise<void> {
    await expect.poll(async () => flat(await this.#tree()).filter((one) => one.live).map(wordsOf), { message: `${String(what)} is announced` }).toContainEqual(expect.stringMatching(what));
  }

  /** Waits until something with this role and name is there, and these lines can be read in it in this order. */
  async reads(role: string, name: RegExp, ...wanted: readonly RegExp[]): Promise<void> {
    await expect(async () => {
      const thing = flat(await this.#tree()).find((one) => one.role === role && name.test(one.name));
      const lines = thing ? flat(thing).slice(1).map(spoken) : [];
      let at = 0;
      for (const line of lines) if (wanted[at]?.test(line)) at += 1;
      expect(lines, `${role} ${String(name)} goes on with ${String(wanted[at])}`).toEqual(at === wanted.length ? lines : expect.arrayContaining([String(wanted[at])]));
    }).toPass({ timeout: 15_000 });
  }

  async #tree(): Promise<Thing> {
    const { nodes } = (await this.#browser.send("Accessibility.getFullAXTree")) as { nodes: AXNode[] };
    const byId = new Map(nodes.map((node) => [node.nodeId, node]));
    const children = (node: AXNode): Thing[] => (node.childIds ?? []).flatMap((id) => {
      const child = byId.get(id);
      if (!child) return [];
      return child.ignored ? children(child) : [thing(child)];
    });
    const thing = (node: AXNode): Thing => {
      const property = (name: string) => node.properties?.find((one) => one.name === name)?.value;
      const live = property("live")?.value;
      return {
        role: node.role?.value ?? "", name: node.name?.value ?? "", description: node.description?.value ?? "",
        value: String(node.value?.value ?? ""),
        focused: property("focused")?.value === true, live: live === "polite" || live === "assertive",
        activeId: property("activedescendant")?.relatedNodes?.[0]?.backendDOMNodeId ?? null, domId: node.backendDOMNodeId ?? null,
        inside: children(node),
      };
    };
    const [root] = nodes;
    if (!root) throw new Error("there is no page");
    return thing(root);
  }
}

function flat(thing: Thing): Thing[] {
  return [thing, ...thing.inside.flatMap(flat)];
}

function spoken({ role, name }: Thing): string {
  return `${role} ${name}`;
}

/** The words in it, without those that are said twice. */
function wordsOf(thing: Thing): string {
  return flat(thing).filter((one) => one.role === "StaticText").map((one) => one.name).join(" ");
}
