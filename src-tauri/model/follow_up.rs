//! Follow-ups: what was promised or is to be done, until when, and where it comes from.
//!
//! A follow-up is made here (by hand or from a next step of a call), or it is a task of Quo's. One made from a next step
//! has an id that follows from the step, so that making it twice makes one, and its tick is the step's tick. Everything
//! said about a follow-up is joined, so neither the order of what was said nor repetition matters.
//!
//! One that was made here and then at Quo, too, keeps its id. What Quo says about the task, before or after that is known,
//! is said about the follow-up.

pub mod heard;
#[cfg(test)]
mod tests;

use super::call::Call;
use super::event::TaskFact;
use super::merge::{Latest, keep_greater, value};
use super::place::Target;
use super::{ContactId, FollowUpId, ItemId, LineId, QuoConversationId, TaskId, UtcMillis};
use serde::{Deserialize, Serialize};

const OF_STEP: &str = "step:";
const OF_QUO: &str = "quo:";

/// Until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Due {
    /// No moment.
    Never,
    /// This moment.
    At(UtcMillis),
}

impl Due {
    /// The moment, if there is one.
    #[must_use]
    pub fn at(self) -> Option<UtcMillis> {
        match self {
            Self::Never => None,
            Self::At(at) => Some(at),
        }
    }
}

impl From<Option<UtcMillis>> for Due {
    fn from(at: Option<UtcMillis>) -> Self {
        at.map_or(Self::Never, Self::At)
    }
}

/// What a follow-up was made from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Source {
    /// Nothing but a person's wish.
    Hand,
    /// A text, call or note.
    Item {
        /// Which one.
        item: ItemId,
    },
    /// A next step of a call.
    Step {
        /// The call.
        call: ItemId,
        /// Place of the step in the summary, from 0.
        index: u32,
    },
}

/// A follow-up as somebody makes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewFollowUp {
    /// `follow:` + UUIDv7, or [`step_id`].
    pub id: FollowUpId,
    /// What is to be done.
    pub title: String,
    /// Until when.
    pub due: Due,
    /// Where it comes from.
    pub source: Source,
    /// The conversation it is about.
    pub place: Option<Target>,
    /// The contact it is about, where there is no conversation.
    pub contact: Option<ContactId>,
}

/// A change of a follow-up; what is missing stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FollowUpChange {
    /// Which one.
    pub id: FollowUpId,
    /// What is to be done.
    #[serde(default)]
    pub title: Option<String>,
    /// Until when.
    #[serde(default)]
    pub due: Option<Due>,
    /// Done or open.
    #[serde(default)]
    pub done: Option<bool>,
    /// Removed, or there again.
    #[serde(default)]
    pub gone: Option<bool>,
}

impl FollowUpChange {
    /// A change of nothing yet.
    #[must_use]
    pub fn of(id: FollowUpId) -> Self {
        Self { id, title: None, due: None, done: None, gone: None }
    }
}

/// What a person decided once, and what follows from it for good.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Made {
    /// Where it comes from.
    pub source: Source,
    /// The conversation it is about.
    pub place: Option<Target>,
    /// The contact it is about.
    pub contact: Option<ContactId>,
}

/// What Quo said about a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtQuo {
    /// Which task.
    pub id: TaskId,
    /// The earliest moment that was spoken of.
    pub first_at: UtcMillis,
    /// Title.
    pub title: Option<Latest<String>>,
    /// Description.
    pub description: Option<Latest<String>>,
    /// Until when.
    pub due: Option<Latest<Due>>,
    /// Done or open.
    pub done: Option<Latest<bool>>,
    /// Deleted, or there.
    pub gone: Option<Latest<bool>>,
    /// Text or call it belongs to.
    pub activity: Option<Latest<ItemId>>,
    /// Line.
    pub line: Option<Latest<LineId>>,
    /// Conversation.
    pub conversation: Option<Latest<QuoConversationId>>,
}

