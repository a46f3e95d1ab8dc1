// An organiser of the demo: the season of 2024 with every step taken, roles given and taken, a refusal beside its form,
// and what comes next in the marathon of this year.

import { expect, none } from "../browser.mjs";
import { desk, done, everyLook, send, step } from "./organise.mjs";
import { grant, newcomer, openMarathon } from "./people.mjs";

export const name = "organiser";

export async function walk(world) {
  const slug = await openMarathon(world.site);
  const { page, context, troubles } = await newcomer(world, slug, "organiser@example.kz");
  await page.goto(`/en/${slug}/organise`);
  expect((await page.textContent("h1")) === "There is no page here", "nobody else has the organiser's page");
  for (const of of ["2024", slug]) await grant(world.site, of, "organiser@example.kz", "organiser");
  await page.goto("/en/2024/me");
  await page.click(".sections >> text=Organise");
  await page.waitForURL("**/en/2024/organise");
  await finished(page);
  await roles(page);
  const wrong = await everyLook(page, ["/2024/organise", `/${slug}/organise`, "/2024/appeal"]);
  await open(page, slug);
  await context.close();
  none([...wrong, ...troubles], "what pages may not have");
}

/** Every step of 2024 was taken, and is named with its place in the history. */
async function finished(page) {
  for (const id of ["intake-closed", "seed-source", "frozen", "seed", "shortlists", "judging-closed", "awards", "announced", "published"]) {
    const told = await step(page, id);
    expect(told.includes("Done") && /event [\d,]+ · \d+ \w+ \d{4}, \d\d:\d\d/.test(told), `${id} was taken: ${told}`);
  }
  const scoring = await step(page, "scoring");
  const [, scored, all] = scoring.match(/([\d,]+) of ([\d,]+) scored/) ?? [];
  expect(scored === all && scored !== "0", `everything was scored: ${scoring}`);
  expect((await page.locator(".course form").count()) === 0, "nothing is left to do in the course of the season");
  const appeals = await page.locator(".appeal .badge").allTextContents();
  expect(appeals.includes("Upheld") && appeals.includes("Dismissed"), `appeals with what became of them: ${appeals}`);
  expect((await page.locator(".card h4 >> text=Amended").count()) > 0, "an amended result stands beside the first one");
}

/** A role is given by login, refused where nobody has it, and taken again with a reason. */
async function roles(page) {
  const refused = await send(page, "grant", { login: "nobody@example.kz", role: "auditor", reason: "Looks at the books" });
  expect(refused === 400, `a login nobody has is refused: ${refused}`);
  const form = page.locator("#at-grant");
  expect(await form.locator("[role=alert]").isVisible(), "the reason stands at the form");
  expect((await form.locator("[name=login][aria-invalid]").count()) === 1, "and at its field");
  expect((await form.locator("[name=reason]").inputValue()) === "Looks at the books", "nothing that was typed is lost");
  expect((await form.locator("[name=role]").inputValue()) === "auditor", "nor chosen");
  const held = page.locator(".held > li", { hasText: "organiser@example.kz" });
  const before = await held.count();
  await done(page, "grant", { login: "organiser@example.kz", role: "auditor" });
  expect((await held.count()) === before + 1, "the role is listed");
  const id = await held.filter({ hasText: "Auditor" }).locator(".placed").getAttribute("id");
  await done(page, id.replace("at-", ""), { reason: "Only to look" });
  expect((await held.count()) === before, "and is gone again");
}

/** The marathon of this year: one step is next, and the others say what they wait for. */
async function open(page, slug) {
  await desk(page, slug);
  expect((await page.locator("[aria-current=step]").count()) === 1, "one step is next");
  expect((await step(page, "intake-closed")).includes("Next"), "it is to close the intake");
  expect((await step(page, "frozen")).includes("after the step “Source of the lots named”"), "the freeze waits");
  expect((await page.locator("#step-frozen form").count()) === 0, "and offers nothing");
}
