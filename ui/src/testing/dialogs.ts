import { screen, waitFor } from "@testing-library/react";

/** The dialog that opens, once it has the focus: a key that is pressed before goes nowhere, however fast a computer is. */
export async function openDialog(name?: RegExp | string): Promise<HTMLElement> {
  const dialog = await screen.findByRole("dialog", name === undefined ? {} : { name });
  await waitFor(() => {
    if (!dialog.contains(document.activeElement)) throw new Error("the dialog has no focus yet");
  });
  return dialog;
}