/// A follow-up, joined from everything that was ever said about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// Which one.
    pub id: FollowUpId,
    /// That it was made here, and from what.
    pub made: Option<Latest<Made>>,
    /// What is to be done, in our words.
    pub title: Option<Latest<String>>,
    /// Until when, as decided here.
    pub due: Option<Latest<Due>>,
    /// Done or open, as decided here.
    pub done: Option<Latest<bool>>,
    /// Removed here.
    pub gone: Option<Latest<bool>>,
    /// The due moment of which a person was reminded last, and when.
    pub reminded: Option<Latest<UtcMillis>>,
    /// What Quo said, if it is a task there.
    pub quo: Option<AtQuo>,
    /// What was decided here up to this moment is at Quo.
    pub written: Option<UtcMillis>,
    /// Why Quo did not take a change, if it did not.
    pub refused: Option<Latest<Option<String>>>,
    /// When Quo was last asked to make a task of it: whether it did is to be looked up before it is asked again.
    pub creating: Option<UtcMillis>,
    /// The follow-up that this task of Quo's was made from: everything said about this one is said about that one.
    pub became: Option<FollowUpId>,
}

/// A change that Quo has not got yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForQuo {
    /// Other words; the description stays and is sent along, as Quo replaces both.
    Title {
        /// What is to be done.
        title: String,
        /// As Quo has it.
        description: String,
    },
    /// Another moment.
    Due(Due),
    /// Done, open or deleted.
    Status(TaskStatus),
}

/// How a task stands at Quo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskStatus {
    /// To be done.
    Open,
    /// Done.
    Completed,
    /// Deleted.
    Deleted,
}

/// The id of the follow-up of a next step: the same however often it is made.
#[must_use]
pub fn step_id(call: &ItemId, index: u32) -> FollowUpId {
    FollowUpId(format!("{OF_STEP}{index}:{call}"))
}

/// The next step of such an id.
#[must_use]
pub fn step_of(id: &FollowUpId) -> Option<(ItemId, u32)> {
    let (index, call) = id.as_str().strip_prefix(OF_STEP)?.split_once(':')?;
    Some((ItemId::from(call), index.parse().ok()?))
}

/// The id of the follow-up that a task of Quo's is.
#[must_use]
pub fn quo_id(task: &TaskId) -> FollowUpId {
    FollowUpId(format!("{OF_QUO}{task}"))
}

impl FollowUp {
    /// A follow-up of which nothing is known.
    #[must_use]
    pub fn unknown(id: FollowUpId) -> Self {
        Self {
            id,
            made: None,
            title: None,
            due: None,
            done: None,
            gone: None,
            reminded: None,
            quo: None,
            written: None,
            refused: None,
            creating: None,
            became: None,
        }
    }

    /// Takes over everything said about another that turned out to be the same, and leaves nothing there but the way here.
    pub fn take_over(&mut self, other: &mut Self) {
        let FollowUp { id, made, title, due, done, gone, reminded, quo, written, refused, creating, became: _ } =
            std::mem::replace(other, Self { became: Some(self.id.clone()), ..Self::unknown(other.id.clone()) });
        other.id = id;
        keep_greater(&mut self.made, made);
        keep_greater(&mut self.title, title);
        keep_greater(&mut self.due, due);
        keep_greater(&mut self.done, done);
        keep_greater(&mut self.gone, gone);
        keep_greater(&mut self.reminded, reminded);
        keep_greater(&mut self.written, written);
        keep_greater(&mut self.refused, refused);
        keep_greater(&mut self.creating, creating);
        match (&mut self.quo, quo) {
            (Some(ours), Some(theirs)) => ours.absorb(theirs),
            (ours @ None, theirs) => *ours = theirs,
            (Some(_), None) => {}
        }
    }

    /// Quo made this task of it, as it stood after what was decided up to `through`.
    pub fn create(&mut self, task: &TaskId, through: UtcMillis) {
        let quo = self.quo.get_or_insert_with(|| AtQuo::unknown(task.clone(), through));
        quo.first_at = quo.first_at.min(through);
        self.write(through, None);
    }

