// What WCAG 2.2 AA asks for and a program can see.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { within } from "./bounds.mjs";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What is wrong with the page as it is shown; nothing, if nothing is. */
export async function violations(page) {
  await page.evaluate(source);
  const run = page.evaluate((tags) => axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), TAGS);
  const found = await within(run, `axe-core on ${page.url()}`);
  const wrong = found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id} (${help}): ${node.html.slice(0, 160)} — ${node.any.map((a) => a.message).join("; ")}`),
  );
  const { wide, shown } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    shown: document.documentElement.clientWidth,
  }));
  if (wide > shown) wrong.push(`the page is ${wide} px wide on a screen of ${shown}`);
  return wrong;
}
