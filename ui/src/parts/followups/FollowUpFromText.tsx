import { ListPlus } from "lucide-react";
import { IconButton } from "../../components/Button";
import { startFollowUp } from "../../state/followUps";
import { words } from "./words";
import css from "./FollowUps.module.css";

const LONGEST = 120;

/** Beside a text: makes a follow-up from it, with its first words to begin with. */
export function FollowUpFromText({ conversationId, itemId, text, about, outgoing }: { conversationId: string; itemId: string; text: string; about: string; outgoing: boolean }) {
  const first = text.split("\n")[0]?.trim() ?? "";
  const title = first.length > LONGEST ? `${first.slice(0, LONGEST).replace(/\s+\S*$/, "")}…` : first;
  return (
    <span className={css.besideText} data-outgoing={outgoing || undefined}>
      <IconButton label={words.make} icon={<ListPlus size={14} />} onClick={() => { startFollowUp({ title, conversationId, itemId, about }); }} />
    </span>
  );
}
