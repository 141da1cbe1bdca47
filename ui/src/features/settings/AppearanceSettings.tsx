import { Button } from "../../components/Button";
import { Choice } from "../../components/Fields";
import { clockTime, zoneName } from "../../lib/dates";
import { useStore } from "../../lib/store";
import { appearance, CONTRASTS, DENSITIES, setAppearance, THEMES, useTheme, WEEK_STARTS } from "../../state/appearance";
import { useNow } from "../../state/clock";
import { PANES, paneWidths, setPaneWidth, type Pane } from "../../state/layout";
import { Setting } from "./Setting";
import { words } from "./words";
import css from "./Settings.module.css";

const OWN_ZONE = "";

/** Zones by their first part, as "America", for a list that can be gone through. */
function zones(chosen: string | null): { area: string; names: string[] }[] {
  const known = Intl.supportedValuesOf("timeZone");
  const areas = new Map<string, string[]>();
  for (const name of chosen === null || known.includes(chosen) ? known : [...known, chosen]) {
    const [area = ""] = name.split("/");
    areas.set(area, [...(areas.get(area) ?? []), name]);
  }
  return [...areas].map(([area, names]) => ({ area, names }));
}

/** "Chicago", "Argentina, Buenos Aires". */
function placeOf(zone: string): string {
  return zone.split("/").slice(1).join(", ").replaceAll("_", " ") || zone;
}

/** How Ringbook looks here. Nothing of it leaves this computer. */
export function AppearanceSettings() {
  const { contrast, density, zone, weekStart } = useStore(appearance);
  const theme = useTheme();
  const now = useNow();
  const widths = useStore(paneWidths);
  const panes = Object.keys(PANES) as Pane[];
  return (
    <>
      <Setting id="theme">
        {({ labelId }) => <Choice labelId={labelId} value={theme} choices={THEMES.map((value) => ({ value, label: words.themes[value] }))} onChoose={(value) => { setAppearance({ theme: value }); }} />}
      </Setting>
      <Setting id="contrast">
        {({ labelId }) => <Choice labelId={labelId} value={contrast} choices={CONTRASTS.map((value) => ({ value, label: words.contrasts[value] }))} onChoose={(value) => { setAppearance({ contrast: value }); }} />}
      </Setting>
      <Setting id="density">
        {({ labelId }) => <Choice labelId={labelId} value={density} choices={DENSITIES.map((value) => ({ value, label: words.densities[value] }))} onChoose={(value) => { setAppearance({ density: value }); }} />}
      </Setting>
      <Setting id="zone" hint={words.zoneHint(clockTime(now), zoneName(now))}>
        {({ labelId, hintId }) => (
          <select className={css.select} aria-labelledby={labelId} aria-describedby={hintId} value={zone ?? OWN_ZONE} onChange={(event) => { setAppearance({ zone: event.target.value === OWN_ZONE ? null : event.target.value }); }}>
            <option value={OWN_ZONE}>{words.zoneOwn}</option>
            {zones(zone).map(({ area, names }) => (
              <optgroup key={area} label={area}>{names.map((name) => <option key={name} value={name}>{placeOf(name)}</option>)}</optgroup>
            ))}
          </select>
        )}
      </Setting>
      <Setting id="weekStart">
        {({ labelId }) => <Choice labelId={labelId} value={weekStart} choices={WEEK_STARTS.map((value) => ({ value, label: words.weekStarts[value] }))} onChoose={(value) => { setAppearance({ weekStart: value }); }} />}
      </Setting>
      <Setting id="panes">
        {() => (
          <Button disabled={panes.every((pane) => widths[pane] === PANES[pane].usual)} onClick={() => { for (const pane of panes) setPaneWidth(pane, null); }}>{words.panesReset}</Button>
        )}
      </Setting>
    </>
  );
}
