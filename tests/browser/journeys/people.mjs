// What journeys of people who sign in have in common.

import { expect, visitor } from "../browser.mjs";

/** The marathon that takes deeds in. */
export async function openMarathon(site) {
  const listed = await (await fetch(`${site.url}/v1/marathons`)).json();
  const open = listed.marathons.find(({ slug, state }) => state === "open" && slug !== site.judged);
  expect(open, "a demo has an open marathon");
  return open.slug;
}

/** Of everybody who opens an account here. */
export const PASSWORD = "seven green hills of Almaty";

/** Somebody new, on a phone, who opens an account by the form. Scripts run for axe-core alone: forms have none. */
export async function newcomer({ browser, site }, slug, login) {
  const person = await visitor(browser, site, { viewport: { width: 360, height: 800 } });
  const { page } = person;
  await page.goto(`/en/${slug}/me`);
  await page.fill("#up-login", login);
  await page.fill("#up-password", PASSWORD);
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

/** Signs in by the form with a log-in that the demo printed; ends on the page of whoever that is. */
export async function signIn(page, site, role) {
  await page.fill("#in-login", `${role}@demo.example`);
  await page.fill("#in-password", site.password);
  await page.click("button >> text=Sign in");
  await page.waitForSelector("text=Sign out");
}

/** A program with a token of a role: reads a path of a marathon, or posts to it; throws what it is refused. */
export async function api(site, slug, role) {
  const authorization = `Bearer ${await site.token(role)}`;
  let nth = 0;
  return async (path, body) => {
    const reads = body === undefined && !path.includes("/");
    const headers = { authorization, "content-type": "application/json", "idempotency-key": `${role} ${(nth += 1)}` };
    const sent = reads ? { headers } : { method: "POST", headers, body: JSON.stringify(body ?? {}) };
    const answer = await fetch(`${site.url}/v1/marathons/${slug}/${path}`, sent);
    const text = await answer.text();
    expect(answer.ok, `${path}: ${text}`);
    return JSON.parse(text);
  };
}

/** An organiser gives somebody a role. There is no page for it: it is a request with a token. */
export async function grant(site, slug, login, role, scope) {
  const granted = await fetch(`${site.url}/v1/marathons/${slug}/roles`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${await site.token("organiser")}`,
      "content-type": "application/json",
      "idempotency-key": `${login} ${role}`,
    },
    body: JSON.stringify({ login, role, ...scope }),
  });
  expect(granted.ok, `a role is granted: ${await granted.text()}`);
}
