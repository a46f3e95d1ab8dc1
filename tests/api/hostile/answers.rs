//! What the document promises about answers.

use std::collections::BTreeMap;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::support::client::Answer;

/// Answers that are nobody's mistake: the server asks for patience, or lacks what its owner left out.
const PATIENCE: [&str; 4] =
    ["not-visible-yet", "too-many-readers-of-the-past", "past-takes-long", "no-vault"];

/// By path, method and status: the schema of each type of content.
pub struct Promised {
    answers: BTreeMap<(String, String, String), BTreeMap<String, Option<Validator>>>,
    problem: Validator,
}

impl Promised {
    pub fn of(document: &Value) -> Self {
        let validator = |schema: &Value| {
            let mut schema = schema.clone();
            schema["components"] = document["components"].clone();
            jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
        };
        let mut answers = BTreeMap::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                for (status, response) in operation["responses"].as_object().unwrap() {
                    let content = response["content"].as_object().cloned().unwrap_or_default();
                    let types = content.into_iter().map(|(of, content)| {
                        // Lines and streams are many values; each of them is looked at elsewhere.
                        let whole = of.ends_with("json") && !of.contains("ndjson");
                        (of, content.get("schema").filter(|_| whole).map(validator))
                    });
                    let place = (path.clone(), method.to_uppercase(), status.clone());
                    answers.insert(place, types.collect());
                }
            }
        }
        let problem = validator(&json!({ "$ref": "#/components/schemas/ProblemDocument" }));
        Self { answers, problem }
    }

    /// Says what is not as promised.
    pub fn keeps(&self, path: &str, method: &str, answer: &Answer) -> Result<(), String> {
        let status = answer.status;
        let content = answer.header("content-type");
        let is_problem = content == Some("application/problem+json");
        if is_problem {
            matches(&self.problem, &answer.json())?;
        }
        if status == 503 && is_problem && PATIENCE.contains(&answer.problem().as_str()) {
            return Ok(());
        }
        if status >= 500 {
            return Err("the server is to blame".to_owned());
        }
        let of = |status: String| self.answers.get(&(path.to_owned(), method.to_owned(), status));
        // Whoever has it already gets it without a body.
        let Some(types) = of(status.to_string()).or_else(|| of(format!("{}XX", status / 100))) else {
            return if status == 304 || is_problem { Ok(()) } else { Err(format!("no word of {status}")) };
        };
        let Some(content) = content else {
            let empty = types.is_empty() && answer.body.is_empty();
            return if empty { Ok(()) } else { Err("an answer of no type".to_owned()) };
        };
        let schema = types.get(content).ok_or_else(|| format!("no word of {content} with {status}"))?;
        schema.as_ref().map_or(Ok(()), |schema| matches(schema, &answer.json()))
    }
}

fn matches(schema: &Validator, value: &Value) -> Result<(), String> {
    schema.validate(value).map_err(|e| format!("{} at {}", e, e.instance_path()))
}
