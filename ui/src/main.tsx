import "./styles/tokens.css";
import "./styles/reset.css";
import "./styles/print.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { setTransport } from "./api/client";
import { findTransport } from "./api/host";
import { App } from "./app/App";
import { keepAllDrafts } from "./state/drafts";
import { keepAllNotes } from "./state/contactNotes";
import { startClock } from "./state/clock";
import { listenForKeys } from "./state/actions";
import { followAppearance } from "./state/appearance";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no place for Ringbook");

// Before anything is drawn, so that nothing flashes in other colours.
followAppearance();
setTransport(await findTransport());
startClock();
listenForKeys();
window.addEventListener("pagehide", keepAllDrafts);
window.addEventListener("pagehide", keepAllNotes);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
