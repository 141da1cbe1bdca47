import { createContext } from "react";
import type { Author, Media, TimelineItem } from "../../api/schema.gen";

/** A picture that can be looked at, with who sent it and when. */
export interface Sent {
  media: Media;
  author: Author;
  at: number;
}

/** Whether it is shown as a picture, here or once it is here. */
export function isPicture(media: Media): boolean {
  return media.mime.startsWith("image/");
}

/** Whether its bytes are on this computer. */
export function isHere(media: Media): boolean {
  return media.state === "here" && media.id !== "";
}

/** Every picture of what is loaded of a conversation, oldest first. */
export function picturesOf(items: readonly TimelineItem[]): Sent[] {
  return items.flatMap(({ body, author, at }) => (body.kind === "text" ? body.media.filter((one) => isPicture(one) && isHere(one)).map((media) => ({ media, author, at })) : []));
}

/** Opens a picture of the conversation by its id. */
export const ShowPicture = createContext<(mediaId: string) => void>(() => undefined);
