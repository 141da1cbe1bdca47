//! Words that close a conversation, take a wish back, or were written by no person: what needs no answer.
//!
//! Careful on purpose: a text of theirs that is not plainly one of these needs an answer. Whoever is shown as waiting
//! and is not costs a glance; whoever waits and is not shown costs a customer.

use aho_corasick::AhoCorasick;
use std::{collections::HashSet, sync::LazyLock};

/// What a text of theirs asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// An answer.
    Answer,
    /// Nothing: thanks, a nod, a greeting, a reaction, or something automatic.
    Nothing,
    /// Nothing, and neither does what they wrote before: "never mind".
    TakenBack,
}

/// Longest text that can be nothing but a courtesy, in bytes.
const LONGEST: usize = 240;

/// Words of which one must be there.
static CLOSING: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "\
    thanks thank thx thanx thnx tx ty tysm thankyou appreciate appreciated ok okay okey k kk kay okie alright \
    alrighty cool great perfect awesome wonderful excellent fantastic amazing lovely beautiful brilliant super \
    good sounds gotcha got understood noted np nvm welcome bye goodbye cheers likewise roger yw deal omw \
    gracias perfecto vale excelente genial see worries happy merry enjoy lol haha hahaha wow yay yep whew god \
    bless blessings paid later ttyl congrats congratulations",
    )
});

/// Words that may stand beside them.
static BESIDE: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "\
    you u ya your yours so very much a an lot ton million again for the everything all both help it its that \
    thats this works work i im ill we well do will then there soon tomorrow today tonight monday tuesday \
    wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun at am pm noon morning \
    afternoon evening night day days weekend week next have hope nice one too as and to team guys everyone \
    folks yall family from really is was sir maam man same of in on my our us me no not problem prob rest take \
    care quick fast response reply update info letting know getting back time job looks look looking crew did \
    hi hello hey muchas muy bien mil be by safe right cant wait forward talk way wishes best with just new year \
    years thanksgiving christmas holidays holiday easter birthday service it's fine oh ah awww aww yes yeah \
    love loved pleasure invoice bill here minutes min mins",
    )
});

/// Courtesies of several words, each of which alone says something else.
const SAYINGS: &str = "\
    no problem|no prob|not a problem|no worries|all good|its all good|no rush|my pleasure|will do|much better|\
    all better|de nada|that works|works for me|works for us|ill let you know|well let you know|\
    will let you know|well think about it|ill think about it|well think it over|ill think it over";

/// Two words that make a question even where nobody writes the mark.
static QUESTIONS: LazyLock<Sayings> = LazyLock::new(|| {
    Sayings::of(
        "\
    is it|is that|is this|is there|are you|are we|do you|do we|do i|will you|will it|will that|will there|\
    have you|did you|did we|was it|was that|know time|see me|see us|have it|see it|not good|not great|not ok|\
    not okay|not cool|not happy|not sounds|no good|not work|not right|not fine|got it wrong|looks wrong|\
    no thank|wait for|do it|get it",
    )
});

/// Words of a sentence of thanks that still wants something.
static WISHES: LazyLock<Words> = LazyLock::new(|| {
    Words::of(
        "\
    can could would please pls plz what when where how who why which need want wanted call text send but if \
    still also question wondering should may asap schedule reschedule cancel change another however although \
    except problem issue leak leaking broken wrong unless until havent hasnt didnt isnt not nothing waiting \
    consideration advance help let",
    )
});

/// What is taken back.
static TAKEN_BACK: LazyLock<Sayings> = LazyLock::new(|| {
    Sayings::of(
        "\
    never mind|nevermind|nvm|disregard|please disregard|ignore that|please ignore|ignore my|disregard my|\
    found someone else|found somebody else|no longer need|dont need it anymore|dont need you anymore|\
    all set now|we are all set|were all set|im all set|i am all set|figured it out|got it working|wrong number|\
    sorry wrong person|pocket dial|butt dial|butt dialed|called by accident|called by mistake|by accident sorry",
    )
});