    /// Whether Quo is to make a task of it: an open one from here about a conversation, unless Quo refused it as it stands.
    #[must_use]
    pub fn wants_task(&self) -> bool {
        let placed = self.made.as_ref().is_some_and(|made| match made.value.source {
            Source::Hand => made.value.place.is_some(),
            Source::Item { .. } | Source::Step { .. } => true,
        });
        let refused = self.refused.as_ref().is_some_and(|refused| Some(refused.at) >= self.decided_at());
        placed && !refused && self.quo.is_none() && self.is_shown() && self.done_at().is_none()
    }

    /// It was made.
    pub fn make(&mut self, new: &NewFollowUp, at: UtcMillis) {
        let NewFollowUp { id: _, title, due, source, place, contact } = new;
        let made = Made { source: source.clone(), place: place.clone(), contact: contact.clone() };
        keep_greater(&mut self.made, Some(Latest { at, value: made }));
        keep_greater(&mut self.title, Some(Latest { at, value: title.clone() }));
        keep_greater(&mut self.due, Some(Latest { at, value: *due }));
        keep_greater(&mut self.gone, Some(Latest { at, value: false }));
    }

    /// It was changed.
    pub fn change(&mut self, change: &FollowUpChange, at: UtcMillis) {
        let FollowUpChange { id: _, title, due, done, gone } = change;
        keep_greater(&mut self.title, Latest::said(at, title.clone()));
        keep_greater(&mut self.due, Latest::said(at, *due));
        keep_greater(&mut self.done, Latest::said(at, *done));
        keep_greater(&mut self.gone, Latest::said(at, *gone));
    }

    /// Its next step was ticked or unticked.
    pub fn tick(&mut self, done: bool, at: UtcMillis) {
        keep_greater(&mut self.done, Some(Latest { at, value: done }));
    }

    /// Quo said something about it.
    pub fn hear(&mut self, fact: &TaskFact) {
        let TaskFact { id, change, title, description, due_at, activity, place, at } = fact;
        let at = *at;
        let quo = self.quo.get_or_insert_with(|| AtQuo::unknown(id.clone(), at));
        quo.first_at = quo.first_at.min(at);
        let whole = matches!(change.as_str(), "created" | "open" | "completed.read" | "deleted.read");
        let due = match (due_at, change.as_str()) {
            (Some(due), _) => Some(Due::At(*due)),
            (None, "duedate.removed") => Some(Due::Never),
            (None, _) if whole => Some(Due::Never),
            (None, _) => None,
        };
        let done = match change.as_str() {
            "completed" | "completed.read" => Some(true),
            "created" | "reopened" | "open" => Some(false),
            _ => None,
        };
        let gone = match change.as_str() {
            "deleted" | "deleted.read" => Some(true),
            "created" | "reopened" | "open" | "completed" | "completed.read" => Some(false),
            _ => None,
        };
        keep_greater(&mut quo.title, Latest::said(at, title.clone()));
        keep_greater(&mut quo.description, Latest::said(at, description.clone()));
        keep_greater(&mut quo.due, Latest::said(at, due));
        keep_greater(&mut quo.done, Latest::said(at, done));
        keep_greater(&mut quo.gone, Latest::said(at, gone));
        keep_greater(&mut quo.activity, Latest::said(at, activity.clone()));
        keep_greater(&mut quo.line, Latest::said(at, place.line.clone()));
        keep_greater(&mut quo.conversation, Latest::said(at, place.conversation.clone()));
    }

    /// What was decided up to `through` is at Quo, or was refused there.
    pub fn write(&mut self, through: UtcMillis, refused: Option<&str>) {
        keep_greater(&mut self.written, Some(through));
        keep_greater(&mut self.refused, Some(Latest { at: through, value: refused.map(str::to_owned) }));
        let (Some(quo), None) = (&mut self.quo, refused) else { return };
        // Quo has it now, whether or not it ever says so.
        take(&mut quo.title, &self.title, through);
        take(&mut quo.due, &self.due, through);
        take(&mut quo.done, &self.done, through);
        take(&mut quo.gone, &self.gone, through);
    }

