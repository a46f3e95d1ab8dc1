// An auditor in the audit room, without JavaScript: the history with filters, an event and what belongs to it, a moment of
// the past, the difference between two, the digest; and what only auditors see.

import { expect, none, visitor } from "../browser.mjs";
import { signIn } from "./people.mjs";

export const name = "auditor";

export async function walk({ browser, site }) {
  const { page, context, troubles } = await visitor(browser, site, { javaScriptEnabled: false });
  await page.goto("/en/2024");
  await page.click(".sections >> text=Check it yourself");
  await page.waitForURL("**/en/2024/audit");
  expect((await page.locator("#inner").count()) === 0, "not everybody sees what is for auditors");
  const { position, deed } = await history(page);
  await past(page, position);
  await difference(page);
  await offline(page);
  await signedIn(page, site);
  expect(deed, "an event leads to its deed");
  await context.close();
  none(troubles, "what no page may do");
}

async function history(page) {
  const events = page.locator(".events > li");
  const count = await events.count();
  expect(count === 25, `the history begins with its last events: ${count}`);
  await page.click(".pager >> text=Earlier");
  await page.waitForURL(/from=\d+/);
  await page.selectOption("[name=type]", "deed-corrected");
  await page.fill("[name=from]", "");
  await page.click("#history button");
  await page.waitForURL(/type=deed-corrected/);
  const kinds = await page.locator(".events .badge").allTextContents();
  expect(kinds.length > 0 && kinds.every((kind) => kind === "Deed corrected"), `one type alone: ${kinds}`);
  const first = events.first();
  const position = Number((await first.getAttribute("id")).replace("event-", ""));
  const leaf = await first.locator("> .hash").textContent();
  const told = await page.request.get(`/v1/marathons/2024/events?from=${position}&limit=1`);
  expect((await told.json()).leaf_hash === leaf, "the hash of the page is that of the history");
  await first.locator("a >> text=its history").click();
  await page.waitForURL(/stream=/);
  const steps = await page.locator(".events .badge").allTextContents();
  expect(steps.length > 1 && steps.includes("Deed corrected"), `causes and effects stand together: ${steps}`);
  const deed = new URL(page.url()).searchParams.get("stream");
  return { position, deed };
}

/** From an event to how all of it stood then; links stay there until one leads back. */
async function past(page, position) {
  await page.goto(`/en/2024/audit?from=${position}`);
  await page.locator(`#event-${position} a >> text=as it stood then`).click();
  await page.waitForURL(`**/en/2024?at=${position}`);
  expect((await page.locator(".past").count()) === 1, "a page of the past says so");
  await page.click(".sections >> text=Leaderboards");
  await page.click("nav.switch >> text=Trees planted");
  expect(page.url().includes(`at=${position}`), "links stay in the past");
  await page.locator(".past a").nth(2).click();
  expect(page.url().includes(`at=${position + 1}`), `one event later: ${page.url()}`);
  await page.click(".past >> text=Back to now");
  expect(!page.url().includes("at="), "and back");
  await page.goto("/en/2024/audit");
  await page.fill("[name=at]", "2024-07-14T23:59:59+05:00");
  await page.click("#moment button");
  expect((await page.textContent("#counters")).includes("525"), "that evening 525 deeds were counted");
}

async function difference(page) {
  await page.goto("/en/2024/audit");
  await page.fill("[name=before]", "9000");
  await page.fill("[name=after]", "9100");
  await page.click("#difference button");
  await page.waitForURL(/before=9000/);
  const moved = page.locator("#difference table.lines tbody tr");
  expect((await moved.count()) > 0, "somebody moved");
  await moved.locator("td:last-child a").first().click();
  await page.waitForURL(/from=9\d\d\d/);
  expect((await page.locator(".events > li").count()) > 0, "because of an event");
  await page.goto("/en/2024/audit?before=9100&after=9000");
  expect(await page.locator("#difference [role=alert]").isVisible(), "moments in the wrong order are told");
  expect((await page.inputValue("[name=before]")) === "9100", "what was written stays");
}

async function offline(page) {
  await page.goto("/ru/2024/audit");
  const digest = await page.textContent("#digest");
  const told = await page.request.get("/v1/marathons/2024/digest");
  expect((await told.json()).digest === digest, "the digest of the page is that of the history");
  expect((await page.textContent("#offline")).includes("marathon verify 2024.ndjson"), "with the commands to check it");
}

/** In the marathon where a jury is at work. */
async function signedIn(page, site) {
  const year = new Date().getFullYear();
  await page.goto(`/en/${year}/me`);
  await signIn(page, site, "auditor");
  await page.click(".sections >> text=Check it yourself");
  expect((await page.textContent("#inner")).includes("organiser"), "an auditor sees who holds which roles");
}
