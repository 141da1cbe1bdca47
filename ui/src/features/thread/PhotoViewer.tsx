import { ChevronLeft, ChevronRight, Download, ZoomIn, ZoomOut } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { mediaUrl } from "../../api/client";
import { Button, IconButton } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { moment } from "../../lib/dates";
import { saveFile } from "../../parts/saveFile";
import { useNow } from "../../state/clock";
import type { Sent } from "./pictures";
import { words } from "./words";
import css from "./PhotoViewer.module.css";

/** One picture of a conversation over everything; arrows go to its neighbours, Escape closes. */
export function PhotoViewer({ pictures, shown, onMove }: { pictures: readonly Sent[]; shown: string | null; onMove: (mediaId: string | null) => void }) {
  const now = useNow();
  const [whole, setWhole] = useState(true);
  const frame = useRef<HTMLDivElement>(null);
  const index = pictures.findIndex(({ media }) => media.id === shown);
  const picture = pictures[index];
  const move = (by: number) => {
    const next = pictures[index + by];
    if (index < 0 || !next) return;
    setWhole(true);
    onMove(next.media.id);
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    // What is larger than the window is moved about by the arrows.
    if (!whole && event.target === frame.current) return;
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
  const zoom = () => {
    setWhole(!whole);
    if (whole) frame.current?.focus();
  };
  return (
    <Dialog open={open} onClose={() => { setWhole(true); onMove(null); }} title={picture?.media.name ?? ""} place="full">
      {picture ? (
        <>
          <div className={css.about}>
            <p className={css.facts} role="status">
              {[words.sentBy(picture.author.name), moment(picture.at, now), pictures.length > 1 ? words.pictureAt(index + 1, pictures.length) : null].filter(Boolean).join(" · ")}
            </p>
            <Button look="quiet" size="s" icon={whole ? <ZoomIn size={14} /> : <ZoomOut size={14} />} onClick={zoom}>{whole ? words.realSize : words.wholePicture}</Button>
            <Button look="quiet" size="s" icon={<Download size={14} />} onClick={() => { saveFile({ mediaId: picture.media.id, name: picture.media.name }); }}>{words.savePicture}</Button>
          </div>
          <div className={css.stage}>
            {/* Not switched off at the ends: that would take the focus away from whoever has just come there. */}
            {pictures.length > 1 ? <IconButton label={words.previousPicture} keys="←" icon={<ChevronLeft size={20} />} aria-disabled={index === 0} onClick={() => { move(-1); }} /> : null}
            <div ref={frame} className={css.frame} data-whole={whole || undefined} tabIndex={whole ? -1 : 0} role="group" aria-label={words.picture(picture.media.name)}>
              <img key={picture.media.id} className={css.picture} src={mediaUrl(picture.media.id)} alt={words.picture(picture.media.name)} width={picture.media.width ?? undefined} height={picture.media.height ?? undefined} />
            </div>
            {pictures.length > 1 ? <IconButton label={words.nextPicture} keys="→" icon={<ChevronRight size={20} />} aria-disabled={index === pictures.length - 1} onClick={() => { move(1); }} /> : null}
          </div>
        </>
      ) : null}
    </Dialog>
  );
}
