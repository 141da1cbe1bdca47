import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useEffectEvent } from "react";
import { mediaUrl } from "../../api/client";
import type { Media } from "../../api/schema.gen";
import { IconButton } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { words } from "./words";
import css from "./PhotoViewer.module.css";

/** One picture over everything; arrows go to its neighbours, Escape closes. */
export function PhotoViewer({ pictures, index, onMove }: { pictures: readonly Media[]; index: number | null; onMove: (index: number | null) => void }) {
  const picture = index === null ? undefined : pictures[index];
  const move = (by: number) => {
    if (index !== null && pictures[index + by]) onMove(index + by);
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === "ArrowLeft") move(-1);
    if (event.key === "ArrowRight") move(1);
  });
  const open = picture !== undefined;
  // The arrows are the picture's wherever the focus is: at first it is on the button that closes, and a
  // dialog keeps their keys to itself.
  useEffect(() => {
    if (!open) return undefined;
    window.addEventListener("keydown", onKey, { capture: true });
    return () => { window.removeEventListener("keydown", onKey, { capture: true }); };
  }, [open]);
  return (
    <Dialog open={open} onClose={() => { onMove(null); }} title={picture?.name ?? ""} place="full">
      {picture && index !== null ? (
        <div className={css.stage}>
          {/* Not switched off at the ends: that would take the focus away from whoever has just come there. */}
          {pictures.length > 1 ? <IconButton label={words.previousPicture} icon={<ChevronLeft size={20} />} aria-disabled={index === 0} onClick={() => { move(-1); }} /> : null}
          <img className={css.picture} src={mediaUrl(picture.id)} alt={words.picture(picture.name)} width={picture.width ?? undefined} height={picture.height ?? undefined} />
          {pictures.length > 1 ? <IconButton label={words.nextPicture} icon={<ChevronRight size={20} />} aria-disabled={index === pictures.length - 1} onClick={() => { move(1); }} /> : null}
        </div>
      ) : null}
    </Dialog>
  );
}
