import { act } from "@testing-library/react";
import { dismiss, toasts } from "../state/toasts";

/** The time of what is offered to be undone is over. */
export function undoIsOver(): void {
  const offered = toasts.get().filter((one) => one.action !== null);
  if (offered.length === 0) throw new Error("no way back is offered");
  act(() => { for (const { id } of offered) dismiss(id); });
}
