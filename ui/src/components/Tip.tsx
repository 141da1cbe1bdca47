import { Tooltip } from "@base-ui/react/tooltip";
import type { ReactElement } from "react";
import { Keys } from "./Keys";
import css from "./Tip.module.css";

/** Shows a control's name and key when pointed at or focused. The control carries its own spoken name. */
export function Tip({ label, keys, side = "bottom", children }: { label: string; keys?: string | undefined; side?: "bottom" | "right" | "top"; children: ReactElement }) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger render={children} delay={500} />
      <Tooltip.Portal>
        <Tooltip.Positioner sideOffset={6} side={side} className={css.place}>
          <Tooltip.Popup className={css.tip}>
            {label}
            {keys ? <Keys keys={keys} /> : null}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
