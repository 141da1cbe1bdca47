import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { ask } from "../../api/queries";
import type { CallPage } from "../../api/schema.gen";
import { Skeleton } from "../../components/Notice";
import { go, useRoute } from "../../lib/location";
import { withOpen } from "../../lib/routes";
import { Missing } from "../../parts/call/Missing";
import { NextSteps } from "../../parts/call/NextSteps";
import { TranscriptList } from "../../parts/call/TranscriptList";
import { words as callWords } from "../../parts/call/words";
import { Failure } from "../../parts/Failure";
import { SoundPlayer, unplayable } from "../../parts/SoundPlayer";
import { Words } from "../../parts/Words";
import { load, play } from "../../state/player";
import { words } from "./words";
import css from "./CallUnfolded.module.css";

/** All of a call where it stands in the conversation. It is read once it is opened. */
export function CallUnfolded({ callId }: { callId: string }) {
  const page = useQuery(ask("call_page", { callId }));
  if (page.data) return <Loaded page={page.data} />;
  if (page.error) return <Failure error={page.error} onRetry={() => { void page.refetch(); }} />;
  return <Skeleton lines={4} label={words.callLoading} />;
}

function Loaded({ page }: { page: CallPage }) {
  const route = useRoute();
  const said = useRef<HTMLDivElement>(null);
  // The same as on the call's page, so that it plays on over there.
  const trackId = `call ${page.id}`;
  const hear = (startMs: number) => {
    if (page.audio.length === 0 || unplayable(page.audio) !== null) {
      go(withOpen(route, { kind: "call", callId: page.id, startMs }));
      return;
    }
    load(trackId, page.audio);
    play(startMs);
  };
  return (
    <>
      <section>
        <h4 className={css.heading}>{callWords.summary}</h4>
        {page.summaryLines.length > 0 ? (
          <ul className={css.summary}>{page.summaryLines.map((line, index) => <li key={index}><Words text={line} /></li>)}</ul>
        ) : (
          <Missing part={page.summary} of="summary" />
        )}
      </section>
      {page.nextSteps.length > 0 ? <NextSteps page={page} heading="h4" onHear={hear} /> : null}
      {page.audio.length > 0 ? (
        <SoundPlayer trackId={trackId} label={callWords.recordingOf(page.title)} sounds={page.audio} layout="bar" />
      ) : page.voicemail ? null : (
        <Missing part={page.recording} of="recording" />
      )}
      {page.segments.length === 0 && page.voicemail ? null : (
        <section>
          <h4 className={css.heading}>{callWords.transcript}</h4>
          {page.segments.length > 0 ? (
            // A long one scrolls in a room of its own: the conversation stays near. It must be reachable by key.
            <div ref={said} className={css.said} tabIndex={0} role="region" aria-label={callWords.transcript}>
              <TranscriptList page={page} trackId={trackId} scroller={said} />
            </div>
          ) : (
            <Missing part={page.transcript} of="transcript" />
          )}
        </section>
      )}
    </>
  );
}
