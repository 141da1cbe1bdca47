import { host } from "../api/client";

/** Shows sample data in the place of the workspace, or the workspace again. Everything is read anew after it. */
export async function lookAround(on: boolean): Promise<void> {
  await host().lookAround(on);
  host().startAnew();
}
