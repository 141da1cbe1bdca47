import { useStore } from "../lib/store";
import { announcement } from "../state/announcer";

/** The place that a screen reader listens to. */
export function Announcer() {
  const { text, number } = useStore(announcement);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      <span key={number}>{text}</span>
    </div>
  );
}
