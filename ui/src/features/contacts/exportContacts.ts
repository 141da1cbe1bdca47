import { call, mediaUrl, type Req } from "../../api/client";
import { failureSentence } from "../../parts/Failure";
import { tell, tellProblem } from "../../state/toasts";
import { words } from "./words";

/** Writes the contacts of the list into a file and hands that over: a download in a browser, the Downloads folder in the window. */
export async function exportContacts(req: Req<"export_contacts">): Promise<void> {
  try {
    const file = await call("export_contacts", req);
    const link = document.createElement("a");
    link.href = `${mediaUrl(file.mediaId)}?name=${encodeURIComponent(file.name)}`;
    link.download = file.name;
    document.body.append(link);
    link.click();
    link.remove();
    tell(words.exported(file.contacts, file.name));
  } catch (error) {
    tellProblem(failureSentence(error));
  }
}
