import type { HealthWarningKind } from "../api/schema.gen";

export const words = {
  title: "Warnings",
  since: (time: string) => `since ${time}`,
  more: (count: number) => `and ${count} more`,
  open: "Open Connection",
  openBackup: "Open Backup",
  hide: "Hide this warning",
  hidden: (title: string, more: number) => (more === 0 ? `Warning hidden: ${title}` : `${more + 1} warnings hidden`),
};

/** The same warnings among the problems of a status have these codes. */
const CODES: Record<HealthWarningKind, string> = { silence: "silence", failures: "failures", backlog: "backlog", keyRefused: "key_refused", webhookRefused: "webhook_refused", backup: "backup" };

/** Whether a problem is a warning, which is shown as such. */
export function isWarning(code: string): boolean {
  return Object.values(CODES).includes(code) || code in CODES;
}
