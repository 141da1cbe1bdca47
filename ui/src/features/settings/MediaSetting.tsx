import { useQuery } from "@tanstack/react-query";
import { ask } from "../../api/queries";
import type { Settings } from "../../api/schema.gen";
import { Choice, Switch } from "../../components/Fields";
import { bytes } from "../../lib/numbers";
import { Setting } from "./Setting";
import { words } from "./words";

const MIB = 1_048_576;
const GB = [5, 20, 50, 100];
const KEEP = "everything";

function label(mib: number): string {
  const gb = GB.find((one) => mibOf(one) === mib);
  return gb === undefined ? bytes(mib * MIB) : `${gb} GB`;
}

function mibOf(gb: number): number {
  return Math.round((gb * 1e9) / MIB);
}

/** How much room pictures, files and sounds may take. */
export function MediaSetting({ settings, onSave }: { settings: Settings; onSave: (change: Partial<Settings>) => void }) {
  const media = useQuery(ask("media_status", {}));
  const { mediaBudgetMib, mediaBudgetSounds } = settings;
  // A size that another hand has set stays choosable.
  const sizes = [...new Set([...GB.map(mibOf), ...(mediaBudgetMib === null ? [] : [mediaBudgetMib])])].sort((a, b) => a - b);
  const held = media.data ? ` ${words.mediaHeld(media.data.here, media.data.hereBytes, media.data.leftOut)}` : "";
  return (
    <>
      <Setting id="mediaBudget" hint={`${words.mediaBudgetHint}${held}`}>
        {({ labelId }) => (
          <Choice
            labelId={labelId}
            value={mediaBudgetMib === null ? KEEP : String(mediaBudgetMib)}
            choices={[{ value: KEEP, label: words.keepEverything }, ...sizes.map((mib) => ({ value: String(mib), label: label(mib) }))]}
            onChoose={(value) => { onSave({ mediaBudgetMib: value === KEEP ? null : Number(value) }); }}
          />
        )}
      </Setting>
      {mediaBudgetMib === null ? null : (
        <Setting id="mediaSounds">
          {({ labelId, hintId }) => <Switch on={mediaBudgetSounds} labelId={labelId} hintId={hintId} onChange={(sounds) => { onSave({ mediaBudgetSounds: sounds }); }} />}
        </Setting>
      )}
    </>
  );
}
