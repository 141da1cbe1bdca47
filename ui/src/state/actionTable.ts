export type Section = "Go to" | "List" | "Conversation" | "Contact" | "Text" | "Recording" | "Appearance" | "Ringbook" | "Follow-up";

export const SECTIONS: readonly Section[] = ["Go to", "List", "Conversation", "Contact", "Text", "Recording", "Follow-up", "Ringbook", "Appearance"];

interface Entry {
  title: string;
  section: Section;
  /** As they are until somebody chooses others, like "mod+k", "e", "?". "mod" is ⌘ on a Mac and Ctrl elsewhere. */
  keys: readonly string[];
  /** Not in the palette: it makes sense at the keyboard only. */
  hidden?: boolean;
  /** Its letters work in a text field, too; keys with "mod" always do. */
  whileTyping?: boolean;
  /** Its keys hold where a contact is worked on and no conversation is: a conversation's may be the same. */
  ofContacts?: boolean;
}

/**
 * Everything that can be done from anywhere, each thing once: the keys that are listened to, the palette, the sheet of
 * keys and the keys in Settings are all made from this table. What is on screen says which of them can be done now.
 */
const TABLE = {
  // The digits go down the rail.
  "go.inbox": { title: "Inbox", section: "Go to", keys: ["mod+1"] },
  "go.search": { title: "Search", section: "Go to", keys: ["mod+f", "/", "mod+2"] },
  "go.contacts": { title: "Contacts", section: "Go to", keys: ["mod+3"] },
  "go.followUps": { title: "Follow-ups", section: "Go to", keys: ["mod+4"] },
  "go.calls": { title: "Calls", section: "Go to", keys: ["mod+5"] },
  "go.insights": { title: "Insights", section: "Go to", keys: ["mod+6"] },
  "go.outbox": { title: "Outbox", section: "Go to", keys: ["mod+7"] },
  "go.connection": { title: "Connection", section: "Go to", keys: ["mod+8"] },
  "go.ledger": { title: "Is anything missing?", section: "Go to", keys: ["mod+9"] },
  "go.settings": { title: "Settings", section: "Go to", keys: ["mod+,"] },
  "go.connect": { title: "Connect Quo", section: "Go to", keys: [] },
  "go.waiting": { title: "Inbox: Waiting on me", section: "Go to", keys: [] },
  "go.unread": { title: "Inbox: Unread", section: "Go to", keys: [] },
  "go.open": { title: "Inbox: Open", section: "Go to", keys: [] },
  "go.snoozed": { title: "Inbox: Snoozed", section: "Go to", keys: [] },
  "go.done": { title: "Inbox: Done", section: "Go to", keys: [] },
  "go.all": { title: "Inbox: All conversations", section: "Go to", keys: [] },
  "go.newContact": { title: "New contact", section: "Go to", keys: ["n"], ofContacts: true },
  "go.duplicates": { title: "Contacts that may be the same", section: "Go to", keys: [] },
  "go.followUpsByPerson": { title: "Follow-ups by person", section: "Go to", keys: [] },
  "go.followUpsDone": { title: "Follow-ups that are done", section: "Go to", keys: [] },
  "go.missedCalls": { title: "Calls: Missed", section: "Go to", keys: [] },

  "list.next": { title: "Next in the list", section: "List", keys: ["j"] },
  "list.previous": { title: "Previous in the list", section: "List", keys: ["k"] },
  "list.open": { title: "Open", section: "List", keys: ["enter"], hidden: true },
  "back": { title: "Back", section: "List", keys: ["escape"], hidden: true },
  "list.select": { title: "Select or take out of the selection", section: "List", keys: ["x"] },
  "list.extendNext": { title: "Select the next one, too", section: "List", keys: ["shift+j"] },
  "list.extendPrevious": { title: "Select the one before, too", section: "List", keys: ["shift+k"] },
  "list.selectAll": { title: "Select all", section: "List", keys: ["mod+a"] },

  "conversation.done": { title: "Mark as done", section: "Conversation", keys: ["e"] },
  "conversation.unread": { title: "Mark as unread", section: "Conversation", keys: ["u"] },
  "conversation.find": { title: "Find in this conversation", section: "Conversation", keys: ["mod+shift+f"] },
  "conversation.findNext": { title: "Next match", section: "Conversation", keys: ["mod+g"] },
  "conversation.findPrevious": { title: "Previous match", section: "Conversation", keys: ["mod+shift+g"] },
  "conversation.date": { title: "Jump to a date", section: "Conversation", keys: ["g"] },
  "conversation.start": { title: "Go to the beginning", section: "Conversation", keys: ["home"] },
  "conversation.end": { title: "Go to the newest", section: "Conversation", keys: ["end"] },
  "conversation.contact": { title: "Show or hide the contact", section: "Conversation", keys: ["i"] },
  "conversation.print": { title: "Print the conversation", section: "Conversation", keys: ["mod+p"] },
  "conversation.copyNumber": { title: "Copy number", section: "Conversation", keys: [] },
  "conversation.quo": { title: "Open in Quo", section: "Conversation", keys: [] },
  "conversation.stopTexts": { title: "Stop texting them", section: "Conversation", keys: [] },
  "conversation.allowTexts": { title: "They agreed to texts again…", section: "Conversation", keys: [] },
  "conversation.snooze": { title: "Snooze", section: "Conversation", keys: ["h"] },
  "conversation.tag": { title: "Tag the selected conversations", section: "Conversation", keys: [] },
  "conversation.pin": { title: "Pin on top", section: "Conversation", keys: ["p"] },

  "contact.edit": { title: "Edit the contact", section: "Contact", keys: ["e"], ofContacts: true },
  "contact.save": { title: "Save the contact", section: "Contact", keys: ["mod+enter"], ofContacts: true },
  "contact.cancel": { title: "Drop the changes to the contact", section: "Contact", keys: [] },
  "contact.tag": { title: "Add a tag", section: "Contact", keys: [] },
  "contact.note": { title: "Write a note about the contact", section: "Contact", keys: [] },
  "contact.message": { title: "Message them", section: "Contact", keys: [] },
  "contact.merge": { title: "Merge with another contact", section: "Contact", keys: [] },
  "contact.delete": { title: "Delete the contact", section: "Contact", keys: [] },
  "contacts.import": { title: "Import contacts from a file", section: "Contact", keys: [] },
  "contacts.exportCsv": { title: "Export contacts as a table (CSV)", section: "Contact", keys: [] },
  "contacts.exportCards": { title: "Export contacts as vCards", section: "Contact", keys: [] },
  "contacts.tags": { title: "Tags of contacts", section: "Contact", keys: [] },

  "text.send": { title: "Send", section: "Text", keys: ["mod+enter"] },
  "text.write": { title: "Write a reply", section: "Text", keys: ["r"] },
  "text.note": { title: "Write a note", section: "Text", keys: [] },
  "text.undo": { title: "Undo sending", section: "Text", keys: ["mod+shift+z"] },
  "text.later": { title: "Send later", section: "Text", keys: ["mod+shift+enter"] },
  "text.snippet": { title: "Insert a snippet", section: "Text", keys: ["mod+;"] },
  "text.new": { title: "New message", section: "Text", keys: ["n"] },

  "call.play": { title: "Play or pause", section: "Recording", keys: ["space"] },
  "call.back10": { title: "Back 10 seconds", section: "Recording", keys: ["arrowleft"] },
  "call.forward10": { title: "Forward 10 seconds", section: "Recording", keys: ["arrowright"] },
  "call.slower": { title: "Slower", section: "Recording", keys: ["shift+arrowleft"] },
  "call.faster": { title: "Faster", section: "Recording", keys: ["shift+arrowright"] },
  "call.copyLink": { title: "Copy a link to this second", section: "Recording", keys: ["l"] },
  "call.copyQuote": { title: "Copy what is said here as a quote", section: "Recording", keys: ["c"] },
  "call.thread": { title: "Open the conversation", section: "Recording", keys: ["o"] },

  "app.palette": { title: "All actions", section: "Ringbook", keys: ["mod+k"], hidden: true },
  "app.shortcuts": { title: "Keyboard shortcuts", section: "Ringbook", keys: ["?"] },
  "app.keys": { title: "Change keys", section: "Ringbook", keys: [] },
  "app.undo": { title: "Undo the last change", section: "Ringbook", keys: ["mod+z", "z"] },
  "app.signOut": { title: "Sign out", section: "Ringbook", keys: [] },

  "look.light": { title: "Light", section: "Appearance", keys: [] },
  "look.dark": { title: "Dark", section: "Appearance", keys: [] },
  "look.system": { title: "Light or dark as the computer", section: "Appearance", keys: [] },
  "look.contrast": { title: "High contrast on or off", section: "Appearance", keys: [] },
  "look.density": { title: "Compact or comfortable", section: "Appearance", keys: [] },
  "look.panes": { title: "Reset the widths of the panes", section: "Appearance", keys: [] },

  "followUp.make": { title: "Make a follow-up", section: "Follow-up", keys: ["f"] },
  "followUp.tick": { title: "Tick the follow-up", section: "Follow-up", keys: ["shift+d"] },
  "followUp.when": { title: "Choose when the follow-up is due", section: "Follow-up", keys: ["t"] },
  "followUp.edit": { title: "Change the follow-up", section: "Follow-up", keys: [] },
  "followUp.remove": { title: "Remove the follow-up", section: "Follow-up", keys: [] },
  "conversation.copyLink": { title: "Copy a link to the conversation", section: "Conversation", keys: [] },
  "search.save": { title: "Save this search", section: "List", keys: [] },
} as const satisfies Record<string, Entry>;

export type ActionId = keyof typeof TABLE;

export const ACTIONS: Readonly<Record<ActionId, Entry>> = TABLE;
export const ACTION_IDS = Object.keys(TABLE) as readonly ActionId[];

/** Whether something is one of the table's actions. */
export function isActionId(id: string): id is ActionId {
  return Object.hasOwn(TABLE, id);
}

const OF_CONVERSATIONS: readonly Section[] = ["Conversation", "Text"];

/** Whether one key could mean both at once. */
export function meet(one: ActionId, other: ActionId): boolean {
  const apart = (a: Entry, b: Entry) => a.ofContacts === true && OF_CONVERSATIONS.includes(b.section);
  return !apart(ACTIONS[one], ACTIONS[other]) && !apart(ACTIONS[other], ACTIONS[one]);
}
