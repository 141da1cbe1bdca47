//! A new address for a file whose address expired: Quo signs one with every reading (API.md section 8).

use super::{App, queue::Want, work::item_of};
use crate::{
    model::{RecordingId, address::lasting, call::Call, item::Item, merge::value, message::Message},
    quo::{Availability, CallKey, Cause, Error, LineNumbers, Quo, Urgency},
};

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renewed {
    /// Here it is now.
    To(String),
    /// Quo does not have the file any more.
    Gone(String),
    /// Quo could not be asked, or could not answer.
    NotNow(String),
}

/// Asks Quo where the file is now.
pub async fn address(app: &App, want: &Want) -> Renewed {
    let Some(quo) = app.quo() else {
        return Renewed::NotNow("the address has expired, and there is no API key to ask for a new one".to_owned());
    };
    let asked = match item_of(app, want) {
        Some(Item::Message(message)) => of_text(&quo, &message, want).await,
        Some(Item::Call(call)) => of_call(&quo, &call, want).await,
        Some(Item::Note(_) | Item::Outgoing(_)) | None => return Renewed::Gone("nothing names it any more".to_owned()),
    };
    match asked {
        Ok(Some(url)) => Renewed::To(url),
        Ok(None) => Renewed::Gone("Quo does not have it any more".to_owned()),
        Err(error) => match &error.cause {
            Cause::Refused(refusal) if refusal.status == 404 => {
                Renewed::Gone("Quo does not have it any more".to_owned())
            }
            _ => Renewed::NotNow(error.to_string()),
        },
    }
}

/// The file at the same place among the files of its text.
async fn of_text(quo: &Quo, message: &Message, want: &Want) -> Result<Option<String>, Error> {
    let wanted = lasting(&want.url);
    let place = message.files().iter().position(|file| lasting(&file.url) == wanted);
    let now = quo.text(&message.id, &LineNumbers::default(), Urgency::Background).await?;
    let files = now.media.unwrap_or_default();
    let same = files.iter().find(|file| lasting(&file.url) == wanted);
    let found = same.or_else(|| files.get(place?).filter(|_| files.len() == message.files().len()));
    Ok(found.map(|file| file.url.clone()))
}

/// The recording with the same id, or the voicemail.
async fn of_call(quo: &Quo, call: &Call, want: &Want) -> Result<Option<String>, Error> {
    let wanted = lasting(&want.url);
    let is_it = |url: Option<&String>| url.is_some_and(|url| lasting(url) == wanted);
    let recording = call.recordings.iter().find(|(_, recording)| is_it(value(&recording.url)));
    let key = CallKey { id: call.id.clone(), at: call.at(), answered_at: call.answered_at };
    if let Some((id, _)) = recording {
        return of_recording(quo, &key, id).await;
    }
    let now = quo.call(&call.id, &LineNumbers::default(), Urgency::Background).await?;
    Ok(now.voicemail.and_then(|voicemail| voicemail.fact.url))
}

async fn of_recording(quo: &Quo, call: &CallKey, id: &RecordingId) -> Result<Option<String>, Error> {
    match quo.recordings(call, Urgency::Background).await? {
        Availability::Here(now) => {
            Ok(now.recordings.into_iter().find(|now| now.fact.id == *id).and_then(|now| now.fact.url))
        }
        Availability::Missing | Availability::NotOnPlan { .. } => Ok(None),
    }
}