    /// Whether Quo is to hear of something, if only that it has it already.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.decided_at().is_some_and(|at| self.waits(at))
    }

    /// What stands of the two: ours while Quo has not got it, else the later.
    fn stands<'a, T>(&self, ours: &'a Option<Latest<T>>, theirs: Option<&'a Latest<T>>) -> Option<&'a Latest<T>> {
        match (ours.as_ref(), theirs) {
            (Some(ours), Some(theirs)) if self.waits(ours.at) || ours.at >= theirs.at => Some(ours),
            (_, Some(theirs)) => Some(theirs),
            (ours, None) => ours,
        }
    }

    /// Whether what was decided at `at` is not at Quo yet.
    fn waits(&self, at: UtcMillis) -> bool {
        self.quo.is_some() && self.written.is_none_or(|written| at > written)
    }

    /// What is to be done.
    #[must_use]
    pub fn title(&self) -> &str {
        let theirs = self.quo.as_ref().and_then(|quo| quo.title.as_ref());
        self.stands(&self.title, theirs).map_or("", |title| title.value.as_str())
    }

    /// Until when, and when that was said.
    #[must_use]
    pub fn due_as_said(&self) -> Option<Latest<UtcMillis>> {
        let theirs = self.quo.as_ref().and_then(|quo| quo.due.as_ref());
        let due = self.stands(&self.due, theirs)?;
        due.value.at().map(|value| Latest { at: due.at, value })
    }

    /// Until when.
    #[must_use]
    pub fn due(&self) -> Option<UtcMillis> {
        self.due_as_said().map(|due| due.value)
    }

    /// When it was done, if it is.
    #[must_use]
    pub fn done_at(&self) -> Option<UtcMillis> {
        let theirs = self.quo.as_ref().and_then(|quo| quo.done.as_ref());
        self.stands(&self.done, theirs).filter(|done| done.value).map(|done| done.at)
    }

    /// When it was made.
    #[must_use]
    pub fn made_at(&self) -> UtcMillis {
        let here = self.made.as_ref().map(|made| made.at);
        here.or_else(|| self.quo.as_ref().map(|quo| quo.first_at)).unwrap_or_default()
    }

    /// Whether it is on the list at all: made and not removed, with something to read.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        let theirs = self.quo.as_ref().and_then(|quo| quo.gone.as_ref());
        let gone = self.stands(&self.gone, theirs).is_some_and(|gone| gone.value);
        !gone && (self.made.is_some() || self.quo.is_some()) && !self.title().trim().is_empty()
    }

    /// Whether a person is to be reminded once its moment has come, and was not yet. A moment that was over when it was
    /// chosen is no surprise.
    #[must_use]
    pub fn remind_at(&self) -> Option<UtcMillis> {
        let due = self.due_as_said()?;
        let open = self.is_shown() && self.done_at().is_none();
        let new = value(&self.reminded) != Some(&due.value);
        (open && new && due.value > due.at).then_some(due.value)
    }

    /// When a person was reminded that it is due, if it still is.
    #[must_use]
    pub fn reminded_at(&self) -> Option<UtcMillis> {
        let reminded = self.reminded.as_ref()?;
        let stands = self.is_shown() && self.done_at().is_none() && self.due() == Some(reminded.value);
        stands.then_some(reminded.at)
    }

    /// The moment that is over, if it is open: somebody was reminded of it, or it was over when it was chosen. Unlike a
    /// look at the clock this follows from what is written down.
    #[must_use]
    pub fn past_due(&self) -> Option<UtcMillis> {
        let due = self.due_as_said()?;
        let reminded = self.reminded.as_ref().is_some_and(|told| told.value == due.value && told.at >= due.value);
        let over = due.value <= due.at || reminded;
        (over && self.is_shown() && self.done_at().is_none()).then_some(due.value)
    }

    /// Where it comes from; nothing for a task of Quo's.
    #[must_use]
    pub fn source(&self) -> Option<&Source> {
        self.made.as_ref().map(|made| &made.value.source)
    }

    /// What Quo has not got yet.
    #[must_use]
    pub fn for_quo(&self) -> Vec<ForQuo> {
        let Some(quo) = &self.quo else { return Vec::new() };
        let mut changes = Vec::new();
        if let Some(title) = self.title.as_ref().filter(|title| self.waits(title.at))
            && value(&quo.title) != Some(&title.value)
        {
            let description = value(&quo.description).cloned().unwrap_or_default();
            changes.push(ForQuo::Title { title: title.value.clone(), description });
        }
        if let Some(due) = self.due.as_ref().filter(|due| self.waits(due.at))
            && value(&quo.due).copied().unwrap_or(Due::Never) != due.value
        {
            changes.push(ForQuo::Due(due.value));
        }
        let wanted = |ours: &Option<Latest<bool>>, theirs: &Option<Latest<bool>>| {
            let ours = ours.as_ref().filter(|ours| self.waits(ours.at)).map(|ours| ours.value);
            let theirs = value(theirs).copied().unwrap_or_default();
            (ours.unwrap_or(theirs), ours.is_some_and(|ours| ours != theirs))
        };
        let (done, done_changed) = wanted(&self.done, &quo.done);
        let (gone, gone_changed) = wanted(&self.gone, &quo.gone);
        if done_changed || gone_changed {
            changes.push(ForQuo::Status(match (gone, done) {
                (true, _) => TaskStatus::Deleted,
                (false, true) => TaskStatus::Completed,
                (false, false) => TaskStatus::Open,
            }));
        }
        changes
    }

    /// The last moment at which something was decided about it here.
    #[must_use]
    pub fn decided_at(&self) -> Option<UtcMillis> {
        let Self { title, due, done, gone, .. } = self;
        let moments = [title.as_ref().map(|it| it.at), due.as_ref().map(|it| it.at)];
        let marks = [done.as_ref().map(|it| it.at), gone.as_ref().map(|it| it.at)];
        moments.into_iter().chain(marks).flatten().max()
    }

    /// Why Quo did not take the last change, if it did not.
    #[must_use]
    pub fn refusal(&self) -> Option<&str> {
        value(&self.refused).and_then(Option::as_deref)
    }
}

