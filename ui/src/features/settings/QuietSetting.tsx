import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../../api/client";
import { ask, markOwnChange } from "../../api/queries";
import type { ComposerSettings } from "../../api/schema.gen";
import { Switch } from "../../components/Fields";
import { minuteOfDay } from "../../lib/dates";
import { failureSentence } from "../../parts/Failure";
import { tellProblem } from "../../state/toasts";
import { Setting } from "./Setting";
import { words } from "./words";
import css from "./Hours.module.css";

const STEP = 30;
const DAY = 1440;

function steps(now: number, not: number): number[] {
  const all = Array.from({ length: DAY / STEP }, (_, at) => at * STEP);
  // A time that another hand has set stays choosable.
  return [...new Set([...all, now])].filter((one) => one !== not).sort((a, b) => a - b);
}

/** When no scheduled text goes out. */
export function QuietSetting() {
  const client = useQueryClient();
  const { data } = useQuery(ask("composer_settings", {}));
  const key = ask("composer_settings", {}).queryKey;
  const save = useMutation({
    mutationFn: (next: ComposerSettings) => call("save_composer_settings", next),
    onMutate: (next) => { client.setQueryData(key, next); },
    onSuccess: () => { markOwnChange(client, "save_composer_settings", null); },
    onError: (error) => {
      void client.invalidateQueries({ queryKey: key });
      tellProblem(failureSentence(error));
    },
  });
  return (
    <Setting id="quiet">
      {({ labelId, hintId }) => data ? (
        <div className={css.times}>
          {data.quietOn ? (
            <>
              <select className={css.time} aria-label={words.quietFrom} value={data.quietFrom} onChange={(event) => { save.mutate({ ...data, quietFrom: Number(event.target.value) }); }}>
                {steps(data.quietFrom, data.quietTo).map((minute) => <option key={minute} value={minute}>{minuteOfDay(minute)}</option>)}
              </select>
              <span aria-hidden="true">–</span>
              <select className={css.time} aria-label={words.quietTo} value={data.quietTo} onChange={(event) => { save.mutate({ ...data, quietTo: Number(event.target.value) }); }}>
                {steps(data.quietTo, data.quietFrom).map((minute) => <option key={minute} value={minute}>{minuteOfDay(minute)}</option>)}
              </select>
            </>
          ) : null}
          <Switch on={data.quietOn} labelId={labelId} hintId={hintId} onChange={(quietOn) => { save.mutate({ ...data, quietOn }); }} />
        </div>
      ) : null}
    </Setting>
  );
}
