import { Hammer } from "lucide-react";
import type { Building } from "../api/schema.gen";
import { words } from "./words";
import css from "./BuildingBanner.module.css";

/** Says, calmly, that store or index is being made anew, and how far it is. */
export function BuildingBanner({ building }: { building: Building }) {
  const { what, done, total, perSecond, leftMs } = building;
  const known = leftMs === null ? [] : [words.buildingRate(perSecond), words.buildingLeft(leftMs)];
  return (
    <div className={css.banner} role="note">
      <Hammer size={14} aria-hidden="true" className={css.icon} />
      <span className={css.words}>{[words.building(what, done, total), ...known].join(" · ")}</span>
      <progress className={css.bar} aria-label={words.buildingProgress(what)} max={Math.max(total, 1)} value={Math.min(done, total)} />
      <span className={css.meanwhile}>{words.buildingMeanwhile[what]}</span>
    </div>
  );
}
