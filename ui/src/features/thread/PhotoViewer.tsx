import { ChevronLeft, ChevronRight } from "lucide-react";
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
  return (
    <Dialog open={picture !== undefined} onClose={() => { onMove(null); }} title={picture?.name ?? ""} place="full">
      {picture && index !== null ? (
        <div className={css.stage} onKeyDown={(event) => {
          if (event.key === "ArrowLeft") move(-1);
          if (event.key === "ArrowRight") move(1);
        }}>
          {pictures.length > 1 ? <IconButton label={words.previousPicture} icon={<ChevronLeft size={20} />} disabled={index === 0} onClick={() => { move(-1); }} /> : null}
          <img className={css.picture} src={mediaUrl(picture.id)} alt={words.picture(picture.name)} width={picture.width ?? undefined} height={picture.height ?? undefined} />
          {pictures.length > 1 ? <IconButton label={words.nextPicture} icon={<ChevronRight size={20} />} disabled={index === pictures.length - 1} onClick={() => { move(1); }} /> : null}
        </div>
      ) : null}
    </Dialog>
  );
}
