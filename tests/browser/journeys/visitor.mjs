// A visitor without JavaScript: from the start page to the deeds behind a place, by links and forms alone.

import { expect, none, visitor } from "../browser.mjs";

export const name = "visitor";

export async function walk({ browser, site }) {
  const { page, context, troubles } = await visitor(browser, site, { javaScriptEnabled: false, locale: "ru-KZ" });
  await page.goto("/");
  expect((await page.getAttribute("html", "lang")) === "ru", "the start page speaks the browser's language");
  await page.click(".languages [lang=en]");
  await page.waitForURL("**/en/*");
  await page.goto("/en/2024");
  expect((await page.locator("#nominations .badge.final").count()) === 10, "a published season shows who won");
  await page.click("#nominations >> text=Winners and how to check them");
  await page.waitForURL("**/en/2024/winners");
  await board(page);
  await nomination(page);
  await keyboard(page);
  await page.goto("/kk/2024/nominations/nothing-of-this-name");
  expect((await page.textContent("h1")).includes("Мұнда бет жоқ"), "an address that leads nowhere says so");
  await context.close();
  none(troubles, "what no page may do");
}

async function board(page) {
  await page.click(".sections >> text=Leaderboards");
  await page.click("nav.switch >> text=Trees planted");
  await page.selectOption("[name=entrant_kind]", "person");
  await page.selectOption("[name=status]", "claimed");
  await page.click("text=Show");
  await page.waitForURL(/leaderboards\/trees\?.*entrant_kind=person/);
  expect((await page.inputValue("[name=status]")) === "claimed", "the form keeps what was chosen");
  const [rank, second] = await page.locator(".lines .rank").allTextContents();
  expect(rank === "1" && ["1", "2"].includes(second), `the list begins with its first places: ${rank}, ${second}`);
  await page.click("text=Next");
  await page.waitForURL(/after=/);
  expect(Number(await page.locator(".lines .rank").first().textContent()) > 1, "the next page goes on");
  await page.click("text=Back to the beginning");
  const table = await page.request.get(await page.locator("text=as a table (CSV)").getAttribute("href"));
  const [head, first] = (await table.text()).split("\r\n");
  expect(head.startsWith("place,entrant_id,name") && first.startsWith("1,"), `the table begins with its leader: ${first}`);
  const value = await page.locator(".lines .value").first().textContent();
  await page.locator(".lines tbody a").first().click();
  expect((await page.textContent(".facts")).includes(value), "the place and what stands behind it agree");
  const counted = await page.locator(".lines .value").allTextContents();
  const sum = counted.reduce((sum, text) => sum + Number.parseInt(text.replace(",", ""), 10), 0);
  expect(`${sum.toLocaleString("en")} trees` === value, `the deeds make the value: ${sum} and ${value}`);
}

async function nomination(page) {
  await page.click(".sections >> text=Nominations");
  await page.click("#ranking-green-country");
  await page.click(".languages [lang=kk]");
  await page.waitForURL("**/kk/2024/nominations/green-country");
  expect((await page.textContent("h1")).length > 0, "the ranking in Kazakh");
  await page.locator(".lines tbody a").first().click();
  await page.waitForURL(/nominations\/green-country\/[0-9a-f-]{36}$/);
  expect((await page.locator(".lines tbody tr").count()) > 0, "a place in a nomination has deeds behind it");
  await page.locator(".lines tbody th a").first().click();
  await page.waitForURL("**/deeds/*");
  const hash = await page.locator(".history .hash").first().textContent();
  const told = await page.request.get(page.url().replace(/\/kk\/2024/, "/v1/marathons/2024"));
  expect((await told.json()).history[0].leaf_hash === hash, "the hash of the page is that of the history");
}

async function keyboard(page) {
  await page.goto("/en/2024/leaderboards/deeds");
  await page.keyboard.press("Tab");
  const focused = () => page.evaluate(() => document.activeElement.className);
  expect((await focused()) === "skip", "the first stop of the keyboard skips the navigation");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  expect((await page.evaluate(() => document.activeElement.closest("main") !== null)), "it leads into the content");
}
