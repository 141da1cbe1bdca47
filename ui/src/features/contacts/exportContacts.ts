import { call, type Req } from "../../api/client";
import { failureSentence } from "../../parts/Failure";
import { saveFile } from "../../parts/saveFile";
import { tell, tellProblem } from "../../state/toasts";
import { words } from "./words";

/** Writes the contacts of the list into a file and hands that over. */
export async function exportContacts(req: Req<"export_contacts">): Promise<void> {
  try {
    const file = await call("export_contacts", req);
    saveFile(file);
    tell(words.exported(file.contacts, file.name));
  } catch (error) {
    tellProblem(failureSentence(error));
  }
}
