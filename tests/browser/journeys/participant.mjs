// A participant on a phone: account, entrant, deeds of every kind, a correction, a withdrawal, the way out.

import { createHash } from "node:crypto";

import { violations } from "../axe.mjs";
import { expect, none } from "../browser.mjs";
import { PASSWORD, enter, newcomer, openMarathon, plant } from "./people.mjs";

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
  await photo(page, slug);
  await place(page, slug, look);
  await group(world, page, slug, look);
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
  await signInAs(page, "tulip@example.kz");
  await goodbye(page);
  await context.close();
  none([...wrong, ...troubles], "what pages may not have");
}

async function signInAs(page, login) {
  await page.fill("#in-login", login);
  await page.fill("#in-password", PASSWORD);
  await page.click("button >> text=Sign in");
  await page.waitForSelector("text=My deeds");
}

/** The photo stays on the phone: what is sent is its fingerprint. Without a script the server finds the same. */
async function photo(page, slug) {
  const file = { name: "tree.jpg", mimeType: "image/jpeg", buffer: Buffer.from("a photo of a tree") };
  const expected = createHash("sha256").update(file.buffer).digest("hex");
  await page.goto(`/en/${slug}/log?kind=trees-planted`);
  await page.fill("#deed-trees", "77");
  await page.setInputFiles("#deed-photo", file);
  const [sent] = await Promise.all([
    page.waitForRequest((request) => request.method() === "POST"),
    page.click("main button >> text=Log a deed"),
  ]);
  expect(!(sent.postData() ?? "").includes("a photo of a tree"), "the photo does not leave the phone");
  await page.waitForURL(/\/deeds\/[0-9a-f-]{36}$/);
  expect((await page.textContent("main")).includes(expected), "its fingerprint is on the receipt");
  const context = await page.context().browser().newContext({ javaScriptEnabled: false, storageState: await page.context().storageState() });
  const plain = await context.newPage();
  await plain.goto(new URL(`/en/${slug}/log?kind=trees-planted`, page.url()).href);
  await plain.fill("#deed-trees", "78");
  await plain.setInputFiles("#deed-photo", file);
  await plain.click("main button >> text=Log a deed");
  await plain.waitForURL(/\/deeds\/[0-9a-f-]{36}$/);
  expect((await plain.textContent("main")).includes(expected), "and without a script it is the same");
  await context.close();
}

/** Where one stands is above where everybody stands. */
async function place(page, slug, look) {
  await page.goto(`/en/${slug}/leaderboards/deeds?status=claimed`);
  expect((await page.textContent(".own")).includes("Tulip"), "one's own place is pinned");
  await look("a board with one's own place");
  await page.selectOption("[name=silver]", "true");
  await page.click("text=Show");
  await page.waitForURL(/silver=true/);
  expect(!(await page.textContent("main")).includes("Tulip"), "only those who ask for it stand among the silver volunteers");
}

/** A team, an invitation, somebody who joins and leaves. */
async function group(world, page, slug, look) {
  await page.goto(`/en/${slug}/me`);
  await page.fill("#group-alias", "Tulips together");
  await page.selectOption("#group-region", "KZ-71");
  await page.fill("#group-members", "5");
  await page.click("[aria-labelledby=group-title] button");
  await page.waitForSelector(".mine >> text=Tulips together");
  await page.click("button >> text=Make an invitation");
  const link = await page.inputValue("#invitation-link");
  await look("an invitation");
  const other = await newcomer(world, slug, "snowdrop@example.kz");
  await other.page.goto(link);
  expect((await other.page.textContent("main")).includes("take part as a person first"), "a person joins");
  await enter(other.page, slug, "Snowdrop", "KZ-71");
  await other.page.goto(link);
  await other.page.click("main button >> text=Join");
  await other.page.waitForSelector("text=Member of Tulips together");
  await page.goto(`/en/${slug}/me`);
  expect((await page.textContent(".mine")).includes("Member: Snowdrop"), "the captain sees who joined");
  await other.page.click("button >> text=End the membership");
  await other.page.waitForURL(`**/en/${slug}/me`);
  expect(!(await other.page.textContent(".mine")).includes("Member of"), "and who left");
  none(other.troubles, "what no page may do");
  await other.context.close();
}

/** The account is deleted once one is sure; its log-in is nobody's then. */
async function goodbye(page) {
  await page.click("summary >> text=Delete my account");
  await page.check("#erase-sure");
  await page.click("button >> text=Delete for good");
  await page.waitForSelector("#in-login");
  await page.fill("#in-login", "tulip@example.kz");
  await page.fill("#in-password", PASSWORD);
  await page.click("button >> text=Sign in");
  expect(await page.locator("[role=alert]").isVisible(), "a deleted account signs in no more");
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
