//! Query strings: repeated keys (v1) and operators in brackets (2026-03-30).

use super::failure::Answer;

/// A query as it came: names with their brackets, decoded.
#[derive(Debug, Clone, Default)]
pub struct Query(pub Vec<(String, String)>);

impl Query {
    pub fn parse(text: &str) -> Self {
        Self(url::form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// The first value of `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// All values of a repeated key.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    /// A comma-separated list.
    pub fn list(&self, name: &str) -> Option<Vec<&str>> {
        self.get(name).map(|value| value.split(',').collect())
    }

    /// A moment in milliseconds; text that is no ISO 8601 time is nothing.
    pub fn time(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(parse_time)
    }

    /// Refuses what a dated endpoint does not offer. `allowed` holds names with their operator, as
    /// `createdAt[gt]`; API.md: operators differ per endpoint, a wrong one is a 400.
    pub fn only(&self, allowed: &[&str]) -> Result<(), Answer> {
        for (key, value) in &self.0 {
            if !allowed.contains(&key.as_str()) {
                let name = key.split('[').next().unwrap_or(key);
                return Err(Answer::dated_fields(&[(&format!("/query/{name}"), "Unexpected parameter or operator")]));
            }
            if key.starts_with("createdAt") || key.starts_with("updatedAt") {
                let name = key.split('[').next().unwrap_or(key);
                if parse_time(value).is_none() {
                    return Err(Answer::dated_fields(&[(&format!("/query/{name}"), "Expected date-time")]));
                }
            }
        }
        Ok(())
    }

    /// The dated page size: 1–50, 10 when left out.
    pub fn limit(&self) -> Result<usize, Answer> {
        match self.get("limit").map_or(Some(10), |text| text.parse().ok()) {
            Some(limit @ 1..=50) => Ok(limit),
            Some(0) | None => Err(Answer::dated_fields(&[("/query/limit", "Expected integer of at least 1")])),
            Some(_) => Err(Answer::dated_fields(&[("/query/limit", "Expected integer to be less or equal to 50")])),
        }
    }

    /// The v1 page size, required on most lists.
    pub fn max_results(&self, resource: &str, most: usize) -> Result<usize, Answer> {
        match self.get("maxResults").and_then(|text| text.parse().ok()) {
            Some(size) if (1..=most).contains(&size) => Ok(size),
            _ => Err(Answer::v1_fields(resource, &[("/maxResults", &format!("Expected integer from 1 to {most}"))])),
        }
    }
}

/// ISO 8601 to milliseconds.
pub fn parse_time(text: &str) -> Option<i64> {
    chrono::DateTime::parse_from_rfc3339(text).ok().map(|time| time.timestamp_millis())
}

/// Milliseconds as Quo writes them: `2026-10-05T14:01:22.271Z`.
pub fn iso(ms: i64) -> String {
    chrono::DateTime::from_timestamp_millis(ms).unwrap_or_default().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}
