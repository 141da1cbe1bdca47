import { Menu as Base } from "@base-ui/react/menu";
import { Check } from "lucide-react";
import type { ReactElement, ReactNode } from "react";
import css from "./Menu.module.css";

/** A menu under its button. */
export function Menu({ trigger, children, align = "end" }: { trigger: ReactElement; children: ReactNode; align?: "start" | "end" }) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className={css.place}>
          <Base.Popup className={css.menu}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** One line of a menu. */
export function MenuItem({ icon, children, onSelect, keys }: { icon?: ReactNode; children: ReactNode; onSelect: () => void; keys?: string | undefined }) {
  return (
    <Base.Item className={css.item} onClick={onSelect}>
      <span className={css.icon} aria-hidden="true">{icon}</span>
      <span className={css.words}>{children}</span>
      {keys ? <kbd className={css.keys}>{keys}</kbd> : null}
    </Base.Item>
  );
}

/** A line of a menu that leads out of Ringbook. */
export function MenuLink({ icon, children, href }: { icon?: ReactNode; children: ReactNode; href: string }) {
  return (
    <Base.Item className={css.item} render={<a href={href} target="_blank" rel="noreferrer noopener" />}>
      <span className={css.icon} aria-hidden="true">{icon}</span>
      <span className={css.words}>{children}</span>
    </Base.Item>
  );
}

/** One of several; the chosen one has a tick. */
export function MenuChoice<T extends string>({ value, choices, onChoose }: { value: T; choices: readonly { value: T; label: ReactNode }[]; onChoose: (value: T) => void }) {
  return (
    <Base.RadioGroup value={value} onValueChange={(next: T) => { onChoose(next); }}>
      {choices.map((choice) => (
        <Base.RadioItem key={choice.value} value={choice.value} className={css.item} closeOnClick>
          <span className={css.icon}>
            <Base.RadioItemIndicator><Check size={14} /></Base.RadioItemIndicator>
          </span>
          <span className={css.words}>{choice.label}</span>
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}

export function MenuLine() {
  return <Base.Separator className={css.line} />;
}
