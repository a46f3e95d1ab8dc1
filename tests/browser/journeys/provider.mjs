// Somebody who signs in at a provider: there and back, a deed, out, and in again as the same; and somebody who
// changes their mind there.

import { violations } from "../axe.mjs";
import { expect, none, visitor } from "../browser.mjs";
import { enter, openMarathon, plant } from "./people.mjs";

export const name = "provider";

export async function walk(world) {
  const slug = await openMarathon(world.site);
  // What the provider's own pages do is not ours to judge.
  const scriptless = { viewport: { width: 360, height: 800 }, javaScriptEnabled: false };
  const { page, context } = await visitor(world.browser, world.site, scriptless);
  await signIn(page, slug, "rose");
  const first = await principal(page);
  await enter(page, slug, "Rose", "KZ-71");
  await plant(page, slug, 4);
  expect((await page.textContent("h1")).includes("4 trees"), "the deed of somebody whom a provider knows is logged");
  await page.goto(`/en/${slug}/me`);
  expect((await page.textContent("body")).includes("Rose"), "their entrant is theirs");
  await page.click("text=Sign out");
  await page.waitForSelector("#in-login");
  await context.clearCookies();
  await signIn(page, slug, "rose");
  expect((await principal(page)) === first, "the same person at the provider is the same person here");
  await context.close();
  await another(world, slug, first);
  return changedMind(world, slug);
}

/** Another person is another. */
async function another({ browser, site }, slug, first) {
  const { page, context } = await visitor(browser, site);
  await signIn(page, slug, "tulip");
  expect((await principal(page)) !== first, "somebody else at the provider is somebody else here");
  await context.close();
}

/** Who cancels at the provider is told so on the sign-in page, in their language. */
async function changedMind({ browser, site }, slug) {
  const { page, context } = await visitor(browser, site);
  await page.goto(`/ru/${slug}/me`);
  await page.click("text=Войти через Deeds ID");
  await page.waitForURL(`${site.provider.url}/**`);
  await page.click("text=[ Cancel ]");
  await page.waitForURL(`${site.url}/**`);
  expect((await page.textContent("[role=alert]")).includes("Deeds ID"), "who cancelled is told what happened");
  expect((await page.getAttribute("html", "lang")) === "ru", "in the language they came with");
  none(await violations(page), "the page of whoever cancelled");
  await context.close();
}

/** From the sign-in page to the provider, through its pages, and back. */
async function signIn(page, slug, login) {
  await page.goto(`/en/${slug}/me`);
  await page.click("text=Sign in with Deeds ID");
  await page.fill("input[name=login]", login);
  await page.fill("input[name=password]", "whatever it is");
  await page.click("button[type=submit]");
  await page.click("button[type=submit] >> text=Continue");
  await page.waitForURL(`**/en/${slug}/me`);
  await page.waitForSelector("text=My deeds");
}

/** Who is signed in. */
async function principal(page) {
  const me = await page.request.get("/v1/me");
  expect(me.ok(), `whoever came back is signed in: ${me.status()}`);
  return (await me.json()).principal;
}
