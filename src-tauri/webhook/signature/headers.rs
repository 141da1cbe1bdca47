//! The headers that signatures live in, taken from a request as raw bytes.

/// One header of a request: how often it was sent, and its value when that is once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Field<'a> {
    #[default]
    Absent,
    One(&'a [u8]),
    /// Sent on several lines: which of them a sender meant cannot be known.
    Repeated,
}

impl<'a> Field<'a> {
    fn add(&mut self, value: &'a [u8]) {
        *self = match self {
            Self::Absent => Self::One(value),
            Self::One(_) | Self::Repeated => Self::Repeated,
        };
    }

    pub(super) fn is_present(self) -> bool {
        self != Self::Absent
    }

    /// The value if there is exactly one and it is visible ASCII (blanks allowed inside).
    pub(super) fn text(self) -> Option<&'a str> {
        match self {
            Self::One(value) if value.iter().all(|byte| (0x20..0x7f).contains(byte)) => str::from_utf8(value).ok(),
            Self::One(_) | Self::Repeated | Self::Absent => None,
        }
    }
}

/// Which family of schemes a request is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Route {
    Standard,
    Legacy,
    Other,
}

/// The signature headers of one request.
#[derive(Debug, Clone, Copy, Default)]
pub struct SignatureHeaders<'a> {
    pub(super) id: Field<'a>,
    pub(super) timestamp: Field<'a>,
    pub(super) signature: Field<'a>,
    pub(super) legacy: Field<'a>,
    pub(super) hex_v1: Field<'a>,
    pub(super) hex: Field<'a>,
    pub(super) hex_timestamp: Field<'a>,
}

impl<'a> SignatureHeaders<'a> {
    /// Picks them out of a request's headers; names compare without case, other headers are passed over.
    pub fn collect(headers: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let mut found = Self::default();
        for (name, value) in headers {
            if let Some(field) = found.field(name) {
                field.add(value);
            }
        }
        found
    }

    fn field(&mut self, name: &str) -> Option<&mut Field<'a>> {
        let field = match name.to_ascii_lowercase().as_str() {
            "webhook-id" => &mut self.id,
            "webhook-timestamp" => &mut self.timestamp,
            "webhook-signature" => &mut self.signature,
            "openphone-signature" => &mut self.legacy,
            "x-openphone-signature-v1" => &mut self.hex_v1,
            "x-openphone-signature" => &mut self.hex,
            "x-openphone-timestamp" => &mut self.hex_timestamp,
            _ => return None,
        };
        Some(field)
    }

    /// The newer generation wins where both are present, and no other is asked when it fails.
    pub(super) fn route(&self) -> Route {
        if self.id.is_present() || self.timestamp.is_present() || self.signature.is_present() {
            Route::Standard
        } else if self.legacy.is_present() {
            Route::Legacy
        } else {
            Route::Other
        }
    }
}
