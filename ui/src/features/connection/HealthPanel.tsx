import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { ask } from "../../api/queries";
import { Strip } from "../../components/Notice";
import { fullTime, moment } from "../../lib/dates";
import { words } from "../../parts/healthWords";
import { useNow } from "../../state/clock";
import css from "./Health.module.css";

/** What is wrong with Ringbook itself, since when, and what to do; nothing while all is well. */
export function HealthPanel() {
  const { data } = useQuery(ask("health", {}));
  const now = useNow();
  if (!data || data.warnings.length === 0) return null;
  return (
    <ul className={css.warnings} aria-label={words.title}>
      {[...data.warnings].reverse().map((warning) => (
        <li key={warning.kind}>
          <Strip tone={warning.severe ? "bad" : "warn"} icon={<TriangleAlert size={16} />}>
            <p><strong>{warning.title}</strong> <span title={fullTime(warning.since)}>· {words.since(moment(warning.since, now, "sentence"))}</span></p>
            <p>{warning.sentence}</p>
          </Strip>
        </li>
      ))}
    </ul>
  );
}
