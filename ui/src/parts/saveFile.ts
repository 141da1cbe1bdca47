import { mediaUrl } from "../api/client";

/** Hands a file over that the core wrote: a download in a browser, the Downloads folder in the window. */
export function saveFile({ mediaId, name }: { mediaId: string; name: string }): void {
  const link = document.createElement("a");
  link.href = `${mediaUrl(mediaId)}?name=${encodeURIComponent(name)}`;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}
