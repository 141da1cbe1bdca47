//! Whether another start of the same Ringbook is running, asked before the window system can tell.
//!
//! The single-instance plugin knows it once the window system has started, a tenth of a second or two after the process.
//! The data folder is opened meanwhile: the name that the plugin takes is looked for first, and whoever has the folder for
//! the moment in which two starts have not seen each other is waited for.

use super::Opened;
use ringbook::app::Error;
use std::time::{Duration, Instant};

/// So long after the first look two starts at the same moment have seen each other, and one of them has ended.
const SEEN_WITHIN: Duration = Duration::from_secs(1);
const LOOK_EVERY: Duration = Duration::from_millis(25);

/// One Ringbook, which is that of one data folder.
#[derive(Clone)]
pub struct Instance {
    id: String,
}

impl Instance {
    /// `instance` is letters and digits.
    pub fn new(instance: &str) -> Self {
        Self { id: format!("app.ringbook.i{instance}") }
    }

    /// The id by which the plugin knows it.
    pub fn id(&self) -> String {
        self.id.clone()
    }

    /// Whether another start of it has shown its window already. Without a session bus there is no such thing.
    #[cfg(target_os = "linux")]
    pub async fn is_running(&self) -> bool {
        // As the plugin names it.
        let name = format!("{}.SingleInstance", self.id);
        let asked = async {
            let bus = zbus::Connection::session().await?;
            let names = zbus::fdo::DBusProxy::new(&bus).await?;
            zbus::Result::Ok(names.name_has_owner(zbus::names::BusName::try_from(name)?).await?)
        };
        matches!(tokio::time::timeout(SEEN_WITHIN, asked).await, Ok(Ok(true)))
    }

    /// Elsewhere only the window system knows, and is waited for.
    #[cfg(not(target_os = "linux"))]
    pub async fn is_running(&self) -> bool {
        true
    }
}

/// Opens the folder of a Ringbook that no other start has shown a window of. If another one started in the same moment,
/// the one that ends holds the folder for a little while.
pub fn opened_by_the_only_one(open: &mut dyn FnMut() -> anyhow::Result<Opened>) -> anyhow::Result<Opened> {
    let began = Instant::now();
    loop {
        match open() {
            Err(error) if is_in_use(&error) && began.elapsed() < SEEN_WITHIN => std::thread::sleep(LOOK_EVERY),
            opened => return opened,
        }
    }
}

fn is_in_use(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(Error::InUse(_)))
}
