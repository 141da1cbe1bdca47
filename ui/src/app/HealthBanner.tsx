import { useQuery } from "@tanstack/react-query";
import { TriangleAlert, X } from "lucide-react";
import { useState } from "react";
import { ask } from "../api/queries";
import type { HealthWarning } from "../api/schema.gen";
import { Button, IconButton } from "../components/Button";
import { moment } from "../lib/dates";
import { go } from "../lib/location";
import type { Route } from "../lib/routes";
import { words } from "../parts/healthWords";
import { useNow } from "../state/clock";
import { tell } from "../state/toasts";
import css from "./HealthBanner.module.css";

/** The gravest warning that stands, on every screen but Connection, which lists them all. Hidden, it stays away until another is raised. */
export function HealthBanner({ route }: { route: Route }) {
  const { data } = useQuery(ask("health", {}));
  const now = useNow();
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const severe = (data?.warnings ?? []).filter((one) => one.severe);
  const shown = severe.filter((one) => !hidden.includes(nameOf(one)));
  const first = shown.at(-1);
  if (!first || route.screen === "connection") return null;
  const hide = () => {
    const names = shown.map(nameOf);
    setHidden([...hidden, ...names]);
    tell(words.hidden(first.title, shown.length - 1), () => { setHidden((now) => now.filter((name) => !names.includes(name))); });
  };
  return (
    <div className={css.banner} role="status">
      <TriangleAlert size={14} aria-hidden="true" className={css.icon} />
      <p className={css.words}>
        <strong>{first.title}</strong> {words.since(moment(first.since, now, "sentence"))}. {first.sentence}{shown.length > 1 ? ` (${words.more(shown.length - 1)})` : ""}
      </p>
      {first.kind === "backup"
        ? <Button size="s" onClick={() => { go({ screen: "settings", section: "backup" }); }}>{words.openBackup}</Button>
        : <Button size="s" onClick={() => { go({ screen: "connection", onlyDead: false, delivery: null }); }}>{words.open}</Button>}
      <IconButton label={words.hide} icon={<X size={14} />} onClick={hide} />
    </div>
  );
}

/** A warning that is raised anew has another name. */
function nameOf({ kind, since }: HealthWarning): string {
  return `${kind}-${since}`;
}
