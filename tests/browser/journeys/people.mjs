// What journeys of people who sign in have in common.

import { expect, visitor } from "../browser.mjs";

/** The marathon that takes deeds in. */
export async function openMarathon(site) {
  const listed = await (await fetch(`${site.url}/v1/marathons`)).json();
  const open = listed.marathons.find((marathon) => marathon.state === "open");
  expect(open, "a demo has an open marathon");
  return open.slug;
}

/** Somebody new, on a phone, who opens an account by the form. Scripts run for axe-core alone: forms have none. */
export async function newcomer({ browser, site }, slug, login) {
  const person = await visitor(browser, site, { viewport: { width: 360, height: 800 } });
  const { page } = person;
  await page.goto(`/en/${slug}/me`);
  await page.fill("#up-login", login);
  await page.fill("#up-password", "seven green hills of Almaty");
  await page.click("button >> text=Open an account");
  await page.waitForSelector("text=My deeds");
  expect((await page.textContent("body")).includes(login), "whoever opened an account is signed in");
  return person;
}

/** Enters the marathon under an alias. */
export async function enter(page, slug, alias, region) {
  await page.goto(`/en/${slug}/me`);
  await page.fill("#entrant-alias", alias);
  await page.selectOption("#entrant-region", region);
  await page.click("button >> text=Register");
  await page.waitForURL(`**/en/${slug}/log`);
}

/** Logs trees; ends on the page of the deed. */
export async function plant(page, slug, trees) {
  await page.goto(`/en/${slug}/log?kind=trees-planted`);
  await page.fill("#deed-trees", String(trees));
  await page.click("main button >> text=Log a deed");
  await page.waitForURL(/\/deeds\/[0-9a-f-]{36}$/);
  return page.url().split("/").pop();
}

/** The first organiser, by the secret that the program says when nobody is one. */
export async function organiser({ browser, site }) {
  const person = await visitor(browser, site);
  if (site.organiser === undefined) {
    const secret = site.said().match(/"secret": "([^"]+)"/)?.[1];
    expect(secret, `the program says how the first organiser begins:\n${site.said()}`);
    site.organiser = { login: "organiser@example.kz", password: "the steppe in the month of May" };
    const begun = await person.page.request.post("/v1/first-organiser", { data: { secret, ...site.organiser } });
    expect(begun.ok(), `the first organiser: ${await begun.text()}`);
  }
  const { login, password } = site.organiser;
  await person.page.goto(`/en/${await openMarathon(site)}/me`);
  if ((await person.page.locator("#in-login").count()) > 0) {
    await person.page.fill("#in-login", login);
    await person.page.fill("#in-password", password);
    await person.page.click("button >> text=Sign in");
  }
  await person.page.waitForSelector("text=My deeds");
  return person;
}
