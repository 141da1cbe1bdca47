//! Recordings, voicemails, summaries and transcripts that have to be asked for call by call.

use super::{Error, pass::Pass, plan, source::Said};
use crate::model::{
    ItemId,
    decision::Decided,
    history::{PARTS_COME_WITHIN_MS, Part, PartSeen, PartState},
    item::Item,
};

/// Looks at a part that Quo fails to give, before that is its state.
const MOST_LOOKS: u32 = 6;

impl Pass {
    /// Looks at parts of one call and writes down what is there and how it stands with each.
    pub(super) async fn parts(&self, id: ItemId, parts: Vec<Part>) -> Result<(), Error> {
        let asked = id.clone();
        let (item, states) = self.sink.ask(move |store| Ok((store.item(&asked)?, store.parts_of(&asked)?))).await?;
        // Not here although it was listed: an audit brings the call back, then its parts.
        let Some(Item::Call(call)) = item else { return Ok(()) };
        let now = self.sink.seam.now();
        let (mut events, mut seen) = (Vec::new(), Vec::new());
        for part in parts {
            let looks = match states.get(&part) {
                Some(PartState::Pending { looks, .. }) => looks.saturating_add(1),
                _ => 1,
            };
            let again = plan::look_again(call.at(), looks, now);
            let state = match self.source.part(&call, part).await.map_err(Error::from) {
                Ok((said, facts)) => {
                    let is_fresh = now.0.saturating_sub(call.at().0) < PARTS_COME_WITHIN_MS;
                    let said = if said == Said::Missing && is_fresh { Said::Underway } else { said };
                    events.extend(facts);
                    said.state(looks, again)
                }
                Err(error) if error.stops_all() => return Err(error),
                Err(error) => match again.filter(|_| looks < MOST_LOOKS) {
                    Some(due_at) => PartState::Pending { looks, due_at },
                    None => PartState::Failed { reason: error.to_string() },
                },
            };
            self.meter.request(self.sink.seam.now(), 0);
            self.meter.part();
            if states.get(&part) != Some(&state) {
                seen.push(PartSeen { call: id.clone(), part, state });
            }
        }
        let news = self.sink.ask(move |store| {
            let mut news = Vec::new();
            for event in events {
                if store.is_news(&event)? {
                    news.push(event);
                }
            }
            Ok(news)
        });
        let news = news.await?;
        let decided = if seen.is_empty() { Vec::new() } else { vec![Decided::PartsSeen { parts: seen }] };
        self.sink.write("GET /calls/{id}", news, decided).await
    }
}
