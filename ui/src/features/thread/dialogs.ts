/** What a conversation opens over itself, loaded together once the first screen is drawn. */
export { JumpDialog } from "./JumpDialog";
export { PhotoViewer } from "./PhotoViewer";
export { PrintDialog } from "./PrintDialog";
