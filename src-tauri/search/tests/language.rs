//! What can be typed, and what it finds.

use super::*;

/// A small office: committed in part, so that every question is asked of the index and the tail.
fn office() -> Bench {
    let mut bench = Bench::of([
        contact("dana", "Dana Ruiz", "+17735550118"),
        Doc {
            also: vec!["Ørsted Slate".into(), "marc@example.com".into()],
            ..contact("marc", "Marc O’Brien", "+442079460018")
        },
        text("leak", "The roof leaks over the café. Call me at 312.555.0199", 1),
        Doc {
            direction: Some(Direction::Outgoing),
            from: From { names: vec!["Alex Smith".into()], ..From::default() },
            ..text("reply", "We will fix the gutter on Monday, the roof later", 0)
        },
        Doc { flags: Flags { media: true, ..Flags::default() }, ..text("photo", "Here is the gutter", 40) },
    ]);
    bench.index.commit().unwrap();
    let marc = Party::Phone("+442079460018".into());
    bench.apply(vec![
        Write::Put(Doc {
            conversation: Some(ConversationId("f".repeat(32))),
            contacts: vec![ContactId("marc".into())],
            line: Some(LineId("PN2".into())),
            parties: vec![marc.clone()],
            from: From { party: Some(marc), contact: None, names: vec![] },
            ..text("invoice", "Please send the invoice for the roof", 9)
        }),
        Write::Put(segment("call", 0, "so the leak is above the kitchen", 1_000)),
        Write::Put(segment("call", 1, "and the kitchen ceiling is wet", 7_500)),
        Write::Put(Doc {
            flags: Flags { missed: true, voicemail: true, ..Flags::default() },
            ..Doc {
                key: DocKey::of_item(DocKind::Voicemail, &ItemId("vm".into()), 0),
                ..text("", "calling about the estimate", 3)
            }
        }),
        Write::Put(Doc {
            flags: Flags { recording: true, ..Flags::default() },
            ..Doc {
                key: DocKey::of_item(DocKind::Summary, &ItemId("call".into()), 0),
                ..text("", "Kitchen leak, estimate on Friday", 2)
            }
        }),
        Write::Put(Doc {
            direction: None,
            ..Doc::new(
                DocKey::of_item(DocKind::Note, &ItemId("note:1".into()), 0),
                "gate code 4711",
                UtcMillis(CLOCK.now.0 - 400 * DAY),
            )
        }),
    ]);
    bench
}

