import type {
  Audio,
  Author,
  CallCard,
  CallOutcome,
  CallPage,
  ContactCard,
  Line,
  Person,
  Segment,
  TextBody,
  TimelineItem,
} from "../schema.gen";

/** Sample data of a small roofing firm, the same on every run. For tests and for looking at screens. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Small repeatable randomness (mulberry32). */
export function randomness(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface FakeConversation {
  id: string;
  line: Line;
  people: Person[];
  items: TimelineItem[];
  readThrough: number;
  done: boolean;
  waitingSince: number | null;
  draft: string;
  optedOut: boolean;
  snoozed?: { until: number; wakeEarly: boolean } | null;
  returnedAt?: number | null;
  pinned?: boolean;
}

export interface FakeWorld {
  lines: Line[];
  conversations: Map<string, FakeConversation>;
  calls: Map<string, CallPage>;
  contacts: Map<string, ContactCard>;
}

const LINES: Line[] = [
  { id: "line-office", name: "Main office", number: "(512) 555-0100", symbol: "🏠" },
  { id: "line-jobs", name: "Job sites", number: "(512) 555-0140", symbol: "🔨" },
  { id: "line-billing", name: "Billing", number: "(512) 555-0175", symbol: null },
];

const OWNERS: Author[] = [
  { name: "Maria Ortega", initials: "MO", hue: 9, ai: false, ours: true },
  { name: "Sam Whitfield", initials: "SW", hue: 4, ai: false, ours: true },
];

const NAMES = [
  "Dana Kowalski", "Priya Raman", "Marcus Bell", "Elena Fischer", "Tom Okafor", "Grace Lindqvist", "Hector Vargas",
  "Ruth Abernathy", "Jae-won Park", "Nadia Haddad", "Owen McAllister", "Bea Thornton", "Luis Cabrera", "Ivy Nakamura",
  "Walter Pruitt", "Simone Duval", "Kofi Mensah", "Carla Jensen", "Doug Harlan", "Yusuf Demir", "Anna Petrova",
  "Greg Saunders", "Mei Lin Chow", "Patrick O’Dell", "Rosa Villarreal", "Terrence Webb", "Hannah Weiss", "Ben Castellano",
  "Joyce Tran", "Miles Everhart", "Fatima Noor", "Stan Kubiak", "Leah Goldberg", "Andre Baptiste", "Colleen Rafferty",
  "Vik Sharma", "Paula Reyes", "Eddie Novak", "Tessa Brandt", "Omar Siddiqui",
];

const COMPANIES = [null, null, null, "Hillcrest HOA", "Bell Property Group", null, "Lone Star Gutters", null, "Castellano Dental", null];

const THEIRS = [
  "Hi, the ceiling in the back bedroom is dripping again after last night’s storm. Can someone come out today?",
  "That works for me. See you Thursday!",
  "Do you have a ballpark for a 30-year architectural shingle on about 24 squares?",
  "The adjuster is coming Friday at 10. Could someone from your team be here?",
  "Got the estimate, thanks. Is the ridge vent included?",
  "Our neighbor at 414 gave us your number. We need the flashing around the chimney looked at.",
  "Thank you!! The crew was great and left the yard spotless.",
  "Can we move to Tuesday? My son is sick.",
  "Sounds good",
  "I sent the check to the Billing address on Monday, did it arrive?",
  "Is it ok to walk on it yet?",
  "Which color did we settle on, weathered wood or barkwood?",
  "There is a tarp flapping on the garage side, can it be tied down before the wind tonight?",
  "What’s the wait for a repair right now?",
  "Perfect, I’ll leave the gate unlocked.",
];

const OURS = [
  "So sorry about that. I can have Sam there between 2 and 4 this afternoon. Does that work?",
  "You’re on the calendar for Thursday at 8:30 am. The crew will call when they’re on the way.",
  "For 24 squares in architectural shingle you’d be around $11,800 to $13,200 depending on decking. Happy to measure and give you a firm number.",
  "Yes, ridge vent and new boots are included. Warranty is 10 years on workmanship.",
  "Sent! You’ll see it from estimates@ridgeline.example.",
  "No problem, Tuesday it is. Same time?",
  "Thanks for the photos, that helps a lot. It looks like the step flashing pulled away from the brick.",
  "Of course. Text us anytime.",
  "We’ll have someone at the house for the adjuster on Friday at 10.",
  "It arrived this morning, thank you. Receipt is on its way.",
];

function initials(name: string): string {
  const words = name.split(/[\s-]+/).filter((word) => /\p{L}/u.test(word));
  return ((words[0]?.[0] ?? "") + (words.length > 1 ? (words.at(-1)?.[0] ?? "") : "")).toUpperCase();
}

function person(index: number, name: string, company: string | null): Person {
  const number = `(512) 555-${String(1000 + index * 37).slice(-4)}`;
  return {
    contactId: `contact-${index}`,
    name,
    named: true,
    company,
    number,
    e164: `+1512555${String(1000 + index * 37).slice(-4)}`,
    initials: initials(name),
    hue: (index * 5) % 12,
  };
}

function unnamed(index: number): Person {
  const number = `(737) 555-${String(2000 + index * 53).slice(-4)}`;
  return { contactId: `num:+1737555${String(2000 + index * 53).slice(-4)}`, name: number, named: false, company: null, number, e164: `+1737555${String(2000 + index * 53).slice(-4)}`, initials: "", hue: (index * 7) % 12 };
}

export function authorOf(who: Person): Author {
  return { name: who.name, initials: who.initials, hue: who.hue, ai: false, ours: false };
}

export function textBody(text: string, more: Partial<TextBody> = {}): { kind: "text" } & TextBody {
  return {
    kind: "text",
    text,
    textTruncated: false,
    media: [],
    state: "received",
    reason: null,
    outboxId: null,
    undoUntil: null,
    opt: null,
    ...more,
  };
}

function callBody(outcome: CallOutcome, more: Partial<CallCard> = {}): { kind: "call" } & CallCard {
  return {
    kind: "call",
    outcome,
    durationMs: null,
    recorded: false,
    hasTranscript: false,
    summary: null,
    nextSteps: 0,
    nextStepsDone: 0,
    voicemail: null,
    detail: null,
    ...more,
  };
}

function peaks(seed: number, bars = 400): number[] {
  const random = randomness(seed);
  let level = 30;
  return Array.from({ length: bars }, (_, bar) => {
    level += (random() - 0.5) * 36;
    level = Math.min(96, Math.max(6, level));
    // Pauses between sentences.
    return bar % 37 > 33 ? Math.round(random() * 5) : Math.round(level);
  });
}

function audio(mediaId: string, durationMs: number, seed: number): Audio {
  return { mediaId, mime: "audio/mpeg", durationMs, peaks: peaks(seed), state: "here", reason: null, offsetMs: 0 };
}

const DIALOGUE: [0 | 1, string][] = [
  [1, "Ridgeline Roofing, this is Maria. How can I help?"],
  [0, "Hi Maria, this is Dana Kowalski over on Alder Court. You did our neighbor’s roof in the spring."],
  [1, "Oh yes, the Hendersons. Lovely people. What’s going on at your place?"],
  [0, "We had that hail come through Tuesday night and now there’s a brown stain on the ceiling upstairs, maybe the size of a dinner plate."],
  [1, "Okay. Is it actively dripping or just stained?"],
  [0, "It dripped during the storm. It’s dry now, but I put a bucket there anyway."],
  [1, "Good thinking. Roughly how old is the roof?"],
  [0, "It was here when we bought the house, so at least sixteen years. Three-tab shingles, I think the inspector said."],
  [1, "Sixteen years on three-tab in this sun, it’s close to the end either way. With hail you may well have an insurance claim. Have you called them yet?"],
  [0, "No, I wanted to hear from a roofer first. I don’t want to file and then it turns out to be nothing."],
  [1, "That’s exactly right. Here’s what I’d suggest. Sam comes out, takes photos of every slope, and if it’s hail we write it up the way adjusters like it. If it’s only a boot or some flashing we’ll tell you that, too."],
  [0, "And what does that cost?"],
  [1, "The inspection is free. If it needs a tarp right away that’s two hundred and fifty, and we credit it to the job if you go ahead with us."],
  [0, "Okay, that’s fair. How soon could he come?"],
  [1, "I have Thursday at eight thirty or Friday after two."],
  [0, "Thursday at eight thirty. I leave for work at nine fifteen."],
  [1, "Perfect, that’s plenty of time. There’s a dog, isn’t there?"],
  [0, "Yes! Biscuit. She’s friendly but she will absolutely escape. I’ll keep her in the laundry room."],
  [1, "I’ll put that on the ticket. Is the best number this one?"],
  [0, "Yes, and texting is better than calling during the day."],
  [1, "Noted. I’ll text you the confirmation and our license and insurance so you have them."],
  [0, "Great. One more thing, my homeowners association is picky about color. Do they need to approve it?"],
  [1, "Hillcrest? Yes, they want a form with the shingle name and a sample. We keep those on file, so I’ll send you the one we used for the Hendersons."],
  [0, "You just saved me a week. Thank you, Maria."],
  [1, "My pleasure, Dana. See you Thursday, and stay dry."],
];

function dialogue(them: Person, repeats: number): { segments: Segment[]; durationMs: number } {
  const owner = OWNERS[0] as Author;
  const segments: Segment[] = [];
  let at = 800;
  for (let round = 0; round < repeats; round += 1) {
    for (const [who, text] of DIALOGUE) {
      const length = 900 + text.length * 62;
      segments.push({
        index: segments.length,
        speaker: who === 0 ? authorOf(them) : owner,
        text,
        startMs: at,
        endMs: at + length,
      });
      at += length + 350;
    }
  }
  return { segments, durationMs: at + 600 };
}

function callPage(id: string, conversation: FakeConversation, at: number, outgoing: boolean, more: Partial<CallPage>): CallPage {
  return {
    id,
    conversationId: conversation.id,
    line: conversation.line,
    people: conversation.people,
    title: conversation.people.map((one) => one.name).join(", "),
    outgoing,
    at,
    answeredAt: null,
    endedAt: null,
    outcome: "answered",
    durationMs: null,
    answeredBy: null,
    detail: null,
    summary: "none",
    summaryLines: [],
    nextSteps: [],
    extras: [],
    transcript: "none",
    segments: [],
    recording: "none",
    audio: [],
    voicemail: null,
    ...more,
  };
}

/** Everything, as of `now`. */
export function makeWorld(now: number): FakeWorld {
  const random = randomness(7);
  const world: FakeWorld = { lines: LINES, conversations: new Map(), calls: new Map(), contacts: new Map() };
  const pick = <T,>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const owner = () => pick(OWNERS);
  let nextItem = 1;
  const itemId = () => `item-${nextItem++}`;

  const start = (id: string, people: Person[], line: Line): FakeConversation => {
    const conversation: FakeConversation = {
      id, line, people, items: [], readThrough: now, done: false, waitingSince: null, draft: "", optedOut: false,
    };
    world.conversations.set(id, conversation);
    return conversation;
  };
  const add = (conversation: FakeConversation, at: number, outgoing: boolean, body: TimelineItem["body"], author?: Author) => {
    const them = conversation.people[Math.floor(random() * conversation.people.length)] as Person;
    const item: TimelineItem = {
      id: itemId(), at, outgoing, author: author ?? (outgoing ? owner() : authorOf(them)), unread: false, body,
    };
    conversation.items.push(item);
    return item;
  };
  const addCall = (conversation: FakeConversation, at: number, outgoing: boolean, body: { kind: "call" } & CallCard, page: Partial<CallPage>) => {
    const item = add(conversation, at, outgoing, body);
    world.calls.set(item.id, callPage(item.id, conversation, at, outgoing, { outcome: body.outcome, durationMs: body.durationMs, voicemail: body.voicemail, detail: body.detail, ...page }));
    return item;
  };

  // Dana: the thread that shows everything.
  const dana = person(0, "Dana Kowalski", null);
  const office = LINES[0] as Line;
  const danaTalk = start("conv-dana", [dana], office);
  {
    const { segments, durationMs } = dialogue(dana, 1);
    addCall(danaTalk, now - 3 * DAY - 5 * HOUR, false,
      callBody("answered", {
        durationMs, recorded: true, hasTranscript: true, nextSteps: 4, nextStepsDone: 1,
        summary: "Dana Kowalski reported a ceiling stain upstairs after Tuesday’s hail and booked a free inspection for Thursday at 8:30 am.",
      }),
      {
        answeredAt: now - 3 * DAY - 5 * HOUR + 7000, endedAt: now - 3 * DAY - 5 * HOUR + 7000 + durationMs, answeredBy: OWNERS[0] as Author,
        summary: "here",
        summaryLines: [
          "Dana Kowalski reported a ceiling stain upstairs after Tuesday’s hail and booked a free inspection for Thursday at 8:30 am.",
          "The roof is at least sixteen years old, three-tab shingles; an insurance claim is possible, not filed yet.",
          "A tarp would cost $250, credited to the job. The dog Biscuit must stay inside.",
          "Hillcrest HOA has to approve the shingle colour.",
        ],
        nextSteps: [
          { index: 0, text: "Text Dana the confirmation for Thursday 8:30 am", done: true },
          { index: 1, text: "Send license and insurance certificates", done: false },
          { index: 2, text: "Send the Hillcrest HOA colour form used for the Hendersons", done: false },
          { index: 3, text: "Tell Sam about the dog", done: false },
        ],
        extras: [{ label: "Sentiment", value: "Positive" }, { label: "Topic", value: "Hail damage" }],
        transcript: "here", segments, recording: "here", audio: [audio("rec-dana", durationMs, 3)],
      });
    const t = now - 3 * DAY - 4 * HOUR;
    add(danaTalk, t, true, textBody("Hi Dana, Maria from Ridgeline. You’re confirmed for Thursday at 8:30 am with Sam. He’ll text when he’s on the way.", { state: "delivered" }), OWNERS[0]);
    add(danaTalk, t + 6 * MINUTE, false, textBody("Wonderful, thank you! Here’s the stain, it grew a little overnight."));
    add(danaTalk, t + 7 * MINUTE, false, textBody("", {
      media: [
        { id: "pic-1", thumbId: null, mime: "image/jpeg", width: 1200, height: 900, sizeBytes: 412_000, name: "IMG_2204.jpg", state: "here", reason: null },
        { id: "pic-2", thumbId: null, mime: "image/jpeg", width: 900, height: 1200, sizeBytes: 388_000, name: "IMG_2205.jpg", state: "here", reason: null },
      ],
    }));
    add(danaTalk, t + 20 * MINUTE, true, { kind: "note", text: "Insurance is Lone Pine Mutual, policy renews in March. Be gentle about the deductible." }, OWNERS[0]);
    add(danaTalk, t + DAY, true, textBody("Sam is 20 minutes out. He has a ladder rack on a white truck.", { state: "delivered" }), OWNERS[1]);
    add(danaTalk, t + DAY + 4 * MINUTE, false, textBody("Great, gate is open"));
    addCall(danaTalk, now - DAY - 2 * HOUR, false,
      callBody("voicemail", { voicemail: { durationMs: 24_000, transcript: "Hi Maria, it’s Dana. The adjuster called and he wants to come Friday at ten instead. Could Sam be here for that? If not, let me know what photos I should show him. Thanks, bye.", audio: audio("vm-dana", 24_000, 11) } }), {});
    add(danaTalk, now - DAY - HOUR, true, textBody("Got your message. Sam will be there Friday at 10 for the adjuster. 👍", { state: "delivered" }), OWNERS[0]);
    add(danaTalk, now - 3 * HOUR, true, textBody("Here is the estimate link: https://estimates.ridgeline.example/e/4821. It includes tear-off, synthetic underlayment and new boots.", { state: "delivered" }), OWNERS[0]);
    add(danaTalk, now - 52 * MINUTE, false, textBody("Thanks Maria. Two questions: is the ridge vent included, and how long does the price hold?"));
    add(danaTalk, now - 51 * MINUTE, false, textBody("Also Biscuit says hi"));
    danaTalk.readThrough = now - 60 * MINUTE;
    danaTalk.waitingSince = now - 52 * MINUTE;
  }

  // A group, a failed text, an unclear one, someone who opted out, hostile words, a very long thread.
  const group = start("conv-group", [person(3, "Elena Fischer", null), person(2, "Marcus Bell", "Bell Property Group"), unnamed(5)], LINES[1] as Line);
  add(group, now - 5 * HOUR, false, textBody("Roof access for 12 and 14 is through the stairwell, code is at the front desk."));
  add(group, now - 4.5 * HOUR, true, textBody("Thanks all, crew arrives at 7.", { state: "sent" }), OWNERS[1]);
  add(group, now - 2 * HOUR, false, textBody("", { media: [{ id: "", thumbId: null, mime: "application/pdf", width: null, height: null, sizeBytes: 1_240_000, name: "site-plan.pdf", state: "fetching", reason: null }] }));
  group.readThrough = now - 3 * HOUR;

  const failed = start("conv-failed", [person(14, "Walter Pruitt", null)], office);
  add(failed, now - 7 * HOUR, false, textBody("Call my landline please, 512 555 0199"));
  add(failed, now - 6 * HOUR, true, textBody("Hi Walter, your appointment is tomorrow at 9.", { state: "failed", reason: "The number cannot receive texts; it is probably a landline. Call instead.", outboxId: null }));

  const unclear = start("conv-unclear", [person(8, "Jae-won Park", "Castellano Dental")], office);
  add(unclear, now - 90 * MINUTE, false, textBody("What time will the crew be finished today?"));
  add(unclear, now - 80 * MINUTE, true, textBody("They should be wrapped up by 5:30, and they’ll run the magnet over the driveway for nails.", {
    state: "needsYou", outboxId: "out-unclear",
    reason: "The answer from Quo got lost, and three looks at its history did not find this text. It may have arrived.",
  }));
  unclear.waitingSince = now - 90 * MINUTE;

  const opted = start("conv-opted", [person(30, "Fatima Noor", null)], office);
  add(opted, now - 9 * DAY, true, textBody("Ridgeline Roofing: free gutter check with any inspection this month.", { state: "delivered" }));
  add(opted, now - 9 * DAY + 3 * MINUTE, false, textBody("STOP", { opt: "out" }));
  opted.optedOut = true;

  const hostile = start("conv-hostile", [person(31, "<img src=x onerror=alert(1)> O’Neil & Sons", "\"><script>alert(2)</script>")], LINES[2] as Line);
  add(hostile, now - 26 * HOUR, false, textBody("<script>alert('x')</script> see http://good.example@evil.example/pay and https://аррӏе.example/login or (www.ridgeline.example)."));
  hostile.draft = "Hi, could you send that again as";

  const long = start("conv-long", [person(2, "Marcus Bell", "Bell Property Group")], LINES[1] as Line);
  for (let n = 0; n < 3000; n += 1) {
    const at = now - 2 * HOUR - (3000 - n) * 3.1 * HOUR;
    const outgoing = random() < 0.45;
    add(long, at, outgoing, textBody(pick(outgoing ? OURS : THEIRS), { state: outgoing ? "delivered" : "received" }));
  }

  // A long, recorded call; one still being worked on; others without parts.
  const priya = start("conv-priya", [person(1, "Priya Raman", "Hillcrest HOA")], office);
  {
    const { segments, durationMs } = dialogue(person(1, "Priya Raman", "Hillcrest HOA"), 6);
    addCall(priya, now - 30 * HOUR, true, callBody("answered", { durationMs, recorded: true, hasTranscript: true, nextSteps: 2, summary: "Priya wants a quote for the clubhouse before the board meets on the 14th." }), {
      answeredAt: now - 30 * HOUR + 9000, endedAt: now - 30 * HOUR + durationMs, answeredBy: OWNERS[0] as Author,
      summary: "here", summaryLines: ["Priya wants a quote for the clubhouse before the board meets on the 14th.", "She prefers standing seam if the difference is under 30 %."],
      nextSteps: [{ index: 0, text: "Measure the clubhouse", done: false }, { index: 1, text: "Send two quotes by the 12th", done: false }],
      transcript: "here", segments, recording: "here", audio: [{ ...audio("rec-priya", durationMs, 8), peaks: [] }],
    });
    addCall(priya, now - 40 * MINUTE, false, callBody("answered", { durationMs: 184_000, recorded: true }), {
      answeredAt: now - 40 * MINUTE + 4000, endedAt: now - 36 * MINUTE, answeredBy: OWNERS[1] as Author,
      summary: "pending", transcript: "pending", recording: "pending",
    });
  }
  const short = start("conv-short", [person(18, "Doug Harlan", null)], LINES[1] as Line);
  addCall(short, now - 11 * HOUR, false, callBody("answered", { durationMs: 6000, recorded: true }), {
    answeredAt: now - 11 * HOUR, endedAt: now - 11 * HOUR + 6000, answeredBy: OWNERS[1] as Author, summary: "tooShort", transcript: "notOnThisPlan", recording: "failed",
    audio: [{ mediaId: "", mime: "audio/mpeg", durationMs: 6000, peaks: [], state: "failed", reason: "Quo no longer has this recording.", offsetMs: 0 }],
  });
  addCall(short, now - 10 * HOUR, false, callBody("aiHandled", { durationMs: 71_000, detail: "Menu: 2 Existing jobs", hasTranscript: true, summary: "Doug asked for the crew’s arrival time; the agent promised a call back." }), {
    answeredAt: now - 10 * HOUR, summary: "here", summaryLines: ["Doug asked for the crew’s arrival time; the agent promised a call back."],
    transcript: "here", recording: "none",
    segments: [
      { index: 0, speaker: { name: "Sona", initials: "S", hue: 6, ai: true, ours: true }, text: "Thanks for calling Ridgeline Roofing. How can I help you today?", startMs: 0, endMs: 4200 },
      { index: 1, speaker: authorOf(person(18, "Doug Harlan", null)), text: "Yeah, what time is the crew supposed to be here?", startMs: 4600, endMs: 7800 },
      { index: 2, speaker: { name: "Sona", initials: "S", hue: 6, ai: true, ours: true }, text: "I don’t have the crew’s schedule, but I can have someone from the office call you back within the hour.", startMs: 8200, endMs: 13_900 },
    ],
  });
  short.waitingSince = now - 10 * HOUR;

  // Everyone else.
  for (let n = 4; n < 70; n += 1) {
    if ([8, 14, 18, 30, 31].includes(n)) continue;
    const who = n < NAMES.length ? person(n, NAMES[n] as string, COMPANIES[n % COMPANIES.length] ?? null) : unnamed(n);
    const talk = start(`conv-${n}`, [who], LINES[n % 7 === 0 ? 2 : n % 3 === 0 ? 1 : 0] as Line);
    let at = now - (n * n * 0.14 + n * 0.7) * HOUR - 60 * DAY * random();
    const end = now - (n * n * 0.11 + n * 0.4) * HOUR - random() * HOUR;
    const turns = 4 + Math.floor(random() * 14);
    const step = (end - at) / turns;
    for (let turn = 0; turn < turns; turn += 1, at += step) {
      const outgoing = turn === turns - 1 ? n % 3 !== 0 : random() < 0.5;
      const what = random();
      if (what < 0.1) addCall(talk, at, outgoing, callBody(outgoing ? "noAnswer" : "missed"), {});
      else if (what < 0.14 && !outgoing) addCall(talk, at, false, callBody("voicemail", { voicemail: { durationMs: 18_000, transcript: "Hey, calling about the estimate. Call me back when you can.", audio: audio(`vm-${n}`, 18_000, n) } }), {});
      else if (what < 0.2) addCall(talk, at, outgoing, callBody("answered", { durationMs: 60_000 + Math.floor(random() * 600_000) }), { answeredAt: at + 5000, answeredBy: OWNERS[0] as Author, summary: "notOnThisPlan", transcript: "none", recording: "none" });
      else add(talk, at, outgoing, textBody(pick(outgoing ? OURS : THEIRS), { state: outgoing ? "delivered" : "received" }));
    }
    const last = talk.items.at(-1) as TimelineItem;
    if (!last.outgoing && n % 2 === 0) talk.waitingSince = last.at;
    if (n % 9 === 3 && !last.outgoing) talk.readThrough = last.at - 1;
    talk.done = n > 34 || n % 11 === 0;
  }

  for (const conversation of world.conversations.values()) {
    conversation.items.sort((a, b) => a.at - b.at);
    for (const item of conversation.items) item.unread = !item.outgoing && item.at > conversation.readThrough;
    const only = conversation.people.length === 1 ? conversation.people[0] : undefined;
    if (only?.contactId && only.named && !world.contacts.has(only.contactId)) {
      world.contacts.set(only.contactId, {
        id: only.contactId, name: only.name, company: only.company, role: only.company ? "Property manager" : null,
        phones: [{ label: "Mobile", value: only.number }],
        emails: only.hue % 2 === 0 ? [{ label: "Email", value: `${only.name.split(" ")[0]?.toLowerCase().replace(/[^a-z]/g, "") ?? "mail"}@mail.example` }] : [],
        fields: only.hue % 3 === 0 ? [{ label: "Address", value: `${100 + only.hue * 31} Alder Court, Austin` }, { label: "Roof", value: "Three-tab, 24 squares" }] : [],
        conversations: [], messages: 0, calls: 0, since: null,
      });
    }
  }
  return world;
}
