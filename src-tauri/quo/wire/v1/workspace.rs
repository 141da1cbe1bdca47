//! Lines and people of `/v1`.

use serde::Deserialize;

/// An entry of `GET /v1/phone-numbers`.
#[derive(Debug, Clone, Deserialize)]
pub struct PhoneNumber {
    /// `PN…`.
    pub id: String,
    /// E.164.
    pub number: String,
    /// Its name.
    pub name: Option<String>,
    /// An emoji.
    pub symbol: Option<String>,
    /// What it may do.
    pub restrictions: Option<Restrictions>,
}

/// What a line may do.
#[derive(Debug, Clone, Deserialize)]
pub struct Restrictions {
    /// Texts.
    pub messaging: Option<Regions>,
}

/// `restricted` or `unrestricted` for each region.
#[derive(Debug, Clone, Deserialize)]
pub struct Regions {
    /// United States.
    #[serde(rename = "US")]
    pub us: Option<String>,
}

/// A row of `GET /v1/users`.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// `US…`.
    pub id: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
}
