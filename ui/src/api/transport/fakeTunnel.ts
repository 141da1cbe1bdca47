import type { SaveTunnelReq, Tunnel, TunnelConfig, TunnelKind, TunnelKindInfo, TunnelPhase, TunnelSaved, TunnelTest } from "../schema.gen";

/** A tunnel as it is on a small office's computer: cloudflared and ssh are installed, ngrok and tailscale are not. */
export class FakeTunnel {
  private config: TunnelConfig;
  private secret: Tunnel["secret"] = "none";
  private readonly now: number;
  private readonly fixed: string | null;

  constructor(now: number, empty: boolean, demo: boolean) {
    this.now = now;
    this.fixed = demo ? "sample data never opens a tunnel" : null;
    this.config = empty || demo ? { kind: "off" } : { kind: "cloudflaredQuick" };
  }

  tunnel(): Tunnel {
    const kinds = KINDS;
    const info = kinds.find((one) => one.kind === this.config.kind);
    const phase: TunnelPhase = this.config.kind === "off" ? "off" : info?.installed === false ? "missing" : "up";
    const url = phase === "up" ? addressOf(this.config) : null;
    return {
      state: {
        kind: this.config.kind, phase, sentence: SENTENCES[phase], publicUrl: url, webhookUrl: url && `${url}/webhooks/quo`,
        since: this.now - 3_600_000, cause: phase === "missing" ? `${info?.program ?? ""} is not installed` : null,
        cure: phase === "missing" ? info?.get ?? null : null, restarts: 0, reachedAt: phase === "up" ? this.now - 8_000 : null,
        test: phase === "up" ? this.test() : null,
      },
      config: this.config, secret: this.secret, fixed: this.fixed, kinds, hookAddress: "127.0.0.1:8791", hookPath: "/webhooks/quo",
    };
  }

  save({ config, secret }: SaveTunnelReq): TunnelSaved {
    const problems = problemsOf(config);
    if (problems.length === 0) {
      this.config = config;
      if (secret !== null) this.secret = secret === "" ? "none" : "kept";
    }
    return { problems, tunnel: this.tunnel() };
  }

  test(): TunnelTest {
    const off = this.config.kind === "off";
    const names = ["Requests come in through the public address", "Requests without Quo's signature are refused", "Nothing but the hook can be reached"];
    const steps: TunnelTest["steps"] = names.map((name) => ({ name, outcome: off ? "skipped" : "ok", cause: null, cure: null }));
    if (off) steps.unshift({ name: "A tunnel is chosen", outcome: "failed", cause: "no tunnel is chosen", cure: "choose one, or Quo cannot reach this computer" });
    return { at: this.now, passed: !off, steps };
  }
}

const SENTENCES: Record<TunnelPhase, string> = {
  off: "No tunnel is open.",
  starting: "Opening the tunnel.",
  up: "Quo can reach this computer.",
  unreachable: "The public address does not lead here at the moment.",
  restarting: "The tunnel broke and is being opened again.",
  missing: "The tunnel's program is not installed.",
  refused: "The tunnel's service refused.",
};

const KINDS: TunnelKindInfo[] = [
  kind("off"),
  kind("cloudflaredQuick", { program: "cloudflared", get: "brew install cloudflared", page: "https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/downloads/" }),
  kind("cloudflaredNamed", { program: "cloudflared", get: "brew install cloudflared", page: "https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/downloads/", secret: "tunnel token" }),
  kind("tailscale", { program: "tailscale", installed: false, get: "brew install tailscale, or the app from the page", page: "https://tailscale.com/download" }),
  kind("ngrok", { program: "ngrok", installed: false, get: "brew install ngrok", page: "https://ngrok.com/download", secret: "authtoken" }),
  kind("ssh", { program: "ssh", get: "part of macOS", page: "https://www.openssh.com/portable.html" }),
  kind("bore", { secret: "secret of the server" }),
  kind("own"),
];

function kind(name: TunnelKind, more: Partial<TunnelKindInfo> = {}): TunnelKindInfo {
  const getEverywhere = more.get ? [{ system: "macOS", how: more.get }] : [];
  return { kind: name, program: null, installed: true, get: null, getEverywhere, page: null, secret: null, ...more };
}

function addressOf(config: TunnelConfig): string | null {
  switch (config.kind) {
    case "own":
      return config.url;
    case "ssh":
      return config.publicUrl ?? "https://ringbook.example.com";
    case "bore":
      return config.publicUrl ?? `http://${config.server}:41235`;
    case "cloudflaredNamed":
      return `https://${config.hostname}`;
    case "off":
      return null;
    default:
      return "https://four-dashed-word-names.trycloudflare.com";
  }
}

function problemsOf(config: TunnelConfig): TunnelSaved["problems"] {
  if (config.kind === "own" && !/^https:\/\/[^/]+\/?$/.test(config.url)) return [{ field: "url", sentence: "write it as https://hooks.example.com" }];
  if (config.kind === "ssh" && config.destination === "") return [{ field: "destination", sentence: "write it as user@host, or a name of your ssh configuration" }];
  return [];
}