/// Signs of a text that a machine wrote, on either side.
static MACHINE: LazyLock<Sayings> = LazyLock::new(|| {
    Sayings::of(
        "\
    reply stop|text stop|txt stop|stop to unsubscribe|stop to opt out|stop to end|stop2end|msg data rates|\
    message and data rates|msg and data rates|verification code|security code|passcode is|your code is|\
    one time code|do not reply to this|dont reply to this|no reply needed|this is an automated|\
    automated message|automated text|automatic reply|auto reply|autoreply|auto response|autoresponse|\
    sent automatically|im driving with|i am driving with|driving and will see your message|\
    do not disturb while driving|ill see your message when i get|cant talk right now|cant talk now|\
    im not receiving notifications|i have notifications silenced|im in a meeting ill|sent from my car|\
    reply y to confirm|reply c to confirm|reply yes to confirm|reply help for help|tracking number is|\
    your package|out for delivery|click here to|this number does not accept|this number is not monitored|\
    inbox is not monitored",
    )
});

/// Signs of a text of ours that nobody sat and wrote: what answers by itself while nobody is there.
static OURS: LazyLock<Sayings> = LazyLock::new(|| {
    Sayings::of(
        "\
    sorry we missed your call|sorry we missed you|we missed your call|missed your call how can we help|\
    we are currently closed|were currently closed|we are closed right now|our office is closed|\
    office is currently closed|we are out of the office|outside of our business hours|\
    outside our business hours|outside of business hours|outside of office hours|after hours message|\
    you have reached us after hours|we will get back to you as soon as|well get back to you as soon as|\
    someone will get back to you|someone will be with you shortly|a team member will|\
    one of our team members will|a member of our team will|we will return your call as soon as|\
    well return your call as soon as|we have received your message|weve received your message|\
    we received your message and|our hours are|our business hours are|our office hours are|\
    during business hours|on the next business day|the next business day",
    )
});

/// Words after which nothing is taken back.
static GOES_ON: LazyLock<Sayings> = LazyLock::new(|| Sayings::of("but|can you|could you"));

/// Words beside which "yes" decides nothing.
static KIND: LazyLock<Sayings> = LazyLock::new(|| Sayings::of("thanks|thank|perfect|great|np"));

/// Single words.
struct Words(HashSet<&'static str>);

impl Words {
    /// `words`, parted by blanks.
    fn of(words: &'static str) -> Self {
        Self(words.split(' ').collect())
    }

    fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }
}

/// Sayings of one or more words, all looked for at once: every text that comes is asked for more than a hundred.
struct Sayings {
    list: Vec<String>,
    /// Nothing where it cannot be made; they are looked for one after another then.
    all: Option<AhoCorasick>,
}

impl Sayings {
    /// `sayings`, parted by `|`.
    fn of(sayings: &'static str) -> Self {
        let list: Vec<String> = sayings.split('|').map(|saying| format!(" {saying} ")).collect();
        Self { all: AhoCorasick::new(&list).ok(), list }
    }

    /// Whether one of them is in what [`plain`] gives.
    fn are_in(&self, said: &str) -> bool {
        match &self.all {
            Some(all) => all.is_match(said),
            None => self.list.iter().any(|saying| said.contains(saying)),
        }
    }
}

