// A whole small season through the pages: from the link that the first start prints, over entrants, deeds, the freeze,
// the jury and the awards, to an appeal against what was published. From the awards on, the organiser has no JavaScript.

import { readFile } from "node:fs/promises";
import { violations } from "../axe.mjs";
import { expect, none, visitor } from "../browser.mjs";
import { startEmpty } from "../site.mjs";
import { desk, done, everyLook, send, step } from "./organise.mjs";
import { enter, newcomer, plant } from "./people.mjs";

export const name = "season";

const SLUG = "small";
const PASSWORD = "seven green hills of Almaty";
const JURY = "green-country";

export async function walk({ browser }) {
  const site = await startEmpty(await rules());
  const world = { site, browser };
  try {
    const organiser = await first(world);
    const wrong = organiser.wrong;
    const people = await take(world);
    wrong.push(...(await roles(organiser.page)));
    await verify(people.coordinator.page, people.deeds);
    await freeze(organiser.page);
    await judge(organiser.page, people.judges);
    wrong.push(...(await everyLook(organiser.page, [`/${SLUG}/organise`])));
    const plain = await withoutScript(world);
    await award(plain.page);
    await published(plain.page);
    await appeal(plain.page, people.planter.page);
    wrong.push(...(await everyLook(people.planter.page, [`/${SLUG}/winners`, `/${SLUG}/appeal`])));
    const all = [organiser, plain, people.planter, people.other, people.coordinator, ...people.judges];
    await Promise.all(all.map(({ context }) => context.close()));
    none([...wrong, ...all.flatMap(({ troubles }) => troubles)], "what pages may not have");
  } finally {
    await site.stop();
  }
}

/** This year, two nominations: one with a jury of two, one without. */
async function rules() {
  const text = await readFile(new URL("../../../crates/marathon-domain/rules/default.toml", import.meta.url), "utf8");
  const [head, ...nominations] = text.split("[[nominations]]");
  const of = (id) => nominations.find((nomination) => nomination.includes(`id = "${id}"`));
  const year = new Date(Date.now() + 5 * 3_600_000).getUTCFullYear();
  const season = head
    .replace(/^slug = .*$/m, `slug = "${SLUG}"`)
    .replace(/^starts_on = .*$/m, `starts_on = "${year}-01-01"`)
    .replace(/^ends_on = .*$/m, `ends_on = "${year}-12-31"`);
  const withJury = of(JURY).replace("quorum = 3", "quorum = 2");
  const without = of("clean-country").replace("metric_bps = 6_000", "metric_bps = 10_000").replace("jury_bps = 4_000", "jury_bps = 0");
  return [season, withJury, without].join("[[nominations]]");
}

