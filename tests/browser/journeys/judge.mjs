// A judge with the log-in that the demo prints, on a phone, by what the pages say alone: own nominations, entries without
// names, points, second thoughts, a connection declared; and when judging is closed, how the entries stand.

import { violations } from "../axe.mjs";
import { expect, none, visitor } from "../browser.mjs";
import { api, grant, signIn } from "./people.mjs";

export const name = "judge";

const NOMINATION = "green-country";
const ALIASES = ["Birch", "Elm", "Willow", "Poplar"];

export async function walk(world) {
  const { site, browser } = world;
  const organiser = await api(site, site.judged, "organiser");
  const other = await api(site, site.judged, "judge");
  await field(site, organiser, other);
  const { page, context, troubles } = await visitor(browser, site, { viewport: { width: 360, height: 800 } });
  const wrong = [];
  const look = async (what) => wrong.push(...(await violations(page)).map((found) => `${what}: ${found}`));
  await arrive(page, site);
  await look("the judge's page");
  await masked(page);
  await score(page, 1, [8, 7, 6], "1 of 4 scored");
  await score(page, 2, [3, 4, 5], "2 of 4 scored");
  expect((await page.url()).endsWith(`#entry-${NOMINATION}-3`), `on to the next entry: ${page.url()}`);
  await refused(page, look);
  await score(page, 1, [9, 7, 6], "2 of 4 scored");
  await recuse(page);
  await look("a queue in work");
  await score(page, 4, [5, 5, 5], "3 of 3 scored");
  await nobodyElse(page, site, other);
  await organiser("seed", { seed: "07".repeat(16) });
  await organiser("judging/close");
  await closed(page, look);
  await context.close();
  none([...wrong, ...troubles], "what pages may not have");
}

/** Four entrants with verified trees, the field frozen, a shortlist, two judges. */
async function field(site, organiser, other) {
  const coordinator = await api(site, site.judged, "coordinator");
  const today = new Date(Date.now() + 5 * 3_600_000).toISOString().slice(0, 10);
  for (const [n, alias] of ALIASES.entries()) {
    const { entrant_id } = await organiser("entrants", { kind: "person", alias, region: "KZ-71" });
    const deed = { type: "trees-planted", entrant_id, region: "KZ-71", sector: "ecological", done_on: today };
    const { deed_id } = await organiser("deeds", { ...deed, people: 1, trees: 40 - n });
    await coordinator(`deeds/${deed_id}/verify`, {});
  }
  await organiser("close", {});
  await organiser("seed-source", { source: "The first block of Bitcoin of the day after judging" });
  await organiser("freeze", {});
  const { nominations } = await organiser("nominations");
  for (const { id } of nominations) await organiser(`nominations/${id}/shortlist`);
  await grant(site, site.judged, "judge@demo.example", "judge", {});
  // A token gets its role when it is used first.
  await other("judging");
  const { holders } = await organiser("roles");
  for (const { principal } of holders.filter(({ roles }) => roles.some(({ role }) => role === "judge"))) {
    await organiser(`nominations/${NOMINATION}/judges`, { judge: principal });
  }
  // Somebody else has scored already.
  const { mine } = await other("judging");
  for (const entry of mine[0].entries) {
    await other(`nominations/${NOMINATION}/scores/${entry.entrant_id}`, { points: [10, 10, 1] });
  }
}

/** From the start page to the queue. */
async function arrive(page, site) {
  await page.goto("/");
  await page.click(".languages [lang=en]");
  await page.click(".sections >> text=My page");
  await signIn(page, site, "judge");
  await page.click("main >> text=Marathon of Good Deeds with a jury");
  await page.click(".actions >> text=Judging");
  await page.waitForURL(`**/en/${site.judged}/judging`);
  expect((await page.locator(".sections [aria-current]").textContent()) === "Judging", "the navigation knows it");
}

async function masked(page) {
  const text = await page.textContent("main");
  expect(text.includes("Green country") && text.includes("0 of 4 scored"), "own nominations with progress");
  expect((await page.locator("article").count()) === 4, "every entry of the shortlist");
  expect(text.includes("38 trees planted"), "what an entry did");
  const html = await page.content();
  expect(!ALIASES.some((alias) => html.includes(alias)), "and not whose it is");
}

/** Points for an entry by the keyboard alone, once its first field has the focus. */
async function score(page, mask, points, progress) {
  const card = page.locator(`#entry-${NOMINATION}-${mask}`);
  await card.locator("[name='points.0']").focus();
  for (const given of points) {
    await page.keyboard.press("Control+A");
    await page.keyboard.type(String(given));
    await page.keyboard.press("Tab");
  }
  await Promise.all([page.waitForResponse(/judging$/), page.keyboard.press("Enter")]);
  await page.waitForSelector(`text=${progress}`);
  expect((await card.locator("header .badge").textContent()) === "Scored", "what is scored says so");
}

/** More than the rubric allows, past what the browser checks. */
async function refused(page, look) {
  const card = page.locator(`#entry-${NOMINATION}-3`);
  await card.locator("[name^='points.']").evaluateAll((all) => all.forEach((field) => field.removeAttribute("max")));
  for (const n of [0, 1, 2]) await card.locator(`[name='points.${n}']`).fill("11");
  await card.locator("button >> text=Save the points").click();
  await page.waitForSelector("[role=alert]");
  expect((await card.locator("[name='points.0']").inputValue()) === "11", "what was written stays");
  await look("refused points");
  await page.click("[role=alert] >> text=To the entry");
  expect(page.url().endsWith(`#entry-${NOMINATION}-3`), "and the notice leads there");
}

async function recuse(page) {
  const card = page.locator(`#entry-${NOMINATION}-3`);
  await card.locator("summary >> text=Declare a connection").click();
  await card.locator("[name=note]").fill("A cousin of mine");
  await card.locator("button >> text=Declare a connection").click();
  await page.waitForSelector("text=2 of 3 scored");
  expect((await card.locator("header .badge").textContent()) === "Recused", "an entry that is too near says so");
  expect((await card.locator("form").count()) === 0, "and takes no points");
}

/** Of the points of others nothing is told, neither on the page nor to whoever asks for the history. */
async function nobodyElse(page, site, other) {
  const { mine } = await other("judging");
  expect(mine[0].entries.every(({ points }) => points.join() === "10,10,1"), "others have their own points alone");
  const given = await page.locator("[name='points.1']").evaluateAll((fields) => fields.map((field) => field.value));
  expect(given.join() === "7,4,5", `points of this judge alone: ${given}`);
  const progress = await page.request.get(`/v1/marathons/${site.judged}/judging`);
  expect((await progress.json()).juries === undefined, "nor how far others are");
}

async function closed(page, look) {
  await page.reload();
  const text = await page.textContent("main");
  expect(text.includes("Judging is closed"), "the page says that judging is closed");
  expect((await page.locator("form.rubric").count()) === 0, "and takes no points");
  const rows = page.locator(".lines tbody tr");
  expect((await rows.count()) === 4, "every entry stands somewhere");
  const heads = await page.locator(".lines thead th").allTextContents();
  expect(heads.includes("Mean points") && heads.includes("With the measure"), `raw and combined: ${heads}`);
  expect((await rows.first().locator("td").first().textContent()) === "1", "by place");
  const mine = await rows.locator("td:nth-child(3)").allTextContents();
  expect(mine.includes("9 · 7 · 6") && mine.includes("—"), `beside the points that were given: ${mine}`);
  await look("standings");
}
