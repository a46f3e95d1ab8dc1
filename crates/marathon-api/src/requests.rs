//! Requests and answers of writes, as the OpenAPI document shows them. What is accepted is decided by the strict
//! types beside the handlers; a test sends the examples shown here.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::private::{ToldOfDeed, ToldOfEntrant};

/// An entrant to register.
#[derive(ToSchema)]
#[schema(example = json!({ "kind": "team", "alias": "Жас қайрат", "region": "KZ-71", "members": 12 }))]
#[expect(dead_code, reason = "describes a request; never built")]
pub(crate) struct EntrantRequest {
    /// `person`, `team`, `organisation` or `institution`.
    kind: String,
    /// Public name; no personal data.
    alias: String,
    /// Home region, ISO 3166-2.
    region: String,
    /// How many belong to it; for all but persons.
    members: Option<u32>,
    /// The account it belongs to. Whoever registers it, unless a coordinator or an organiser does.
    owner: Option<Uuid>,
    /// Of a person: completed years, where the rules ask for them. Only whether it is of age is recorded.
    age_years: Option<u32>,
    /// Of a person under age: whether a guardian consented.
    guardian_consent: Option<bool>,
    /// Whether it stands among the older ("silver") volunteers.
    silver: Option<bool>,
    /// What is kept outside the history and can be erased.
    private: Option<ToldOfEntrant>,
}

/// What an entrant changes about itself; what is absent stays.
#[derive(ToSchema)]
#[schema(example = json!({ "alias": "Қызғалдақ" }))]
#[expect(dead_code, reason = "describes a request; never built")]
pub(crate) struct ProfileRequest {
    /// Public name; no personal data.
    alias: Option<String>,
    /// Home region, ISO 3166-2.
    region: Option<String>,
    /// How many belong to it; for all but persons.
    members: Option<u32>,
    /// Whether it stands among the older ("silver") volunteers.
    silver: Option<bool>,
}

/// An entrant that was changed.
#[derive(Serialize, ToSchema)]
pub(crate) struct Changed {
    pub(crate) entrant_id: Uuid,
    /// Position of the change in the history.
    pub(crate) position: u64,
}

/// An entrant that was registered.
#[derive(Serialize, ToSchema)]
pub(crate) struct Registered {
    pub(crate) entrant_id: Uuid,
    /// Position of the registration in the history.
    pub(crate) position: u64,
}

/// A piece of evidence.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a request; never built")]
pub(crate) struct EvidenceRequest {
    /// SHA-256 of the photo, 64 lower-case hex digits.
    sha256: String,
    /// Public link; never fetched.
    url: Option<String>,
}

/// A deed to log. The quantities depend on the type.
#[derive(ToSchema)]
#[schema(example = json!({ "type": "trees-planted", "entrant_id": "0190a1b2-3c4d-7000-8000-000000000001",
    "region": "KZ-71", "sector": "ecological", "done_on": "2026-05-01", "people": 6, "trees": 12,
    "evidence": [{ "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }] }))]
#[expect(dead_code, reason = "describes a request; never built")]
pub(crate) struct DeedRequest {
    /// `good-deed-done`, `trees-planted`, `waste-collected` or `animals-helped`.
    #[schema(rename = "type")]
    r#type: String,
    /// Who did it.
    entrant_id: Uuid,
    /// Where, ISO 3166-2.
    region: String,
    /// Which part of life it served.
    sector: String,
    /// The day it was done, in the marathon's time zone.
    #[schema(format = "date")]
    done_on: String,
    /// How many took part; at least 1.
    people: u32,
    /// Persons named beside the entrant.
    companions: Option<Vec<Uuid>>,
    /// Hashes of photos.
    evidence: Option<Vec<EvidenceRequest>>,
    /// Of `good-deed-done`.
    people_helped: Option<u32>,
    /// Of `good-deed-done`.
    person_minutes: Option<u32>,
    /// Of `trees-planted`.
    trees: Option<u32>,
    /// Of `waste-collected`; or `weight` with `unit`.
    grams: Option<u64>,
    /// Exact decimal, like `"2.5"`.
    weight: Option<String>,
    /// `g`, `kg` or `t`.
    unit: Option<String>,
    /// Of `animals-helped`.
    animals: Option<u32>,
    /// Of `trees-planted` and `animals-helped`.
    species: Option<String>,
    /// What is kept outside the history and can be erased.
    private: Option<ToldOfDeed>,
}

/// A deed that was logged.
#[derive(Serialize, ToSchema)]
pub(crate) struct Logged {
    pub(crate) deed_id: Uuid,
    /// Position of the deed in the history.
    pub(crate) position: u64,
    /// Always `claimed`.
    pub(crate) status: &'static str,
    /// A standing deed this one looks like; it is verified only with a reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) possible_duplicate_of: Option<Uuid>,
}

/// A decision about a deed, or about the marathon.
#[derive(ToSchema)]
#[schema(example = json!({ "reason": "photo and place match" }))]
#[expect(dead_code, reason = "describes a request; never built")]
pub(crate) struct DecisionRequest {
    /// Why.
    reason: Option<String>,
}

/// Quantities to replace; what is absent stays.
#[derive(ToSchema)]
#[schema(example = json!({ "trees": 10, "reason": "two saplings did not survive the transport" }))]
#[expect(dead_code, reason = "describes a request; never built")]
pub(crate) struct CorrectionRequest {
    /// If given, must be the type of the deed.
    #[schema(rename = "type")]
    r#type: Option<String>,
    people: Option<u32>,
    people_helped: Option<u32>,
    person_minutes: Option<u32>,
    trees: Option<u32>,
    grams: Option<u64>,
    weight: Option<String>,
    unit: Option<String>,
    animals: Option<u32>,
    /// Why.
    reason: String,
}

/// What became of a decision.
#[derive(Serialize, ToSchema)]
pub(crate) struct Decided {
    /// Position of the decision in the history.
    pub(crate) position: u64,
    /// Where the deed stands now.
    pub(crate) status: &'static str,
}
