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
  await Promise.all([context.close(), planter.context.close()]);
  none([...wrong, ...troubles, ...planter.troubles], "what pages may not have");
}
