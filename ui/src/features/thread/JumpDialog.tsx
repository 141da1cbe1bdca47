import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "../../components/Button";
import { Calendar } from "../../components/Calendar";
import { Dialog } from "../../components/Dialog";
import { TextField } from "../../components/Fields";
import { dayName, dayOf, isoDay, partsOfDay, readDay, shortDay } from "../../lib/dates";
import { failureSentence } from "../../parts/Failure";
import { useFirstWeekday } from "../../state/appearance";
import { useNow } from "../../state/clock";
import { tell, tellProblem } from "../../state/toasts";
import { placeOfDay, type DayPlace } from "./dateGoal";
import { words } from "./words";
import css from "./ThreadDialogs.module.css";

/** Asks for a day and goes to it. */
export function JumpDialog({ open, conversationId, startAt, onClose, onPlace }: {
  open: boolean;
  conversationId: string;
  /** The moment that is looked at just now. */
  startAt: number | null;
  onClose: () => void;
  onPlace: (place: DayPlace) => void;
}) {
  return (
    <Dialog open={open} onClose={onClose} title={words.jump}>
      <Content conversationId={conversationId} startAt={startAt} onClose={onClose} onPlace={onPlace} />
    </Dialog>
  );
}

/** "Oct 28" and "Oct 30"; with the year where one is of another year. */
function shortDays(one: number, other: number, today: number): [string, string] {
  const { year } = partsOfDay(today);
  const named = (day: number) => shortDay(isoDay(day), [one, other].some((each) => partsOfDay(each).year !== year));
  return [named(one), named(other)];
}

function Content({ conversationId, startAt, onClose, onPlace }: { conversationId: string; startAt: number | null; onClose: () => void; onPlace: (place: DayPlace) => void }) {
  const today = dayOf(useNow());
  const firstWeekday = useFirstWeekday();
  const [day, setDay] = useState(() => Math.min(today, startAt === null ? today : dayOf(startAt)));
  const [text, setText] = useState("");
  const typed = text.trim() === "" ? null : readDay(text, today);
  const wrong = text.trim() !== "" && (typed === null || typed > today);
  const [said, setSaid] = useState(false);
  const jump = useMutation({
    mutationFn: (to: number) => placeOfDay(conversationId, to),
    onSuccess: (place, to) => {
      onPlace(place);
      if (place.kind === "item") {
        if (place.day !== to) tell(words.jumpedNear(...shortDays(to, place.day, today)));
      } else tell(place.kind === "start" ? words.jumpedBefore : words.jumpedAfter);
      onClose();
    },
    onError: (error) => { tellProblem(failureSentence(error)); },
  });
  const submit = () => {
    if (wrong) setSaid(true);
    else jump.mutate(typed ?? day);
  };
  return (
    <form
      className={css.body}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextField
        label={words.jumpField}
        autoFocus
        autoComplete="off"
        value={text}
        placeholder={dayName(day)}
        hint={typed !== null && !wrong ? dayName(typed) : words.jumpHint}
        problem={said && wrong ? words.jumpProblem : null}
        onChange={(event) => {
          setText(event.target.value);
          setSaid(false);
          const read = readDay(event.target.value, today);
          if (read !== null && read <= today) setDay(read);
        }}
      />
      <Calendar
        label={words.jump}
        labels={words}
        value={day}
        today={today}
        last={today}
        firstWeekday={firstWeekday}
        onMove={(to) => { setDay(to); setText(""); }}
        onChoose={(to) => { setDay(to); setText(""); jump.mutate(to); }}
      />
      <div className={css.choices}>
        <Button onClick={onClose}>{words.cancel}</Button>
        <Button look="main" type="submit" disabled={jump.isPending}>{jump.isPending ? words.jumping : words.jumpGo}</Button>
      </div>
    </form>
  );
}
