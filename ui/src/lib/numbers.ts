/** Numbers for people. */

const grouped = new Intl.NumberFormat("en-US");

/** "12,480". */
export function count(value: number): string {
  return grouped.format(value);
}

/** "1 message", "12,480 messages". */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A badge's number: exact to 99, then "99+". */
export function badge(value: number): string {
  return value > 99 ? "99+" : String(value);
}

/** "812 B", "4.1 KB", "2.6 GB". */
export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  const units = ["KB", "MB", "GB", "TB"];
  let size = value / 1000;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size >= 100 ? size.toFixed(0) : size.toFixed(1)} ${units[unit] ?? ""}`;
}

/** Cents of a US dollar: "$0.02", "$1.20"; a fraction of a cent keeps its digits: "$0.008". */
export function dollars(cents: number): string {
  const whole = Number.isInteger(cents) ? 2 : 3;
  return `$${(cents / 100).toFixed(whole)}`;
}

/** What is left of long work, no finer than it can be known: "5 s", "2 min", "1 h 10 min". */
export function lengthLeft(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 50) return `${Math.ceil(seconds / 5) * 5} s`;
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return `${minutes} min`;
  const rest = Math.round((minutes % 60) / 10) * 10;
  const hours = Math.floor(minutes / 60) + (rest === 60 ? 1 : 0);
  return rest === 0 || rest === 60 ? `${hours} h` : `${hours} h ${rest} min`;
}
