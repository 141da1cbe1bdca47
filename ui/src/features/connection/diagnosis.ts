import type { Connection, DeliveryRow, Status } from "../../api/schema.gen";
import { count } from "../../lib/numbers";

/**
 * The state of the connection as text for a support mail: only counts, positions, codes and event types. No secrets, no
 * names, no numbers, no message texts; nothing is taken over that could carry them.
 */
export function diagnosis(connection: Connection, status: Status | undefined, deliveries: readonly DeliveryRow[], now: number): string {
  const { journal, totals } = connection;
  const lines = [
    `Ringbook ${status?.version ?? "?"}, ${new Date(now).toISOString()}${status?.demo ? ", sample data" : ""}`,
    `listening: ${connection.listening ? "yes" : "no"}, path ${connection.hookPath}`,
    `signing secrets: ${connection.signingSecrets}, key: ${connection.keySet ? "set" : "missing"}, lines: ${status?.lines.length ?? "?"}`,
    `received: ${count(connection.received)}, today ${count(connection.today)}, dead letters ${count(connection.deadLetters)}`,
    `refused: ${connection.refused.map((one) => `${one.label} ${count(one.count)}`).join(", ") || "none"}`,
    `last delivery: ${connection.lastDeliveryAt === null ? "never" : `${new Date(connection.lastDeliveryAt).toISOString()} ${connection.lastDeliveryType ?? ""}`}`,
    `journal: ${count(journal.records)} records, ${count(journal.sizeBytes)} bytes, ${journal.segments} segments, ${journal.writable ? "writable" : "not writable"}`,
    `stored through ${journal.storedThrough}, indexed through ${journal.indexedThrough}, damage: ${journal.damage.length}`,
    `holds: ${Object.entries(totals).map(([name, total]) => `${name} ${count(total)}`).join(", ")}`,
    `problems: ${connection.problems.map((problem) => `${problem.code}${problem.severe ? " (severe)" : ""}`).join(", ") || "none"}`,
    `newest deliveries:`,
    ...deliveries.slice(0, 20).map((row) => `  ${row.seq} ${new Date(row.at).toISOString()} ${row.eventType || "unreadable"} (${row.generation}) ${row.outcome}, ${row.sizeBytes} bytes`),
  ];
  return `${lines.join("\n")}\n`;
}
