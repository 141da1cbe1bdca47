import type { FollowUpView } from "../../lib/routes";

export const words = {
  title: "Follow-ups",
  tabs: "Which follow-ups",
  tab: { due: { short: "Open", full: "Open, by when they are due" }, people: { short: "By person", full: "By person" }, done: { short: "Done", full: "Done" } } satisfies Record<FollowUpView, { short: string; full: string }>,
  make: "Make a follow-up",
  loading: "Reading the follow-ups",
  section: { overdue: "Overdue", today: "Due today", upcoming: "Upcoming", undated: "No date" },
  nobody: "About nobody",
  next: "Next follow-up",
  previous: "Previous follow-up",
  open: "Open where it comes from",
  more: "Show more",
  empty: {
    due: { title: "Nothing to follow up", body: (key: string | undefined) => `What you promise on a call becomes a follow-up from the call's next steps. ${key === undefined ? "You can also make one from a conversation, a text or a contact." : `Press ${key} to make one here, in a conversation, or on a contact.`}` },
    people: { title: "Nothing to follow up", body: () => "Follow-ups appear here under the person they are about." },
    done: { title: "Nothing is done yet", body: () => "Follow-ups appear here once they are ticked." },
  } satisfies Record<FollowUpView, { title: string; body: (key: string | undefined) => string }>,
  here: "If you use Quo’s tasks, follow-ups made here become tasks there (Settings, Quo). Tasks that come from Quo are shown too, and what you change about them is written back.",
};
