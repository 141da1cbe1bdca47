import { CSPProvider } from "@base-ui/react/csp-provider";
import { Tooltip } from "@base-ui/react/tooltip";
import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { host, session } from "../api/client";
import { makeQueryClient } from "../api/queries";
import { EmptyState } from "../components/Notice";
import { useStore } from "../lib/store";
import { ChoosePassword, SignIn } from "../features/session/SignIn";
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

function Door() {
  const who = useStore(session);
  const [unreachable, setUnreachable] = useState(false);
  // Asks the host who is looking, until it answers.
  useEffect(() => {
    let timer: number | undefined;
    let over = false;
    const knock = () => {
      host().session().then(
        (answer) => {
          if (over) return;
          setUnreachable(false);
          session.set(answer);
        },
        () => {
          if (over) return;
          setUnreachable(true);
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

  if (!who) return unreachable ? <main style={{ height: "100%" }}><EmptyState icon={null} title={words.unreachable}>{words.unreachableBody}</EmptyState></main> : <div role="status" aria-label={words.starting} />;
  if (!who.setUp) return <ChoosePassword />;
  if (!who.signedIn) return <SignIn demo={who.demo} />;
  return <Shell demo={who.demo} />;
}
