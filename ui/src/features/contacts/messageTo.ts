import type { ContactCard } from "../../api/schema.gen";
import { go } from "../../lib/location";
import { withOpen, type Route } from "../../lib/routes";
import { writeIn } from "../../state/drafts";
import { newMessage } from "../../state/newMessage";

const digitsOf = (number: string) => number.replace(/\D/g, "").slice(-10);

/**
 * Opens the newest conversation with a number of a contact, or with any of them, and puts the focus where an answer is
 * written; where there is none yet, asks which line to begin one from.
 */
export function messageTo(card: ContactCard, route: Route, number: string | null): void {
  const alone = card.conversations.filter((row) => row.people.length === 1);
  const row = number === null ? alone[0] : alone.find((one) => digitsOf(one.people[0]?.number ?? "") === digitsOf(number));
  if (row) {
    writeIn.set(row.id);
    go(withOpen(route, { kind: "thread", conversationId: row.id, itemId: null }));
    return;
  }
  const to = number ?? card.phones[0]?.value;
  if (to !== undefined) newMessage.set({ to: { name: card.name, number: to, lineId: alone[0]?.line.id ?? null }, text: null });
}
