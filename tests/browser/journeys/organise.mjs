// What journeys of organisers have in common: the steps of the page, its forms, and how it looks.

import { violations } from "../axe.mjs";
import { LOOKS, expect } from "../browser.mjs";

const LANGUAGES = ["kk", "ru", "en"];

/** Opens the organiser's page. */
export async function desk(page, slug) {
  await page.goto(`/en/${slug}/organise`);
}

/** Fills in a form of the page by its id and sends it; ends where it is answered. */
export async function send(page, id, values = {}) {
  const form = page.locator(`[id="at-${id}"]`);
  const fold = form.locator("details:not([open]) > summary");
  if ((await fold.count()) > 0) await fold.first().click();
  for (const [name, value] of Object.entries(values)) {
    const field = form.locator(`[name="${name}"]`);
    if ((await field.evaluate((element) => element.tagName)) === "SELECT") await field.selectOption(value);
    else await field.fill(value);
  }
  const posted = (response) => response.request().method() === "POST";
  const [answer] = await Promise.all([
    page.waitForResponse(posted),
    page.waitForEvent("load"),
    form.locator("button").click(),
  ]);
  return answer.status();
}

/** Sends a form that has to be accepted. */
export async function done(page, id, values) {
  const status = await send(page, id, values);
  expect(status === 303, `${id} is accepted: ${status}, ${await page.locator("[role=alert]").allTextContents()}`);
}

/** How a step of the season stands, and what is said of it. */
export async function step(page, id) {
  return (await page.textContent(`#step-${id}`)).replace(/\s+/g, " ");
}

/** What is wrong with these pages in every language, narrow and wide, light and dark, for whoever is signed in. */
export async function everyLook(page, paths) {
  const wrong = [];
  for (const { name, viewport, colorScheme } of LOOKS) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    for (const address of LANGUAGES.flatMap((language) => paths.map((path) => `/${language}${path}`))) {
      await page.goto(address);
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
      wrong.push(...(await violations(page)).map((found) => `${address}, ${name}: ${found}`));
    }
  }
  return wrong;
}