/// What a text of theirs asks for, by its words alone.
#[must_use]
pub fn need(text: &str) -> Need {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Need::Answer;
    }
    if let Some(need) = reaction(trimmed) {
        return need;
    }
    let said = plain(trimmed);
    if MACHINE.are_in(&said) {
        return Need::Nothing;
    }
    let asks = trimmed.contains(['?', '¿', '؟', '？', '❓', '❔']);
    if !asks && text.len() <= LONGEST && TAKEN_BACK.are_in(&said) && !GOES_ON.are_in(&said) {
        return Need::TakenBack;
    }
    if asks || text.len() > LONGEST {
        return Need::Answer;
    }
    if said.trim().is_empty() {
        // Only marks or pictures: a heart closes, a lone dash says nothing that could be answered.
        let worried = ["😡", "🤬", "😠", "😢", "😭", "🆘", "🤷", "🤔", "👎", "😟", "😕", "‼", "!!"];
        let kind = !worried.iter().any(|sign| trimmed.contains(sign)) && !trimmed.is_ascii();
        return if kind { Need::Nothing } else { Need::Answer };
    }
    let clauses = trimmed.split(['.', '!', ',', ';', '\n', '…', '–', '—']).map(plain);
    let sayings = |clause: String| {
        let clause = clause.replace(" on my way ", " omw ").replace(" no thank you ", " thanks ");
        let clause = clause.replace(" no thanks ", " thanks ").replace(" on our way ", " omw ");
        SAYINGS.split('|').fold(clause, |clause, saying| clause.replace(&format!(" {saying} "), " np "))
    };
    let clauses: Vec<String> = clauses.map(sayings).filter(|clause| !clause.trim().is_empty()).collect();
    let closes = |clause: &String| is_closing(clause) || is_thanks(clause) || is_praise(clause);
    let first_name = |clause: &String| clauses.len() > 1 && clause.split_whitespace().count() == 1;
    let all = clauses
        .iter()
        .all(|clause| closes(clause) || is_beside(clause) || (first_name(clause) && is_name(clause, trimmed)));
    if all && clauses.iter().any(closes) { Need::Nothing } else { Need::Answer }
}

/// Whether a text of ours was written by something that answers by itself.
#[must_use]
pub fn is_automatic(text: &str) -> bool {
    let said = plain(text);
    MACHINE.are_in(&said) || OURS.are_in(&said)
}

