import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";

/** Recordings and pictures for `npm run dev:fake`: a tone with pauses, a drawn roof. Development only. */
export function fakeMedia(): Plugin {
  return {
    name: "ringbook-fake-media",
    apply: "serve",
    configureServer(server) {
      server.middlewares.use((req, res, next) => {
        const name = /^\/media\/((?:rec|vm|pic)-[\w-]+)$/.exec(req.url ?? "")?.[1];
        if (!name) {
          next();
          return;
        }
        if (name.startsWith("pic-")) send(req, res, "image/svg+xml", Buffer.from(picture(name)));
        else send(req, res, "audio/wav", sound(name.startsWith("vm-") ? 24 : 180));
      });
    },
  };
}

function send(req: IncomingMessage, res: ServerResponse, type: string, body: Buffer): void {
  res.setHeader("content-type", type);
  res.setHeader("accept-ranges", "bytes");
  const range = /^bytes=(\d+)-(\d*)$/.exec(req.headers.range ?? "");
  if (!range) {
    res.end(body);
    return;
  }
  const from = Number(range[1]);
  const to = range[2] ? Math.min(Number(range[2]), body.length - 1) : body.length - 1;
  res.statusCode = 206;
  res.setHeader("content-range", `bytes ${from}-${to}/${body.length}`);
  res.end(body.subarray(from, to + 1));
}

function sound(seconds: number): Buffer {
  const rate = 8000;
  const samples = rate * seconds;
  const wav = Buffer.alloc(44 + samples);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(36 + samples, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate, 28);
  wav.writeUInt16LE(1, 32);
  wav.writeUInt16LE(8, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(samples, 40);
  for (let n = 0; n < samples; n += 1) {
    const quiet = Math.floor(n / rate) % 4 === 3;
    wav[44 + n] = quiet ? 128 : 128 + Math.round(40 * Math.sin((2 * Math.PI * 220 * n) / rate));
  }
  return wav;
}

function picture(name: string): string {
  const tall = name === "pic-2";
  const [w, h] = tall ? [900, 1200] : [1200, 900];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}"><rect width="${w}" height="${h}" fill="#e9e4da"/><path d="M0 ${h * 0.3} L${w} ${h * 0.2} V${h} H0z" fill="#f6f3ee"/><ellipse cx="${w * 0.55}" cy="${h * 0.56}" rx="170" ry="120" fill="#b98d57" opacity=".45"/><ellipse cx="${w * 0.55}" cy="${h * 0.57}" rx="110" ry="76" fill="#9c6f3d" opacity=".5"/></svg>`;
}
