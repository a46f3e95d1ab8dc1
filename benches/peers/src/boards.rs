//! Leaderboards: Redis sorted sets beside the product's boards, with as many entrants and the same kinds of questions.

use std::{
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use futures_util::future::try_join_all;
use serde_json::Value;

use crate::{
    Args,
    deeds::{MINUTES_MAX, mix},
    load::{self, Numbers},
    say,
    server::{Server, free_port},
    sides::{
        Place,
        product::{MARATHON, Product},
    },
};

/// Clients that ask at once.
const CLIENTS: [usize; 2] = [1, 64];
/// How many questions Redis is asked for each second of a round, so that it takes about as long as the product.
const RANKS_PER_SECOND: f64 = 40_000.0;
const PAGES_PER_SECOND: f64 = 15_000.0;

/// What both came to.
pub(crate) struct Boards(pub(crate) Vec<Row>);

/// A question at a number of clients.
pub(crate) struct Row {
    pub(crate) question: &'static str,
    pub(crate) clients: usize,
    pub(crate) redis: Vec<Answers>,
    pub(crate) product: Vec<Answers>,
}

/// Answers of a round.
#[derive(Clone, Copy)]
pub(crate) struct Answers {
    pub(crate) per_second: f64,
    pub(crate) p50_millis: f64,
    pub(crate) p99_millis: f64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    Rank,
    Page,
}

impl Boards {
    /// Fills both and asks them in turn.
    pub(crate) async fn measure(args: &Args, place: &Place) -> Result<Self> {
        say(&format!("filling the leaderboards: {} entrants", args.entrants));
        let redis = Redis::start(place, args.entrants).await?;
        let board = Board::start(place, args).await?;
        let mut rows = Vec::new();
        for clients in CLIENTS {
            rows.push((Question::Rank, Row::new("rank of an entrant", clients)));
            rows.push((Question::Page, Row::new("page of 100 with values, anywhere", clients)));
        }
        let lasting = Duration::from_secs_f64(args.seconds / 2.0);
        for round in 1..=args.rounds {
            say(&format!("leaderboards, round {round} of {}", args.rounds));
            for (question, row) in &mut rows {
                row.redis.push(redis.ask(*question, row.clients, lasting)?);
                row.product.push(board.ask(*question, row.clients, lasting).await?);
            }
        }
        Ok(Self(rows.into_iter().map(|(_, row)| row).collect()))
    }
}

impl Row {
    fn new(question: &'static str, clients: usize) -> Self {
        Self { question, clients, redis: Vec::new(), product: Vec::new() }
    }
}

/// A Redis of our own, in memory only.
struct Redis {
    port: String,
    entrants: u64,
    _server: Server,
}

impl Redis {
    async fn start(place: &Place, entrants: u64) -> Result<Self> {
        let port = free_port()?.to_string();
        let args = ["--bind", "127.0.0.1", "--port", &port, "--save", "", "--appendonly", "no"];
        let server =
            Server::start(Path::new("redis-server"), &args.map(Into::into), place.path("redis.log"))?;
        server.says("Ready to accept connections").await?;
        let redis = Self { port, entrants, _server: server };
        // Members are named as `redis-benchmark` names the ones it asks for.
        let fill = "math.randomseed(1) for i = 0, ARGV[1] - 1 do \
                    redis.call('ZADD', 'board', math.random(1, ARGV[2]), string.format('%012d', i)) end \
                    return redis.call('ZCARD', 'board')";
        let (count, minutes) = (entrants.to_string(), MINUTES_MAX.to_string());
        let filled = redis.tool("redis-cli", &["eval", fill, "0", &count, &minutes])?;
        ensure!(filled.trim() == count, "Redis was not filled: {filled}");
        Ok(redis)
    }

    /// Asks through Redis's own tool, one question under way for each client.
    fn ask(&self, question: Question, clients: usize, lasting: Duration) -> Result<Answers> {
        let rate = if question == Question::Rank { RANKS_PER_SECOND } else { PAGES_PER_SECOND };
        let count = format!("{:.0}", lasting.as_secs_f64() * rate);
        let (clients, entrants, minutes) =
            (clients.to_string(), self.entrants.to_string(), MINUTES_MAX.to_string());
        let mut args = vec!["--csv", "-n", &count, "-c", &clients, "-r"];
        match question {
            Question::Rank => args.extend([entrants.as_str(), "ZREVRANK", "board", "__rand_int__"]),
            Question::Page => args.extend([
                minutes.as_str(),
                "ZREVRANGEBYSCORE",
                "board",
                "__rand_int__",
                "-inf",
                "WITHSCORES",
                "LIMIT",
                "0",
                "100",
            ]),
        }
        let told = self.tool("redis-benchmark", &args)?;
        let line = told.lines().last().unwrap_or_default();
        let number = |column: usize| -> Result<f64> {
            let text = line.split("\",\"").nth(column).context("redis-benchmark tells its figures")?;
            Ok(text.trim_matches('"').parse()?)
        };
        Ok(Answers { per_second: number(1)?, p50_millis: number(4)?, p99_millis: number(6)? })
    }

    fn tool(&self, program: &str, args: &[&str]) -> Result<String> {
        let output =
            Command::new(program).args(["-p", &self.port]).args(args).stdin(Stdio::null()).output()?;
        ensure!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?)
    }
}

