import type { TunnelConfig, TunnelKind } from "../../api/schema.gen";
import { words } from "./tunnelWords";

/** A field of a kind: its name in the core's words, and in ours. */
export interface TunnelField {
  name: string;
  words: { label: string; hint: string; example: string };
  type: "text" | "number" | "yes";
  optional: boolean;
}

const { fields } = words;
const text = (name: string, its: TunnelField["words"], optional = false): TunnelField => ({ name, words: its, type: "text", optional });
const port = (name: string, its: TunnelField["words"]): TunnelField => ({ name, words: its, type: "number", optional: true });

export const FIELDS: Record<TunnelKind, readonly TunnelField[]> = {
  off: [],
  cloudflaredQuick: [],
  own: [text("url", fields.url)],
  ssh: [
    text("destination", fields.destination),
    { name: "announced", words: fields.announced, type: "yes", optional: true },
    text("publicUrl", fields.publicUrl, true), port("port", fields.sshPort), text("identityFile", fields.identityFile, true),
    text("remoteHost", fields.remoteHost, true), port("remotePort", fields.remotePort),
  ],
  bore: [text("server", fields.server), port("port", fields.borePort), text("publicUrl", fields.publicUrl, true)],
  cloudflaredNamed: [text("hostname", fields.hostname), text("tunnel", fields.tunnel, true), text("credentialsFile", fields.credentialsFile, true)],
  ngrok: [text("domain", fields.domain, true)],
  tailscale: [port("port", fields.funnelPort)],
};

/** What is typed, by field. */
export type Draft = Readonly<Record<string, string>>;

/** What the fields show of a configuration. */
export function draftOf(config: TunnelConfig): Draft {
  return Object.fromEntries(Object.entries(config).filter(([name]) => name !== "kind").map(([name, value]) => [name, value === null || value === false ? "" : String(value)]));
}

/** Ports that are no port; the core checks everything else. */
export function badPorts(kind: TunnelKind, draft: Draft): string[] {
  return FIELDS[kind].filter(({ name, type }) => type === "number" && !/^\d{0,5}$/.test((draft[name] ?? "").trim()) || type === "number" && Number(draft[name] ?? 0) > 65_535).map(({ name }) => name);
}

/** The configuration that the fields mean. */
export function configOf(kind: TunnelKind, draft: Draft): TunnelConfig {
  const word = (name: string) => (draft[name] ?? "").trim();
  const maybe = (name: string) => word(name) || null;
  const number = (name: string) => (word(name) === "" ? null : Number(word(name)));
  switch (kind) {
    case "off":
    case "cloudflaredQuick":
      return { kind };
    case "own":
      return { kind, url: word("url") };
    case "ssh":
      return {
        kind, destination: word("destination"), port: number("port"), identityFile: maybe("identityFile"), remoteHost: maybe("remoteHost"),
        remotePort: number("remotePort"), publicUrl: maybe("publicUrl"), announced: word("announced") === "true",
      };
    case "bore":
      return { kind, server: word("server"), port: number("port"), publicUrl: maybe("publicUrl") };
    case "cloudflaredNamed":
      return { kind, hostname: word("hostname"), tunnel: maybe("tunnel"), credentialsFile: maybe("credentialsFile") };
    case "ngrok":
      return { kind, domain: maybe("domain") };
    case "tailscale":
      return { kind, port: number("port") };
  }
}
