import { ProgressBar } from "../components/ProgressBar";
import { words as history } from "../parts/historyWords";
import { useHistory } from "../parts/useHistory";
import { go } from "../lib/location";
import { lengthLeft } from "../lib/numbers";
import { CONNECTION, toHash, type Route } from "../lib/routes";
import { useActions, type Action } from "../state/actions";
import css from "./HistoryLine.module.css";

/** A slim line while history comes in for the first time, and the palette's hand on it anywhere. */
export function HistoryLine({ route }: { route: Route }) {
  const { progress: { data }, wish } = useHistory();
  const entry = (id: string, title: string, run: () => void): Action => ({ id, title, section: "Ringbook", keys: [], run });
  const list: Action[] = [];
  if (data && data.state !== "off") {
    if (data.state === "paused") list.push(entry("history.resume", history.resumeAction, () => { wish.mutate("resume"); }));
    else list.push(entry("history.pause", history.pauseAction, () => { wish.mutate("pause"); }), entry("history.check", history.checkNew, () => { wish.mutate("checkNew"); }));
  }
  useActions(list);
  // Connection and ledger say the same at length.
  if (!data || data.historyRead || data.state !== "reading" || data.items === 0 || route.screen === "connection" || route.screen === "ledger") return null;
  const { items, itemsEstimate, leftMs } = data;
  return (
    <a
      className={css.line}
      href={toHash(CONNECTION)}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        go(CONNECTION);
      }}
    >
      <span className={css.words}>{history.shell}: {[history.short(items, itemsEstimate), leftMs === null ? null : history.left(lengthLeft(leftMs))].filter(Boolean).join(" · ")}</span>
      <ProgressBar thin label={history.progress} done={items} total={itemsEstimate} />
    </a>
  );
}
