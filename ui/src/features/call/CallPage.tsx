import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Link, MessagesSquare } from "lucide-react";
import { useEffect, useRef } from "react";
import type { CallError } from "../../api/client";
import { ask } from "../../api/queries";
import type { CallPage as Page } from "../../api/schema.gen";
import { Button, IconButton } from "../../components/Button";
import { Skeleton } from "../../components/Notice";
import { Tip } from "../../components/Tip";
import { copyText } from "../../lib/clipboard";
import { fullTime, length, moment } from "../../lib/dates";
import { useLanding } from "../../lib/focus";
import { go, goBack, useRoute } from "../../lib/location";
import { withOpen } from "../../lib/routes";
import { useStore } from "../../lib/store";
import { Missing } from "../../parts/call/Missing";
import { NextSteps } from "../../parts/call/NextSteps";
import { linkToMoment, quoteOf } from "../../parts/call/quote";
import { segmentAt } from "../../parts/call/segmentAt";
import { words as callWords } from "../../parts/call/words";
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
import { load, playAsked, player, seek, skip, toHear, togglePlaying } from "../../state/player";
import { tell, tellProblem } from "../../state/toasts";
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
    // From a search, back is to what was found.
    goBack(withOpen(route, page.conversationId === null || route.screen === "search" ? null : { kind: "thread", conversationId: page.conversationId, itemId: page.id }));
  };
  const asked = useStore(toHear);
  // A hit in a transcript opens the recording at its second, ready to be heard, or heard at once where somebody asked for
  // that; the player lives outside React.
  useEffect(() => {
    if (page.audio.length === 0) return;
    load(trackId, page.audio);
    playAsked(trackId);
    const { playing, loading } = player.get();
    if (startMs !== null && !playing && !loading) seek(startMs);
  }, [trackId, page.audio, startMs, asked]);
  useLanding(body);

  const ready = () => { load(trackId, page.audio); };
  /** The second in which something was said comes into view and is ready to be heard; it is the address's from now on. */
  const hear = (ms: number) => {
    go(withOpen(route, { kind: "call", callId: page.id, startMs: ms }), "replace");
    if (page.audio.length === 0) return;
    ready();
    seek(ms);
  };
  const { step } = useSpeed();
  const give = (text: string, said: string) => {
    void copyText(text).then((done) => {
      if (done) tell(said);
      else tellProblem(callWords.cannotCopy);
    });
  };
  /** The second that is heard, else the one that the address names. */
  const heardAt = () => (player.get().trackId === trackId && player.get().positionMs > 0 ? player.get().positionMs : (startMs ?? 0));
  const copyLink = () => {
    const at = Math.floor(heardAt() / 1000) * 1000;
    give(linkToMoment(route, page.id, at), callWords.linkCopied(length(at)));
  };
  const copyHeard = () => {
    const segment = page.segments[Math.max(0, segmentAt(page.segments, heardAt()))];
    if (segment) give(quoteOf(segment, page), callWords.copied);
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
      <div ref={body} className={css.body} role="group" aria-label={words.with(page.title)} tabIndex={-1} data-landing="">
        <div className={css.column}>
          <section className={css.section} aria-labelledby="call-summary">
            <h3 id="call-summary" className={css.heading}>{callWords.summary}</h3>
            {page.summaryLines.length > 0 ? (
              <ul className={css.summary}>{page.summaryLines.map((line, index) => <li key={index}><Words text={line} /></li>)}</ul>
            ) : (
              <Missing part={page.summary} of="summary" />
            )}
          </section>
          {page.nextSteps.length > 0 ? <NextSteps page={page} heading="h3" onHear={hear} /> : null}
          {page.extras.length > 0 ? (
            <dl className={css.extras} aria-label={words.extras}>
              {page.extras.map((extra) => <div key={extra.label}><dt>{extra.label}</dt><dd>{extra.value}</dd></div>)}
            </dl>
          ) : null}
          {page.voicemail ? (
            <section className={css.section} aria-label={words.voicemailOf(page.title)}>
              <h3 className={css.heading}>{words.voicemail}</h3>
              {page.voicemail.audio ? <SoundPlayer trackId={`voicemail ${page.id}`} label={words.voicemailOf(page.title)} sounds={[page.voicemail.audio]} layout="bar" /> : null}
              {page.voicemail.transcript ? <p className={css.plain}><Words text={page.voicemail.transcript} /></p> : null}
            </section>
          ) : null}
        </div>
        <div className={css.recording}>
          <div className={css.column}>
            {page.audio.length > 0 ? (
              <SoundPlayer trackId={trackId} label={callWords.recordingOf(page.title)} sounds={page.audio} layout="bar" />
            ) : page.voicemail ? null : (
              <Missing part={page.recording} of="recording" />
            )}
          </div>
        </div>
        <div className={css.column}>
          {page.segments.length > 0 ? (
            <Transcript page={page} trackId={trackId} startMs={startMs} scroller={body} />
          ) : page.voicemail ? null : (
            <section className={css.section}>
              <h3 className={css.heading}>{callWords.transcript}</h3>
              <Missing part={page.transcript} of="transcript" />
            </section>
          )}
        </div>
      </div>
    </>
  );
}
