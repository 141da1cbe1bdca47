import { CSPProvider } from "@base-ui/react/csp-provider";
import { Tooltip } from "@base-ui/react/tooltip";
import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { host, session } from "../api/client";
import { CallError } from "../api/transport/transport";
import { makeQueryClient } from "../api/queries";
import { noteMoment } from "../lib/moments";
import { EmptyState } from "../components/Notice";
import { useStore } from "../lib/store";
import { ChoosePassword, SignIn } from "../features/session/SignIn";
import { failureSentence } from "../parts/Failure";
import { Announcer } from "./Announcer";
import { Boundary } from "./Boundary";
import { Shell } from "./Shell";
import { Toasts } from "./Toasts";
import { words } from "./words";

/** Ringbook's interface: who is looking decides what is shown. */
export function App({ client = null }: { client?: ReturnType<typeof makeQueryClient> | null }) {
  const [queryClient] = useState(() => client ?? makeQueryClient());
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <Tooltip.Provider>
          <Boundary>
            <Door />
          </Boundary>
          <Toasts />
          <Announcer />
        </Tooltip.Provider>
      </QueryClientProvider>
    </CSPProvider>
  );
}

const RETRY_MS = 2000;
/** A sound data folder opens faster; nothing is said before, so that nothing flashes. */
const PATIENCE_MS = 1500;
/** With the frame on the screen and grey rows in it, it is plain for longer that something is coming. */
const FRAME_PATIENCE_MS = 4000;

function Door() {
  const who = useStore(session);
  const [opened, setOpened] = useState(false);
  const [problem, setProblem] = useState<{ title: string; body: string } | null>(null);
  const [long, setLong] = useState(false);
  const framed = who !== null;
  // Asks the host who is looking, until it answers, and then for the data folder. The frame is drawn while that is being
  // opened: what it asks waits as long.
  useEffect(() => {
    let timer: number | undefined;
    let over = false;
    const knock = () => {
      host().session()
        .then(async (answer) => {
          if (over) return;
          session.set(answer);
          await host().opened();
        })
        .then(
          () => {
            if (over) return;
            noteMoment("core answered");
            setProblem(null);
            setOpened(true);
          },
          (error: unknown) => {
            if (over) return;
            setProblem(whyClosed(error));
            timer = window.setTimeout(knock, RETRY_MS);
          },
        );
    };
    knock();
    return () => {
      over = true;
      window.clearTimeout(timer);
    };
  }, []);
  useEffect(() => {
    if (opened) return undefined;
    const patience = window.setTimeout(() => { setLong(true); }, framed ? FRAME_PATIENCE_MS : PATIENCE_MS);
    return () => { window.clearTimeout(patience); };
  }, [framed, opened]);

  const said = opened ? null : problem ?? (long ? { title: words.starting, body: words.startingBody } : null);
  if (said) return <main style={{ height: "100%" }} aria-live="polite"><EmptyState icon={null} title={said.title}>{said.body}</EmptyState></main>;
  if (!who) return <div role="status" aria-label={words.starting} />;
  if (!who.setUp) return <ChoosePassword />;
  if (!who.signedIn) return <SignIn demo={who.demo} />;
  return <Shell demo={who.demo} />;
}

/** In the window the core says itself why it cannot be used; over HTTP silence is all there is. */
function whyClosed(error: unknown): { title: string; body: string } {
  if (error instanceof CallError && error.code === "unavailable") return { title: words.unusable, body: failureSentence(error) };
  return { title: words.unreachable, body: words.unreachableBody };
}