#[test]
fn every_way_of_asking_finds_what_it_should() {
    let bench = office();
    let lines = [
        (LineId("PN1".into()), vec!["Main".to_owned(), "+13125550100".to_owned()]),
        (LineId("PN2".into()), vec!["Emergency".to_owned()]),
    ];
    let unread = [(ConversationId("0123456789abcdef0123456789abcdef".into()), UtcMillis(CLOCK.now.0 - 30 * DAY))];
    for (typed, expected) in [
        // Words, cases, accents, prefixes.
        ("roof", "invoice leak reply"),
        ("ROOF leaks", "leak"),
        ("roof leaks ", "leak"),
        ("cafe", "leak"),
        ("CAFÉ", "leak"),
        ("gutt", "photo reply"),
        ("gutt ", ""),
        ("roof gutt", "reply"),
        ("kitchen lea", "call.0 summary"),
        ("orsted", "marc"),
        ("Ørst", "marc"),
        ("o'brien", "marc"),
        ("OBri", "marc"),
        ("marc@example", "marc"),
        ("friday", "summary"),
        ("4711", "note"),
        // Phrases.
        ("\"the kitchen\"", "call.0 call.1"),
        ("\"kitchen the\"", ""),
        ("\"the kitchen cei", "call.1"),
        ("“roof leaks” ", "leak"),
        // Without.
        ("roof -invoice", "leak reply"),
        ("roof -\"gutter on\"", "invoice leak"),
        ("the -from:me -in:calls", "invoice leak photo"),
        // Slips, only when little fits: a swap, a wrong, a missing, a further letter.
        ("gutetr", "photo reply"),
        ("guttar", "photo reply"),
        ("guter", "photo reply"),
        ("gutterr", "photo reply"),
        ("gutttterr", ""),
        ("rofo", ""),
        ("invioce roof", "invoice"),
        // Numbers.
        ("773 555 0118", "dana"),
        ("(773) 555-0118", "dana"),
        ("+17735550118", "dana"),
        ("17735550118", "dana"),
        ("555-0118", "dana"),
        ("5550118", "dana"),
        ("0118", "dana"),
        ("77355", "dana"),
        ("+1 773 555", "dana"),
        ("020 7946 0018", "marc"),
        ("+44 20 7946 0018", "marc"),
        ("3125550199", "leak"),
        ("(312) 555-0199", "leak"),
        // Who.
        ("from:dana", "call.0 call.1 leak photo summary vm"),
        ("from:dan roof", "leak"),
        ("from:\"dana ruiz\" kitchen", "call.0 call.1 summary"),
        ("from:ruiz gutter", "photo"),
        ("from:alex", "reply"),
        ("from:me", "reply"),
        ("with:dana roof", "leak reply"),
        ("with:o'brien", "invoice"),
        ("from:marc", "invoice"),
        ("with:7735550118 roof", "leak reply"),
        ("with:(773)555-0118 roof", "leak reply"),
        ("with:0118 roof", "leak reply"),
        ("with:\"+44 20 7946 0018\"", "invoice"),
        ("roof -with:marc", "leak reply"),
        ("from:nobody", ""),
        // Where, which, when.
        ("in:texts the", "invoice leak photo reply"),
        ("in:calls kitchen", "call.0 call.1 summary"),
        ("in:voicemail", "vm"),
        ("in:notes gate", "note"),
        ("in:notes in:voicemail", "note vm"),
        ("in:people", "dana marc"),
        ("has:recording", "summary"),
        ("has:media gutter", "photo"),
        ("is:missed", "vm"),
        ("is:unread roof", "leak"),
        ("is:unread -in:calls", "leak"),
        ("roof -is:unread", "invoice reply"),
        ("line:emerg", "invoice"),
        ("line:\"main\" roof", "leak reply"),
        ("line:0100 roof", "leak reply"),
        ("line:nowhere roof", ""),
        ("after:today", "reply"),
        ("after:yesterday in:texts", "leak reply"),
        ("before:2026 ", "note"),
        ("before:2026-03 in:texts", "photo"),
        ("after:last week in:texts", "invoice leak reply"),
        ("on:last-week in:texts", "invoice"),
        ("on:yesterday", "leak"),
        ("-after:2026-03-01 in:texts", "photo"),
        ("on:2025", "note"),
        // What is not understood is words.
        ("in:nowhere", ""),
        ("foo:roof", ""),
        ("gate:code", "note"),
        ("has: gate", ""),
        ("before:soon", ""),
        ("", ""),
        ("   ", ""),
        ("- -- ---", ""),
        ("\"", ""),
        ("roof AND", ""),
        ("roof*", "invoice leak reply"),
        ("(roof)", "invoice leak reply"),
        ("[roof]^1e99", ""),
    ] {
        let options = Options { lines: &lines, unread: &unread, ..Options::default() };
        let mut found: Vec<String> = bench.keys_with(typed, &options).into_iter().map(|key| short(&key)).collect();
        found.sort();
        assert_eq!(found.join(" "), expected, "{typed}");
    }
}

fn short(key: &str) -> String {
    let mut parts = key.rsplitn(2, ':');
    let part = parts.next().unwrap();
    let (kind, owner) = parts.next().unwrap().split_once(':').unwrap();
    match kind {
        "Transcript" => format!("{owner}.{part}"),
        "Summary" => "summary".into(),
        "Note" => "note".into(),
        _ => owner.into(),
    }
}

