export { FollowUpsPane } from "./FollowUpsPane";
export { FollowUpDialog } from "../../parts/followups/FollowUpDialog";
