//! What several answers have in common.

use axum::{
    http::{HeaderValue, header},
    response::Response,
};
use marathon_domain::Rules;
use marathon_projections::totals::{Counters, Sums};
use marathon_scoring::Fraction;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Marathon;

/// Sums in base units.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct CountersShape {
    /// Deeds.
    pub(crate) deeds: u64,
    /// People who took part, summed over deeds.
    pub(crate) people: u64,
    /// Trees planted.
    pub(crate) trees: u64,
    /// Grams of waste.
    pub(crate) grams: u64,
    /// Animals helped.
    pub(crate) animals: u64,
    /// People helped.
    pub(crate) people_helped: u64,
    /// Person-minutes.
    pub(crate) person_minutes: u64,
}

impl From<Counters> for CountersShape {
    fn from(sums: Counters) -> Self {
        let Counters { deeds, people, trees, grams, animals, people_helped, person_minutes } = sums;
        Self { deeds, people, trees, grams, animals, people_helped, person_minutes }
    }
}

/// Claimed and verified sums of the same deeds.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct SumsShape {
    /// All deeds that stand, verified or not.
    pub(crate) claimed: CountersShape,
    /// Verified deeds.
    pub(crate) verified: CountersShape,
}

impl From<Sums> for SumsShape {
    fn from(sums: Sums) -> Self {
        Self { claimed: sums.claimed.into(), verified: sums.verified.into() }
    }
}

/// An exact fraction of whole numbers, as it arose: not reduced, not rounded.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct FractionShape {
    /// Upper part; up to 128 bits.
    #[schema(value_type = u64)]
    pub(crate) numerator: u128,
    /// Lower part, at least 1.
    pub(crate) denominator: u64,
}

impl From<Fraction> for FractionShape {
    fn from(fraction: Fraction) -> Self {
        Self { numerator: fraction.numerator, denominator: fraction.denominator }
    }
}

/// The rules of a marathon; `None` before it was opened.
pub(crate) fn rules_of(marathon: &Marathon) -> Option<Rules> {
    marathon.read(|view| view.model.rules().cloned())
}

/// Says where the next page is.
pub(crate) fn with_next(mut response: Response, link: Option<&str>) -> Response {
    let value = link.and_then(|link| HeaderValue::from_str(&format!("<{link}>; rel=\"next\"")).ok());
    if let Some(value) = value {
        response.headers_mut().insert(header::LINK, value);
    }
    response
}

/// Says which request header the answer depends on.
pub(crate) fn varying(mut response: Response, on: &'static str) -> Response {
    response.headers_mut().append(header::VARY, HeaderValue::from_static(on));
    response
}
