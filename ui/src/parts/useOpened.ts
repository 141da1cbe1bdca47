import { useEffect, useEffectEvent } from "react";
import { announce } from "../state/announcer";
import { opened } from "./words";

/** Says to a screen reader what has been opened, once its name is known: the focus stays where it was. */
export function useOpened(name: string | undefined): void {
  const known = name !== undefined;
  const say = useEffectEvent(() => {
    if (name !== undefined) announce(opened(name));
  });
  // The announcer is outside React. A new name of what is open already is no opening.
  useEffect(() => { say(); }, [known]);
}
