import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, CircleAlert, CircleSlash, Hourglass, Link, MessagesSquare, Minus, Timer } from "lucide-react";
import { useEffect, useRef, type ReactNode } from "react";
import type { CallError } from "../../api/client";
import { ask } from "../../api/queries";
import type { CallPage as Page, Part } from "../../api/schema.gen";
import { Button, IconButton } from "../../components/Button";
import { Skeleton } from "../../components/Notice";
import { Tip } from "../../components/Tip";
import { copyText } from "../../lib/clipboard";
import { fullTime, length, moment } from "../../lib/dates";
import { go, goBack, useRoute } from "../../lib/location";
import { withOpen } from "../../lib/routes";
import { linkToMoment, quoteOf } from "./quote";
import { segmentAt } from "./segmentAt";
import { Failure } from "../../parts/Failure";
import { PersonAvatar } from "../../parts/PersonAvatar";
import { SoundPlayer } from "../../parts/SoundPlayer";
import { useOpened } from "../../parts/useOpened";
import { useSpeed } from "../../parts/useSpeed";
import { callFacts, callTitle } from "../../parts/words";
import { Words } from "../../parts/Words";
import { useActions } from "../../state/actions";
import { useNow } from "../../state/clock";
import { useKeyLabel } from "../../state/keymap";
import { startFollowUp } from "../../state/followUps";
import { load, player, seek, skip, togglePlaying } from "../../state/player";
import { tell, tellProblem } from "../../state/toasts";
import { NextSteps } from "./NextSteps";
import { Transcript } from "./Transcript";
import { words } from "./words";
import css from "./CallPage.module.css";

/** A call: what came of it first, then every word of it beside the recording. */
export function CallPage({ callId, startMs }: { callId: string; startMs: number | null }) {
  const page = useQuery(ask("call_page", { callId }));
  const { data } = page;
  useOpened(data ? words.with(data.title) : undefined);
  return (
    <section className={css.pane} aria-label={data ? words.with(data.title) : words.call}>
      {data ? (
        <Loaded page={data} startMs={startMs} />
      ) : page.error ? (
        <Failed error={page.error} onRetry={() => { void page.refetch(); }} />
      ) : (
        <Skeleton lines={9} label={words.loading} />
      )}
    </section>
  );
}

/** Where the list is not beside it, there must be a way back to that. */
function Failed({ error, onRetry }: { error: CallError; onRetry: () => void }) {
  const route = useRoute();
  const back = () => { goBack(withOpen(route, null)); };
  useActions([{ id: "back", run: back }]);
  return (
    <>
      <header className={css.head}><IconButton label={words.back} keys={useKeyLabel("back")} icon={<ArrowLeft size={18} />} onClick={back} /></header>
      <div className={css.failure}><Failure error={error} onRetry={onRetry} /></div>
    </>
  );
}

