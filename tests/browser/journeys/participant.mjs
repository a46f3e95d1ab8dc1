// A participant on a phone: account, entrant, deeds of every kind, a correction, a withdrawal, the way out.

import { violations } from "../axe.mjs";
import { expect, none } from "../browser.mjs";
import { enter, newcomer, openMarathon, plant } from "./people.mjs";

export const name = "participant";

export async function walk(world) {
  const slug = await openMarathon(world.site);
  const { page, context, troubles } = await newcomer(world, slug, "tulip@example.kz");
  const wrong = [];
  const look = async (what) => wrong.push(...(await violations(page)).map((found) => `${what}: ${found}`));
  await look("an empty page of one's own");
  await enter(page, slug, "Tulip", "KZ-71");
  await kinds(page, slug, look);
  await refusal(page, slug, look);
  await changes(page, slug, look);
  await page.goto(`/en/${slug}/me`);
  await look("a page of one's own");
  await page.click("text=Sign out");
  await page.waitForSelector("#in-login");
  await look("signing in");
  await page.goto(`/en/${slug}/log`);
  await page.waitForURL(`**/en/${slug}/me`);
  await page.fill("#in-login", "tulip@example.kz");
  await page.fill("#in-password", "not the password at all");
  await page.click("button >> text=Sign in");
  expect(await page.locator("[role=alert]").isVisible(), "a wrong password is told");
  await context.close();
  none([...wrong, ...troubles], "what pages may not have");
}

/** A deed of each kind, as its form stands, but for the quantity. */
async function kinds(page, slug, look) {
  const forms = {
    "good-deed-done": ["people_helped", "3", "3 people helped"],
    "trees-planted": ["trees", "12", "12 trees planted"],
    "waste-collected": ["weight", "2.5", "2.5\u00a0kg of waste collected"],
    "animals-helped": ["animals", "1", "1 animal helped"],
  };
  for (const [kind, [field, value, words]] of Object.entries(forms)) {
    await page.goto(`/en/${slug}/log?kind=${kind}`);
    await look(`logging ${kind}`);
    await page.fill(`#deed-${field}`, value);
    await page.click("main button >> text=Log a deed");
    await page.waitForURL(/\/deeds\/[0-9a-f-]{36}$/);
    expect((await page.textContent("h1")).includes(words), `the receipt says what was logged: ${words}`);
    expect((await page.textContent(".season")).includes("Claimed"), "and where it stands");
  }
  await look("a receipt");
}

/** What cannot be logged is said beside its field, and what was written stays. */
async function refusal(page, slug, look) {
  await page.goto(`/en/${slug}/log?kind=trees-planted`);
  await page.fill("#deed-trees", "900000");
  await page.fill("#deed-people", "7");
  await page.click("main button >> text=Log a deed");
  expect(await page.locator("[role=alert]").isVisible(), "a refusal is told");
  expect((await page.locator("#deed-trees[aria-invalid]").count()) === 1, "at the field it is about");
  expect((await page.inputValue("#deed-people")) === "7", "what was written stays");
  await look("a refused form");
  await page.fill("#deed-trees", "9");
  await page.click("main button >> text=Log a deed");
  await page.waitForURL(/\/deeds\/[0-9a-f-]{36}$/);
}

async function changes(page, slug, look) {
  const deed = await plant(page, slug, 40);
  await page.goto(`/en/${slug}/deeds/${deed}/change`);
  await look("changing a deed");
  await page.fill("#correct-trees", "41");
  await page.fill("#correct-reason", "One was behind the house");
  await page.click("button >> text=Correct");
  await page.waitForURL(`**/deeds/${deed}`);
  expect((await page.textContent("h1")).includes("41 trees"), "the correction stands");
  expect((await page.textContent(".history")).includes("One was behind the house"), "with its reason");
  await page.goto(`/en/${slug}/deeds/${deed}/change`);
  await page.click("button >> text=Withdraw");
  await page.waitForURL(`**/deeds/${deed}`);
  expect((await page.textContent(".season")).includes("Withdrawn"), "a withdrawn deed says so");
}