/// The product's board of minutes, every entrant with one deed.
struct Board {
    product: Arc<Product>,
    /// The end of every cursor, which is a value, an entrant, and the name of the list.
    list: Arc<str>,
}

const BOARD: &str = "leaderboards/person_minutes";
const FILTER: &str = "status=claimed";
/// Digits before it: 8 bytes of value, 16 of id.
const PLACE_DIGITS: usize = 48;

impl Board {
    async fn start(place: &Place, args: &Args) -> Result<Self> {
        let mut product = Product::embedded(place, "boards").await?;
        let missing = args.entrants.saturating_sub(product.entrants.len() as u64);
        product.register(missing, args.writers).await?;
        let count = product.entrants.len() as u64;
        let first = place.numbers.take(count);
        let log = async |writer: usize| {
            for no in (writer as u64..count).step_by(args.writers) {
                product.log(writer, first + no).await?;
            }
            anyhow::Ok(())
        };
        try_join_all((0..args.writers).map(log)).await?;
        let page = format!("{MARATHON}/{BOARD}?{FILTER}&limit=100");
        let page: Value = serde_json::from_slice(&product.http.get(0, &page).await?)?;
        let next = page["next"].as_str().context("the board has a second page")?;
        let list = next.get(PLACE_DIGITS..).context("a cursor names its list")?.into();
        Ok(Self { product: Arc::new(product), list })
    }

    async fn ask(&self, question: Question, clients: usize, lasting: Duration) -> Result<Answers> {
        let (product, list, numbers) =
            (Arc::clone(&self.product), Arc::clone(&self.list), Numbers::default());
        let ask = move |writer| {
            let (product, random) = (Arc::clone(&product), mix(numbers.take(1)));
            let entrant = product.entrants[random as usize % product.entrants.len()];
            let path = match question {
                Question::Rank => format!("{MARATHON}/{BOARD}/entrants/{entrant}?{FILTER}"),
                Question::Page => {
                    let place = format!("{:016x}{}", 1 + mix(random) % MINUTES_MAX, entrant.simple());
                    format!("{MARATHON}/{BOARD}?{FILTER}&limit=100&cursor={place}{list}")
                }
            };
            async move { product.http.get(writer, &path).await.map(drop) }
        };
        self.product.http.connect_again().await?;
        let measured = load::closed(clients, lasting, ask).await?;
        let millis = |percent| measured.latencies.micros(percent) / 1_000.0;
        Ok(Answers { per_second: measured.per_second, p50_millis: millis(50.0), p99_millis: millis(99.0) })
    }
}
