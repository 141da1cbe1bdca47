import { Copy, Download, FileSpreadsheet } from "lucide-react";
import { call } from "../../api/client";
import type { InsightMeasure, InsightSlice, InsightsReq, InsightTable } from "../../api/schema.gen";
import { Button } from "../../components/Button";
import { Menu, MenuItem } from "../../components/Menu";
import { copyLater } from "../../lib/clipboard";
import { saveFile } from "../../parts/saveFile";
import { tell, tellProblem } from "../../state/toasts";
import { words } from "./words";

export const NO_SLICE: InsightSlice = { personId: null, hour: null, replyClass: null };

/** A table for a spreadsheet: as a file, or copied. */
export function Csv({ name, of, table, measure = null, slice = NO_SLICE }: { name: string; of: InsightsReq; table: InsightTable; measure?: InsightMeasure | null; slice?: InsightSlice }) {
  const asked = { of, table, measure, slice };
  const save = () => {
    call("export_insights", asked).then((file) => {
      saveFile(file);
      tell(words.csvSaved(file.name));
    }, () => { tellProblem(words.cannotCsv); });
  };
  const copy = () => {
    copyLater(call("insights_csv", asked).then((file) => file.text)).then((done) => {
      if (done) tell(words.csvCopied);
      else tellProblem(words.cannotCopy);
    }, () => { tellProblem(words.cannotCsv); });
  };
  return (
    <Menu trigger={<Button size="s" look="quiet" icon={<FileSpreadsheet size={14} />} aria-label={words.csvOf(name)}>{words.csv}</Button>}>
      <MenuItem icon={<Download size={14} />} onSelect={save}>{words.csvSave}</MenuItem>
      <MenuItem icon={<Copy size={14} />} onSelect={copy}>{words.csvCopy}</MenuItem>
    </Menu>
  );
}