#[test]
fn operators_become_chips_and_words_stay_words() {
    let query = Query::parse(
        "roof from:\"Dana Ruiz\" -in:calls is:missed after:last week \"call back\" -never foo:bar",
        &CLOCK,
        true,
    );
    let chips: Vec<(&str, &str)> = query.chips.iter().map(|chip| (chip.raw.as_str(), chip.label.as_str())).collect();
    assert_eq!(
        chips,
        vec![
            ("from:\"Dana Ruiz\"", "from Dana Ruiz"),
            ("-in:calls", "not in calls"),
            ("is:missed", "missed"),
            ("after:last week", "since Mar 2 – Mar 8, 2026"),
        ]
    );
    assert_eq!(query.words, vec!["roof", "call back", "foo:bar"]);
    assert_eq!(query.notice, None);
}

#[test]
fn what_is_too_long_is_cut_and_said_so() {
    let long = format!("roof {}", "é".repeat(400));
    assert!(Query::parse(&long, &CLOCK, true).notice.unwrap().contains("512"));
    let many: String = (0..60).map(|n| format!("w{n} ")).collect();
    let query = Query::parse(&many, &CLOCK, true);
    assert!(query.notice.unwrap().contains("32"));
    assert_eq!(query.words.len(), 32);
}

#[test]
fn a_transcript_hit_carries_the_call_and_the_second_and_shows_its_words() {
    let bench = office();
    let found = bench.ask("kitchen wet", &Options::default());
    let hit = &found.groups[Group::Calls.index()].hits[0];
    assert_eq!(hit.doc.key.item(), Some(ItemId("call".into())));
    assert_eq!((hit.doc.start_ms, hit.doc.speaker.as_deref()), (Some(7_500), Some("Dana")));
    assert_eq!(marked(hit), "and the [kitchen] ceiling is [wet]");
    let found = bench.ask("\"the kitchen\"", &Options::default());
    assert_eq!(marked(&found.groups[Group::Calls.index()].hits[0]), "and [the kitchen] ceiling is wet");
    let found = bench.ask("0118", &Options::default());
    assert_eq!(marked(&found.groups[0].hits[0]), "Dana Ruiz · [(773) 555-0118]");
    let found = bench.ask("orsted", &Options::default());
    assert_eq!(marked(&found.groups[0].hits[0]), "Marc O’Brien · [Ørsted] Slate");
    let found = bench.ask("guttar", &Options::default());
    assert!(found.widened);
    assert_eq!(marked(&found.groups[1].hits[0]), "Here is the [gutter]");
}

#[test]
fn a_long_text_is_cut_around_what_was_found() {
    let filler = "lorem ipsum ".repeat(100);
    let bench = Bench::of([text("a", &format!("{filler}the chimney is loose {filler}"), 0)]);
    let found = bench.ask("chimney loose", &Options::default());
    let shown = marked(&found.groups[1].hits[0]);
    assert!(shown.starts_with('…') && shown.ends_with('…') && shown.contains("the [chimney] is [loose]"), "{shown}");
    assert!(shown.len() < 300);
}

#[test]
fn exact_words_come_before_beginnings_and_both_before_slips() {
    let bench = Bench::of([
        text("slip", "painl", 0),
        text("prefix", "painting", 1),
        text("exact", "paint", 300),
        text("older", "paint", 600),
    ]);
    let keys = bench.keys("paint");
    assert_eq!(keys, ["Text:exact:0", "Text:older:0", "Text:prefix:0", "Text:slip:0"]);
    let newest = bench.keys_with("paint", &Options { order: Order::Newest, ..Options::default() });
    assert_eq!(newest[0], "Text:slip:0");
}

#[test]
fn slips_are_not_forgiven_where_enough_fits() {
    let docs = (0..30).map(|n| text(&format!("p{n}"), "paint", n)).chain([text("slip", "point", 0)]);
    let bench = Bench::of(docs);
    assert_eq!(bench.total("paint"), 30);
    assert!(!bench.ask("paint", &Options::default()).widened);
    assert_eq!(bench.total("point"), 31);
}
