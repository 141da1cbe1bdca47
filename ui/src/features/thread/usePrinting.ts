import { useEffect, useEffectEvent, useState } from "react";
import { flushSync } from "react-dom";
import type { Printed } from "./printItems";

interface Paper {
  printed: Printed;
  notes: boolean;
}

/**
 * What is on paper just now. The browser's own "Print" cannot wait for anything to be read, so it gets what is loaded;
 * `print` gets what was read for it.
 */
export function usePrinting(loaded: Printed): { paper: Paper | null; print: (printed: Printed, notes: boolean) => void } {
  const [paper, setPaper] = useState<Paper | null>(null);
  const begin = useEffectEvent(() => {
    // The page is taken as it is when this returns.
    if (paper === null) flushSync(() => { setPaper({ printed: loaded, notes: false }); });
  });
  // Printing is announced by the window, and by a medium that changes without an announcement.
  useEffect(() => {
    const onPaper = window.matchMedia("print");
    const end = () => { setPaper(null); };
    const changed = () => {
      if (onPaper.matches) begin();
      else end();
    };
    const before = () => { begin(); };
    window.addEventListener("beforeprint", before);
    window.addEventListener("afterprint", end);
    onPaper.addEventListener("change", changed);
    return () => {
      window.removeEventListener("beforeprint", before);
      window.removeEventListener("afterprint", end);
      onPaper.removeEventListener("change", changed);
    };
  }, []);
  const print = (printed: Printed, notes: boolean) => {
    setPaper({ printed, notes });
    // After the dialog has gone and the sheet is drawn.
    window.setTimeout(() => { window.print(); }, 250);
  };
  return { paper, print };
}
