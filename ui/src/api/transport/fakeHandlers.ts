import type { Command, Req, Res } from "./transport";

/** What answers some of the commands. */
export type HandlersOf<C extends Command> = { [One in C]: (req: Req<One>) => Res<One> };
