import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { KeyboardEvent, ReactNode } from "react";
import { classes } from "../lib/classes";
import { IconButton } from "./Button";
import { words } from "./words";
import css from "./Dialog.module.css";

/** A dialog in the middle, or a drawer at the right edge: wide, or as wide as a pane. Focus stays inside and returns where it was. */
export function Dialog({ open, onClose, title, children, place = "middle", hideTitle = false, closeLabel = words.close, keysOf, backTo }: {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  place?: "middle" | "top" | "right" | "side" | "full";
  hideTitle?: boolean;
  closeLabel?: string;
  /** The action that opened it, if its key closes it, too: every other key is the dialog's while it is open. */
  keysOf?: string;
  /** Where the focus goes when it closes, if what had it in here is gone by then. */
  backTo?: () => HTMLElement | null;
}) {
  return (
    <Base.Root open={open} onOpenChange={(next) => { if (!next) onClose(); }}>
      <Base.Portal>
        <Base.Backdrop className={classes(css.backdrop, place === "full" && css.dark)} />
        <Base.Popup className={classes(css.popup, css[place])} onKeyDown={keepEscape} data-keys={keysOf} {...(backTo ? { finalFocus: () => backTo() ?? true } : {})}>
          <div className={classes(css.head, hideTitle && css.headHidden)}>
            <Base.Title className={hideTitle ? "visually-hidden" : css.title}>{title}</Base.Title>
            {place === "top" ? null : <Base.Close render={<IconButton label={closeLabel} tip={false} icon={<X size={16} />} />} />}
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** An Escape that something inside has taken for itself closes nothing. */
function keepEscape(event: KeyboardEvent<HTMLElement> & { preventBaseUIHandler: () => void }): void {
  if (event.key !== "Escape" || !event.defaultPrevented) return;
  event.preventBaseUIHandler();
  event.stopPropagation();
}