impl AtQuo {
    fn absorb(&mut self, other: Self) {
        let Self { id: _, first_at, title, description, due, done, gone, activity, line, conversation } = other;
        self.first_at = self.first_at.min(first_at);
        keep_greater(&mut self.title, title);
        keep_greater(&mut self.description, description);
        keep_greater(&mut self.due, due);
        keep_greater(&mut self.done, done);
        keep_greater(&mut self.gone, gone);
        keep_greater(&mut self.activity, activity);
        keep_greater(&mut self.line, line);
        keep_greater(&mut self.conversation, conversation);
    }

    fn unknown(id: TaskId, at: UtcMillis) -> Self {
        Self {
            id,
            first_at: at,
            title: None,
            description: None,
            due: None,
            done: None,
            gone: None,
            activity: None,
            line: None,
            conversation: None,
        }
    }
}

/// Theirs is ours by now, as far as it was decided up to `through`.
fn take<T: Ord + Clone>(theirs: &mut Option<Latest<T>>, ours: &Option<Latest<T>>, through: UtcMillis) {
    keep_greater(theirs, ours.clone().filter(|ours| ours.at <= through));
}

/// The call of which a next step was ticked, and nothing else known of it.
#[must_use]
pub fn ticked(call: &ItemId, index: u32, done: bool, at: UtcMillis) -> Call {
    // The moment of a tick is not one of the call's: it must not move the call in the timeline.
    let mut ticked = Call::unknown(call.clone(), UtcMillis(i64::MAX));
    ticked.ticks.insert(index, Latest { at, value: done });
    ticked
}