/** The link that the program printed, a refusal, and an account. */
async function first({ site, browser }) {
  const person = await visitor(browser, site, { viewport: { width: 1280, height: 900 } });
  const { page } = person;
  const [, secret] = site.said().match(/\/en\/first-organiser#(\S+)/);
  await page.goto(`/en/first-organiser#${secret}`);
  expect((await page.inputValue("#first-secret")) === secret, "the secret of the link stands in the form");
  const wrong = await violations(page);
  await page.fill("#first-login", "head@example.kz");
  await page.fill("#first-password", "too short");
  await page.click("main button");
  expect((await page.locator("#first-password[aria-invalid]").count()) === 1, "a short password is refused at its field");
  expect((await page.inputValue("#first-login")) === "head@example.kz", "what was written stays");
  wrong.push(...(await violations(page)));
  await page.fill("#first-password", PASSWORD);
  await page.click("main button");
  await page.waitForURL(`**/en/${SLUG}/organise`);
  expect((await step(page, "intake-closed")).includes("Next"), "the first organiser sees what comes next");
  return { ...person, wrong };
}

/** Who takes part, and what they do; accounts of those who get a role. */
async function take(world) {
  const planter = await newcomer(world, SLUG, "planter@example.kz");
  await enter(planter.page, SLUG, "Planters", "KZ-75");
  const other = await newcomer(world, SLUG, "other@example.kz");
  await enter(other.page, SLUG, "Others", "KZ-71");
  const deeds = [await plant(planter.page, SLUG, 21), await plant(other.page, SLUG, 34)];
  const coordinator = await newcomer(world, SLUG, "coordinator@example.kz");
  const judges = [await newcomer(world, SLUG, "judge-1@example.kz"), await newcomer(world, SLUG, "judge-2@example.kz")];
  return { planter, other, deeds, coordinator, judges };
}

async function roles(page) {
  await desk(page, SLUG);
  await done(page, "grant", { login: "coordinator@example.kz", role: "coordinator" });
  for (const login of ["judge-1@example.kz", "judge-2@example.kz"]) {
    await done(page, "grant", { login, role: "judge", nominations: JURY, reason: "Knows trees" });
  }
  const held = await page.textContent(".held");
  expect(held.includes("judge-2@example.kz") && held.includes("Coordinator"), "people are listed with their roles");
  return violations(page);
}

async function verify(page, deeds) {
  for (const deed of deeds) {
    await page.goto(`/en/${SLUG}/deeds/${deed}/change`);
    await page.click("button >> text=Verify");
    await page.waitForURL("**/queue");
  }
}

/** Every step up to the shortlists, in order. */
async function freeze(page) {
  await desk(page, SLUG);
  await done(page, "close", { reason: "The season is over" });
  expect((await step(page, "intake-closed")).includes("Done"), "the intake is closed");
  await done(page, "seed-source", { source: "The beacon, first round after noon" });
  expect((await step(page, "seed-source")).includes("The beacon"), "the source is named");
  await done(page, "freeze");
  const refused = await send(page, "seed", { seed: "not hex" });
  expect(refused === 400, `bytes that are none are refused: ${refused}`);
  expect((await page.inputValue("#seed-seed")) === "not hex", "and stay in the form");
  await done(page, "seed", { seed: "9f86d081884c7d659a2feaa0c55ad015" });
  await done(page, "shortlists");
  expect((await step(page, "shortlists")).includes("2 of 2 nominations"), "both shortlists are drawn");
}

/** Both judges are assigned, and score without seeing names; the organiser sees how many scores there are. */
async function judge(page, judges) {
  for (const login of ["judge-1@example.kz", "judge-2@example.kz"]) {
    await done(page, `judge-${JURY}`, { judge: { label: login } });
  }
  expect((await step(page, "scoring")).includes("0 of 4 scored"), "nothing is scored yet");
  for (const [no, { page: bench }] of judges.entries()) {
    await bench.goto(`/en/${SLUG}/judging`);
    expect(!(await bench.textContent("main")).includes("Planters"), "entries have no names");
    for (const entry of [1, 2]) {
      const card = bench.locator(`#entry-${JURY}-${entry}`);
      for (const field of await card.locator("input[type=number]").all()) await field.fill(String(9 - 2 * no - entry));
      await card.locator("button >> text=Save the points").click();
      await bench.waitForURL("**/judging*");
      await card.locator(".badge >> text=Scored").waitFor();
    }
  }
  await desk(page, SLUG);
  expect((await step(page, "scoring")).includes("4 of 4 scored"), "completion is seen");
  const told = await page.locator(`#nomination-${JURY} .jury dd`).allTextContents();
  expect(told.join() === "2 of 2 scored,2 of 2 scored", `and nothing else: ${told}`);
}

/** The organiser again, in a browser without JavaScript. */
async function withoutScript({ site, browser }) {
  const person = await visitor(browser, site, { javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  await person.page.goto(`/en/${SLUG}/me`);
  await person.page.fill("#in-login", "head@example.kz");
  await person.page.fill("#in-password", PASSWORD);
  await person.page.click("button >> text=Sign in");
  await person.page.click(".sections >> text=Organise");
  await person.page.waitForURL("**/organise");
  return person;
}

async function award(page) {
  await done(page, "close-judging");
  await done(page, "awards");
  expect((await step(page, "awards")).includes("2 of 2 nominations"), "both awards are decided");
  const winners = await page.textContent(`#nomination-${JURY} .leaders`);
  expect(winners.includes("Others") && winners.includes("Planters"), `the organiser sees who wins: ${winners}`);
}

/** Announced for a moment that comes soon; before it, publishing is refused with the moment. */
async function published(page) {
  expect((await send(page, "announcement", { at: "2024-01-01T00:00" })) >= 400, "what is past cannot be announced");
  expect((await page.inputValue("#announcement-at")) === "2024-01-01T00:00", "and stays in the form");
  while ((await send(page, "announcement", { at: soon() })) !== 303);
  let refused = 0;
  while ((await send(page, "publish")) !== 303) {
    expect(await page.locator("#at-publish [role=alert]").isVisible(), "too early is said at the form");
    refused += 1;
    await page.waitForTimeout(1_000);
  }
  expect((await step(page, "published")).includes("Done"), `published after ${refused} refusals`);
  await page.goto(`/en/${SLUG}/winners`);
  expect((await page.textContent(".leaders")).includes("Others"), "the winners are public");
}

/** The minute after the next seconds, in the time of the marathon. */
function soon() {
  const minute = 60_000;
  const next = Math.ceil((Date.now() + 3_000) / minute) * minute;
  return new Date(next + 5 * 60 * minute).toISOString().slice(0, 16);
}

/** Who took part appeals; the organiser upholds it and works the result out anew, and everybody sees both. */
async function appeal(page, entrant) {
  await entrant.goto(`/en/${SLUG}/winners`);
  expect((await entrant.textContent(".head")).includes("Appeals are taken until"), "the last day is visible");
  await entrant.click("text=Appeal against a result");
  await entrant.selectOption("#appeal-nomination", JURY);
  await entrant.fill("#appeal-reason", "The third row was not counted");
  await entrant.click("main button");
  await entrant.waitForURL("**/winners");
  expect((await entrant.textContent("main")).includes("The third row was not counted"), "the appeal is public");
  await desk(page, SLUG);
  expect((await step(page, "appeals")).includes("1 appeal is open"), "the organiser is told of it");
  const id = (await page.locator(".appeal .placed").getAttribute("id")).replace("at-", "");
  await done(page, id, { upheld: "true", reason: "It was behind the house" });
  await done(page, `disqualify-${JURY}`, { entrant_id: { label: "Others" }, reason: "Forged photos" });
  const amend = (await page.locator(".appeal .placed").getAttribute("id")).replace("at-", "");
  await done(page, amend, { reason: "Worked out anew" });
  await entrant.goto(`/en/${SLUG}/winners`);
  const told = await entrant.textContent("main");
  const winners = await entrant.locator(`[aria-labelledby="award-${JURY}"] .leaders`).textContent();
  expect(winners.includes("Planters") && !winners.includes("Others"), `the amended result holds: ${winners}`);
  for (const words of ["As it was decided first", "Worked out anew", "It was behind the house", "Upheld"]) {
    expect(told.includes(words), `the amendment stands beside the original: ${words}`);
  }
}