function Loaded({ page, startMs }: { page: Page; startMs: number | null }) {
  const route = useRoute();
  const now = useNow();
  const body = useRef<HTMLDivElement>(null);
  const trackId = `call ${page.id}`;
  const facts = [callTitle(page.outcome, page.outgoing), callFacts(page.durationMs, false), page.answeredBy ? words.answeredBy(page.answeredBy.name) : null, page.line?.name, page.detail].filter(Boolean).join(" · ");
  const openThread = () => {
    if (page.conversationId !== null) go(withOpen(route, { kind: "thread", conversationId: page.conversationId, itemId: page.id }));
  };
  const back = () => {
    goBack(withOpen(route, page.conversationId === null ? null : { kind: "thread", conversationId: page.conversationId, itemId: page.id }));
  };
  // A hit in a transcript opens the recording at its second, ready to be heard; the player lives outside React.
  useEffect(() => {
    if (page.audio.length === 0) return;
    load(trackId, page.audio);
    if (startMs !== null && !player.get().playing) seek(startMs);
  }, [trackId, page.audio, startMs]);

  const ready = () => { load(trackId, page.audio); };
  const { step } = useSpeed();
  const copied = (words: { done: string; failed: string }, text: string) => {
    void copyText(text).then((done) => {
      if (done) tell(words.done);
      else tellProblem(words.failed);
    });
  };
  /** The second that is heard, else the one that the address names. */
  const heardAt = () => (player.get().trackId === trackId && player.get().positionMs > 0 ? player.get().positionMs : (startMs ?? 0));
  const copyLink = () => {
    const at = Math.floor(heardAt() / 1000) * 1000;
    copied({ done: words.linkCopied(length(at)), failed: words.cannotCopy }, linkToMoment(route, page.id, at));
  };
  const copyHeard = () => {
    const segment = page.segments[Math.max(0, segmentAt(page.segments, heardAt()))];
    if (segment) copied({ done: words.copied, failed: words.cannotCopy }, quoteOf(segment, page));
  };
  useActions([
    { id: "back", run: back },
    { id: "call.copyLink", run: copyLink },
    { id: "followUp.make", run: () => { startFollowUp({ conversationId: page.conversationId, itemId: page.id, about: page.title }); } },
    ...(page.segments.length === 0 ? [] : [{ id: "call.copyQuote" as const, run: copyHeard }]),
    ...(page.conversationId === null ? [] : [{ id: "call.thread" as const, run: openThread }]),
    ...(page.audio.length === 0
      ? []
      : ([
          { id: "call.play", run: () => { ready(); togglePlaying(); } },
          { id: "call.back10", run: () => { ready(); skip(-10_000); } },
          { id: "call.forward10", run: () => { ready(); skip(10_000); } },
          { id: "call.slower", run: () => { step(-1); } },
          { id: "call.faster", run: () => { step(1); } },
        ] as const)),
  ]);
  const keys = { back: useKeyLabel("back"), link: useKeyLabel("call.copyLink") };

  return (
    <>
      <header className={css.head}>
        <IconButton label={words.back} keys={keys.back} icon={<ArrowLeft size={18} />} onClick={back} />
        <PersonAvatar people={page.people} />
        <div className={css.names}>
          <h2 className={css.title}>{page.title}</h2>
          <p className={css.facts}><time title={fullTime(page.at)}>{moment(page.at, now)}</time>{` · ${facts}`}</p>
        </div>
        <IconButton label={words.copyLink} keys={keys.link} icon={<Link size={16} />} onClick={copyLink} />
        {page.conversationId === null ? null : <Tip label={words.openThread}><Button className={css.toThread} icon={<MessagesSquare size={14} />} onClick={openThread}>{words.openThread}</Button></Tip>}
      </header>
      <div ref={body} className={css.body}>
        <div className={css.column}>
          <section className={css.section} aria-labelledby="call-summary">
            <h3 id="call-summary" className={css.heading}>{words.summary}</h3>
            {page.summaryLines.length > 0 ? (
              <ul className={css.summary}>{page.summaryLines.map((line, index) => <li key={index}><Words text={line} /></li>)}</ul>
            ) : (
              <Missing part={page.summary} sentences={words.part.summary} />
            )}
          </section>
          {page.nextSteps.length > 0 ? <NextSteps page={page} onHear={(ms) => { if (page.audio.length > 0) { ready(); seek(ms); } }} /> : null}
          {page.extras.length > 0 ? (
            <dl className={css.extras} aria-label={words.extras}>
              {page.extras.map((extra) => <div key={extra.label}><dt>{extra.label}</dt><dd>{extra.value}</dd></div>)}
            </dl>
          ) : null}
          {page.voicemail ? (
            <section className={css.section} aria-label={words.voicemailOf(page.title)}>
              <h3 className={css.heading}>Voicemail</h3>
              {page.voicemail.audio ? <SoundPlayer trackId={`voicemail ${page.id}`} label={words.voicemailOf(page.title)} sounds={[page.voicemail.audio]} layout="bar" /> : null}
              {page.voicemail.transcript ? <p className={css.plain}><Words text={page.voicemail.transcript} /></p> : null}
            </section>
          ) : null}
        </div>
        <div className={css.recording}>
          <div className={css.column}>
            {page.audio.length > 0 ? (
              <SoundPlayer trackId={trackId} label={words.recordingOf(page.title)} sounds={page.audio} layout="bar" />
            ) : page.voicemail ? null : (
              <Missing part={page.recording} sentences={words.part.recording} />
            )}
          </div>
        </div>
        <div className={css.column}>
          {page.segments.length > 0 ? (
            <Transcript page={page} trackId={trackId} startMs={startMs} scroller={body} />
          ) : page.voicemail ? null : (
            <section className={css.section}>
              <h3 className={css.heading}>{words.transcript}</h3>
              <Missing part={page.transcript} sentences={words.part.transcript} />
            </section>
          )}
        </div>
      </div>
    </>
  );
}

const MISSING: Record<Exclude<Part, "here">, ReactNode> = {
  none: <Minus size={14} />,
  pending: <Hourglass size={14} />,
  notOnThisPlan: <CircleSlash size={14} />,
  tooShort: <Timer size={14} />,
  failed: <CircleAlert size={14} />,
};

/** Why a part is not there, in a word and a sentence, and whether it will come. */
function Missing({ part, sentences }: { part: Part; sentences: Record<Part, string> }) {
  const why = part === "here" ? "none" : part;
  return (
    <p className={css.missing} data-why={why}>
      <span className={css.missingIcon} aria-hidden="true">{MISSING[why]}</span>
      {words.why[why] ? <strong className={css.missingWord}>{words.why[why]}</strong> : null}
      <span>{sentences[why]}</span>
    </p>
  );
}
