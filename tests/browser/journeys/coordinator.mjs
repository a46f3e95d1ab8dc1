// A coordinator on a phone: a role from an organiser, a deed of the region verified, another rejected; the
// participant sees both, and may decide nothing.

import { violations } from "../axe.mjs";
import { expect, none } from "../browser.mjs";
import { enter, grant, newcomer, openMarathon, plant } from "./people.mjs";

export const name = "coordinator";

export async function walk(world) {
  const slug = await openMarathon(world.site);
  const planter = await newcomer(world, slug, "planter@example.kz");
  await enter(planter.page, slug, "Planters", "KZ-75");
  const good = await plant(planter.page, slug, 21);
  const doubtful = await plant(planter.page, slug, 22);
  const { page, context, troubles } = await newcomer(world, slug, "coordinator@example.kz");
  await grant(world.site, slug, "coordinator@example.kz", "coordinator", { regions: ["KZ-75"] });
  const wrong = [];
  for (const [deed, verb, reason, stands] of [
    [good, "Verify", "Seen on the spot", "Verified"],
    [doubtful, "Reject", "The same trees once more", "Rejected"],
  ]) {
    await page.goto(`/en/${slug}/deeds/${deed}/change`);
    wrong.push(...(await violations(page)));
    await page.fill(`#${verb.toLowerCase()}-reason`, reason);
    await page.click(`button >> text=${verb}`);
    await page.waitForURL("**/queue");
    await planter.page.goto(`/en/${slug}/deeds/${deed}`);
    expect((await planter.page.textContent(".season")).includes(stands), `the deed is ${stands}`);
    expect((await planter.page.textContent(".history")).includes(reason), "for this reason");
  }
  const waiting = await plant(planter.page, slug, 23);
  await page.goto(`/en/${slug}/me`);
  await page.click(".actions >> text=Deeds to decide");
  expect((await page.locator(`.queue a[href$="${waiting}"]`).count()) === 1, "the queue has what waits in the region");
  wrong.push(...(await violations(page)));
  await planter.page.goto(`/en/${slug}/me`);
  const mine = await planter.page.textContent("main");
  expect(mine.includes("Verified") && mine.includes("Rejected"), "my deeds say where they stand");
  await doubt(world, slug, good, planter.page, wrong);
  await Promise.all([context.close(), planter.context.close()]);
  none([...wrong, ...troubles, ...planter.troubles], "what pages may not have");
}

/** Somebody doubts a verified deed; who verified it may not decide, another coordinator does. */
async function doubt(world, slug, deed, planter, wrong) {
  const doubter = await newcomer(world, slug, "doubter@example.kz");
  await doubter.page.goto(`/en/${slug}/deeds/${deed}`);
  expect((await doubter.page.textContent("main")).includes("It can be doubted until"), "the window's end is shown");
  await doubter.page.click("summary >> text=I doubt this deed");
  wrong.push(...(await violations(doubter.page)));
  await doubter.page.fill("#doubt-reason", "There are no trees there");
  await doubter.page.click("button >> text=Send the doubt");
  await doubter.page.waitForSelector(".season >> text=Under review");
  await planter.goto(`/en/${slug}/me`);
  expect((await planter.textContent("main")).includes("There are no trees there"), "my page says why");
  const other = await newcomer(world, slug, "other-coordinator@example.kz");
  await grant(world.site, slug, "other-coordinator@example.kz", "coordinator", { regions: ["KZ-75"] });
  await other.page.goto(`/en/${slug}/queue`);
  const card = other.page.locator(".queue .card", { hasText: "There are no trees there" });
  await card.locator("[name=reason]").last().fill("I was there, they grow");
  await card.locator("button >> text=The deed stands").click();
  await other.page.waitForURL("**/queue");
  expect((await card.count()) === 0, "what is decided waits no more");
  await planter.goto(`/en/${slug}/deeds/${deed}`);
  expect((await planter.textContent(".history")).includes("I was there, they grow"), "with its reason");
  await Promise.all([doubter.context.close(), other.context.close()]);
  none([...doubter.troubles, ...other.troubles], "what no page may do");
}
