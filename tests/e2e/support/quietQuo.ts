import { readFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join, resolve } from "node:path";

const MEDIA = resolve(__dirname, "../../../assets/demo/media");
const TYPES: Record<string, string> = { jpg: "image/jpeg", mp3: "audio/mpeg", pdf: "application/pdf" };

/**
 * In Quo's place for the sample month: it has the pictures and sounds, and keeps every other question waiting. So
 * nothing new ever happens, unlike in the demo, where somebody writes or rings every minute.
 */
export class QuietQuo {
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Listens where the demo's own stand-in has listened: its addresses are in the data. */
  static async at(port: number): Promise<QuietQuo> {
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? "/", "http://quo").pathname;
      if (path.startsWith("/media/")) void media(basename(path), response);
    });
    await new Promise<void>((listening, failed) => {
      server.once("error", failed);
      server.listen(port, "127.0.0.1", listening);
    });
    return new QuietQuo(server);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}

async function media(name: string, response: ServerResponse): Promise<void> {
  try {
    const bytes = await readFile(join(MEDIA, name));
    response.writeHead(200, { "content-type": TYPES[name.split(".").at(-1) ?? ""] ?? "application/octet-stream" }).end(bytes);
  } catch {
    response.writeHead(404).end();
  }
}
