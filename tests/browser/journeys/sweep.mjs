// Every public page, in every language, narrow and wide: nothing axe-core objects to, nothing wider than the screen.

import { violations } from "../axe.mjs";
import { LOOKS, none, visitor } from "../browser.mjs";

export const name = "sweep";

const LANGUAGES = ["kk", "ru", "en"];
const PAGES = [
  "",
  "/leaderboards/deeds",
  "/leaderboards/grams?entrant_kind=person&region=KZ-71&status=claimed",
  "/leaderboards/trees?region=KZ-33&sector=media",
  "/nominations",
  "/nominations/kindest-region",
  "/nominations/green-country",
  "/nominations/nothing-of-this-name",
  "/winners",
  "/audit",
  "/audit?type=trees-planted",
  "/audit?before=9000&after=9100",
  "?at=9000",
  "/leaderboards/deeds?at=9000",
  "/nominations/green-country?at=9000",
  "/me",
];

export async function walk({ browser, site }) {
  const wrong = [];
  let seen = 0;
  for (const { name: look, ...options } of LOOKS) {
    const { page, context, troubles } = await visitor(browser, site, options);
    for (const address of await addresses(page)) {
      await page.goto(address);
      wrong.push(...(await violations(page)).map((violation) => `${address}, ${look}: ${violation}`));
      seen += 1;
    }
    await context.close();
    wrong.push(...troubles);
  }
  none(wrong, "what pages may not have");
  return `${seen} views`;
}

/** The pages above and, of each list, what its first line leads to, down to a deed. */
async function addresses(page) {
  const lines = [];
  for (const list of ["/en/2024/leaderboards/deeds?entrant_kind=person", "/en/2024/nominations/kindest-collective"]) {
    await page.goto(list);
    for (let depth = 0; depth < 2; depth += 1) {
      const address = await page.locator(".lines tbody th a").first().getAttribute("href");
      lines.push(address.replace("/en/2024", ""));
      await page.goto(address);
    }
  }
  return LANGUAGES.flatMap((language) => [...PAGES, ...lines].map((path) => `/${language}/2024${path}`));
}