/// Small letters and digits, one blank between words and at both ends; apostrophes are gone.
fn plain(text: &str) -> String {
    let letters = text.chars().filter(|c| !matches!(c, '\'' | '’' | '‘' | '`'));
    let letters: String =
        letters.map(|c| if c.is_alphanumeric() { c } else { ' ' }).flat_map(char::to_lowercase).collect();
    format!(" {} ", letters.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A clause of courtesies and nothing else.
fn is_closing(clause: &str) -> bool {
    let words: Vec<&str> = clause.split_whitespace().collect();
    let Some((first, rest)) = words.split_first() else { return false };
    let known = |word: &&str| CLOSING.has(word) || BESIDE.has(word) || is_time(word);
    // A single name may follow the thanks: "thank you maria".
    let thanks = words.iter().any(|word| matches!(*word, "thanks" | "thank" | "thx" | "ty" | "bye" | "gracias"));
    let named = thanks && words.len() <= 6 && words.last().is_some_and(|word| !WISHES.has(word));
    let before_the_name = rest.split_last().map_or(&[][..], |(_, before)| before);
    let all = known(first) && (rest.iter().all(known) || (named && before_the_name.iter().all(known)));
    // "good" and "see" alone close nothing, and "yes" or "no" is an answer that somebody waits for.
    let bare = matches!(
        words.as_slice(),
        ["good", "morning" | "afternoon" | "evening" | "day"]
            | ["good" | "see" | "happy" | "got" | "sounds" | "later" | "paid" | "wow" | "god"]
    );
    let decides = words.iter().any(|word| matches!(*word, "yes" | "yeah" | "yep")) && !KIND.are_in(clause);
    words.len() <= 14
        && all
        && !bare
        && !decides
        && words.iter().any(|word| CLOSING.has(word))
        && !QUESTIONS.are_in(clause)
}

/// A clause that thanks for something and wants nothing.
fn is_thanks(clause: &str) -> bool {
    let words: Vec<&str> = clause.split_whitespace().collect();
    let thanks = matches!(
        words.as_slice(),
        ["thanks" | "thx" | "ty", "for" | "to", ..]
            | ["thanks", "so" | "a", "much" | "lot" | "million", "for", ..]
            | ["thank", "you" | "u" | "yall", "for", ..]
            | ["thank", "you", "so" | "very", "much", "for" | "to", ..]
            | ["thank", "you", "all", "for", ..]
            | ["thank", "you", "both", "for", ..]
            | ["appreciate", "you" | "it" | "the" | "your", ..]
            | ["we" | "i", "appreciate" | "love" | "loved", ..]
            | ["we" | "i", "really", "appreciate" | "love", ..]
            | ["ok" | "okay" | "great" | "perfect" | "awesome", "thanks" | "thank", ..]
    );
    let wants = words.iter().any(|word| WISHES.has(word) && *word != "help");
    thanks && words.len() <= 24 && !wants && !QUESTIONS.are_in(clause)
}

/// A clause that praises what was done and wants nothing.
fn is_praise(clause: &str) -> bool {
    let words: Vec<&str> = clause.split_whitespace().collect();
    let about = matches!(
        words.as_slice(),
        [
            "it" | "they" | "everything" | "everyone" | "that",
            "looks" | "look" | "was" | "were" | "is" | "did" | "turned",
            ..
        ] | ["you" | "the" | "your", _, "was" | "were" | "did" | "do" | "are" | "looks" | "is", ..]
            | ["you", "did" | "were" | "are", ..]
            | ["looks" | "looking", ..]
    );
    let praise = [
        "great",
        "amazing",
        "wonderful",
        "perfect",
        "spotless",
        "awesome",
        "beautiful",
        "fantastic",
        "excellent",
        "best",
        "lovely",
        "fabulous",
        "brilliant",
    ];
    let praised = words.iter().any(|word| praise.contains(word));
    about && praised && words.len() <= 16 && !words.iter().any(|word| WISHES.has(word)) && !QUESTIONS.are_in(clause)
}

/// A clause of which every word may stand beside a courtesy, and that asks nothing.
fn is_beside(clause: &str) -> bool {
    let known = |word: &str| BESIDE.has(word) || CLOSING.has(word) || is_time(word);
    let decides = clause.split_whitespace().any(|word| matches!(word, "yes" | "yeah" | "yep" | "no" | "not"));
    clause.split_whitespace().all(known) && !decides && !QUESTIONS.are_in(clause)
}

/// "9", "9am", "930": a time that was agreed on.
fn is_time(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    (1..=4).contains(&digits)
        && matches!(word.get(digits..), Some("" | "am" | "pm" | "ish" | "th" | "st" | "nd" | "rd"))
}

/// A single word with a capital letter that begins no sentence of its own: the name of who is thanked.
fn is_name(clause: &str, text: &str) -> bool {
    let word = clause.trim();
    let written = text.split(|c: char| !c.is_alphanumeric()).find(|part| part.to_lowercase() == word);
    let capital = written.and_then(|part| part.chars().next()).is_some_and(char::is_uppercase);
    capital && word.chars().all(char::is_alphabetic) && word.len() > 2 && !WISHES.has(word)
}

/// Reactions as phones send them in words. A question mark or a thumb down is one that wants an answer.
fn reaction(text: &str) -> Option<Need> {
    let quoted = |rest: &str| rest.trim_start().starts_with(['“', '"', '„', '«']);
    let of_phone = [
        ("Liked ", Need::Nothing),
        ("Loved ", Need::Nothing),
        ("Laughed at ", Need::Nothing),
        ("Emphasized ", Need::Nothing),
        ("Disliked ", Need::Answer),
        ("Questioned ", Need::Answer),
    ];
    for (verb, need) in of_phone {
        if let Some(rest) = text.strip_prefix(verb)
            && (quoted(rest) || matches!(rest.trim(), "an image" | "a message" | "an attachment" | "a movie"))
        {
            return Some(need);
        }
    }
    if text.starts_with("Removed a") && text.contains(" from ") {
        return Some(Need::Nothing);
    }
    // "Reacted 👍 to “…”" of newer phones, "👍 to “…”" of Android's.
    let rest = text.strip_prefix("Reacted ").unwrap_or(text);
    let (sign, quote) = rest.split_once(" to ")?;
    let sign = sign.trim_matches(|c: char| c.is_whitespace() || c == '\u{200b}' || c == '\u{200a}');
    let is_sign = !sign.is_empty() && sign.chars().count() <= 6 && sign.chars().all(|c| !c.is_alphanumeric());
    if !is_sign || !quoted(quote.trim_start_matches(['\u{200b}', '\u{200a}', ' '])) {
        return None;
    }
    Some(if sign.contains(['👎', '❓', '?', '😡', '😢']) { Need::Answer } else { Need::Nothing })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn courtesies_need_no_answer() {
        for text in [
            "Thanks!",
            "thank you so much",
            "Ok",
            "ok thanks",
            "K",
            "👍",
            "❤️🙏",
            "Got it, thanks",
            "Sounds good",
            "Perfect, see you then",
            "See you Tuesday at 9!",
            "Great. Thank you, Maria!",
            "Thanks Maria",
            "You too! Have a great weekend",
            "No problem",
            "no worries",
            "Thank you for coming out today, the crew did a great job",
            "Gracias!",
            "Ok perfecto, muchas gracias",
            "Liked “We'll be there at 9”",
            "Loved an image",
            "Reacted 👍 to “On our way”",
            "👍 to “On our way”",
            "Merry Christmas to you and your family!",
            "Awesome, thanks for the quick response",
            "Thank you!! The crew was great and left the yard spotless.",
            "I'm driving with Do Not Disturb While Driving turned on.",
            "Your verification code is 445566",
            "Ok, will do. Thanks",
        ] {
            assert_eq!(need(text), Need::Nothing, "{text}");
        }
    }

    #[test]
    fn everything_else_needs_one() {
        for text in [
            "",
            "?",
            "Ok?",
            "Yes",
            "No",
            "yes please",
            "Ok is it today",
            "Thanks, can you come Tuesday",
            "Thanks but it still leaks",
            "Thank you for the estimate, when can you start",
            "Hello",
            "hi",
            "Good morning",
            "Ok. What time",
            "Call me",
            "👎",
            "🤷",
            "!!!",
            "Questioned “We'll be there at 9”",
            "Disliked “$450”",
            "Great, how much is it",
            "Ok I need to reschedule",
            "Good",
            "That does not work for me",
            "not good",
            "see me at 9",
            "I'm here",
            "Thanks in advance",
            "ok let me know",
            "Roof is leaking",
            "ok whats the price",
            "Perfect, I'll leave the key with Bob",
            "liked the quote, can we talk",
            "Tuesday",
            "9am",
        ] {
            assert_eq!(need(text), Need::Answer, "{text}");
        }
    }

    #[test]
    fn what_is_taken_back_takes_the_rest_with_it() {
        for text in [
            "Never mind, found it",
            "nvm",
            "Please disregard",
            "Sorry, wrong number",
            "We're all set, thanks",
            "I figured it out!",
        ] {
            assert_eq!(need(text), Need::TakenBack, "{text}");
        }
        for text in ["never mind, but can you call me", "wrong number?", "Is this the wrong number?"] {
            assert_eq!(need(text), Need::Answer, "{text}");
        }
    }

    #[test]
    fn what_answers_by_itself_is_told_from_what_somebody_wrote() {
        for text in [
            "Sorry we missed your call! How can we help?",
            "We are currently closed. Our hours are 9 to 5.",
            "This is an automated message.",
            "Thanks for contacting Lakeview Roofing. We’ll get back to you as soon as possible.",
        ] {
            assert!(is_automatic(text), "{text}");
        }
        for text in [
            "We can be there Tuesday at 9",
            "Sorry, just saw this. What is the address?",
            "We are closed Monday but can come Tuesday",
        ] {
            assert!(!is_automatic(text), "{text}");
        }
    }
}
