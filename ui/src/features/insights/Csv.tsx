import { Copy, Download, FileSpreadsheet } from "lucide-react";
import { call, host } from "../../api/client";
import type { InsightMeasure, InsightSlice, InsightsReq, InsightTable } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { Menu, MenuItem } from "../../components/Menu";
import { copyLater } from "../../lib/clipboard";
import { tell, tellProblem } from "../../state/toasts";
import { words } from "./words";

export const NO_SLICE: InsightSlice = { personId: null, hour: null, replyClass: null };

/** A table for a spreadsheet: as a file in a browser, copied anywhere. The window refuses downloads of its pages. */
export function Csv({ name, of, table, measure = null, slice = NO_SLICE }: { name: string; of: InsightsReq; table: InsightTable; measure?: InsightMeasure | null; slice?: InsightSlice }) {
  const make = () => call("insights_csv", { of, table, measure, slice });
  const save = () => {
    make().then((file) => { saveFile(file.name, file.text); }, () => { tellProblem(words.cannotCsv); });
  };
  const copy = () => {
    copyLater(make().then((file) => file.text)).then((done) => {
      if (done) tell(words.csvCopied);
      else tellProblem(words.cannotCopy);
    }, () => { tellProblem(words.cannotCsv); });
  };
  return (
    <Menu trigger={<Button size="s" look="quiet" icon={<FileSpreadsheet size={14} />} aria-label={words.csvOf(name)}>{words.csv}</Button>}>
      {host().can.signOut ? <MenuItem icon={<Download size={14} />} onSelect={save}>{words.csvSave}</MenuItem> : null}
      <MenuItem icon={<Copy size={14} />} onSelect={copy}>{words.csvCopy}</MenuItem>
    </Menu>
  );
}

function saveFile(name: string, text: string): void {
  // The mark at the beginning tells spreadsheets that it is UTF-8.
  const url = URL.createObjectURL(new Blob(["\uFEFF", text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => { URL.revokeObjectURL(url); }, 10_000);
}
