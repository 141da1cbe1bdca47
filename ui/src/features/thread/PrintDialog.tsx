import { useMutation } from "@tanstack/react-query";
import { Printer } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "../../components/Button";
import { Dialog } from "../../components/Dialog";
import { Choice, Switch } from "../../components/Fields";
import { ProgressBar } from "../../components/ProgressBar";
import { count } from "../../lib/numbers";
import { failureSentence } from "../../parts/Failure";
import { serverNow } from "../../state/clock";
import { tellProblem } from "../../state/toasts";
import { MOST_PRINTED, PRINT_RANGES, readForPrint, type PrintRange, type Printed } from "./printItems";
import { words } from "./words";
import css from "./ThreadDialogs.module.css";

/** Asks how much of a conversation goes on paper, and reads it. */
export function PrintDialog({ open, conversationId, total, onClose, onPrint }: {
  open: boolean;
  conversationId: string;
  total: number;
  onClose: () => void;
  onPrint: (printed: Printed, notes: boolean) => void;
}) {
  return (
    <Dialog open={open} onClose={onClose} title={words.printTitle}>
      <Content conversationId={conversationId} total={total} onClose={onClose} onPrint={onPrint} />
    </Dialog>
  );
}

function Content({ conversationId, total, onClose, onPrint }: { conversationId: string; total: number; onClose: () => void; onPrint: (printed: Printed, notes: boolean) => void }) {
  const [range, setRange] = useState<PrintRange>(total <= 500 ? "all" : "month");
  const [notes, setNotes] = useState(false);
  const [read, setRead] = useState(0);
  // Closing the dialog ends the reading, which goes on outside React.
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => { here.current = false; };
  }, []);
  const print = useMutation({
    mutationFn: () => readForPrint(conversationId, range, serverNow(), (items) => {
      if (here.current) setRead(items);
      return here.current;
    }),
    onSuccess: (printed) => {
      if (printed === null || printed.items.length === 0) return;
      onClose();
      onPrint(printed, notes);
    },
    onError: (error) => { tellProblem(failureSentence(error)); },
  });
  const most = Math.min(total, MOST_PRINTED);
  return (
    <form
      className={css.body}
      onSubmit={(event) => {
        event.preventDefault();
        print.mutate();
      }}
    >
      <div className={css.row}>
        <span id="print-how">{words.printHow}</span>
        <Choice labelId="print-how" value={range} choices={PRINT_RANGES.map((value) => ({ value, label: value === "all" ? `${words.printRange.all} (${count(total)})` : words.printRange[value] }))} onChoose={setRange} />
      </div>
      <div className={css.row}>
        <div>
          <div id="print-notes">{words.printNotes}</div>
          <p id="print-notes-hint" className={css.hint}>{words.printNotesHint}</p>
        </div>
        <Switch on={notes} labelId="print-notes" hintId="print-notes-hint" onChange={setNotes} />
      </div>
      {total > MOST_PRINTED ? <p className={css.hint}>{words.printMost(count(MOST_PRINTED))}</p> : null}
      {print.isPending ? (
        <div role="status">
          <ProgressBar label={words.printTitle} done={read} total={most} />
          <p className={css.hint}>{words.printReading(count(read), count(most))}</p>
        </div>
      ) : null}
      {print.data?.items.length === 0 ? <p className={css.problem} role="alert">{words.printNothing}</p> : null}
      <div className={css.choices}>
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button look="main" type="submit" icon={<Printer size={14} />} disabled={print.isPending}>{words.print}</Button>
      </div>
    </form>
  );
}
