// The browser, and pages in it that notice what no page may do.

import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { BOUND_MS } from "./bounds.mjs";

const KNOWN = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/google-chrome"];

export async function launch() {
  const executablePath = process.env.CHROMIUM ?? KNOWN.find(existsSync);
  if (!executablePath) throw new Error("no browser: `apt-get install chromium-headless-shell`, or set CHROMIUM");
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"], timeout: BOUND_MS });
}

/** How pages are looked at: on a phone by day, and on a wide screen by night. */
export const LOOKS = [
  { name: "360 px, light", viewport: { width: 360, height: 800 }, colorScheme: "light" },
  { name: "1280 px, dark", viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
];

/** A visitor of the site: cookies of its own. Ask `troubles` at the end what its pages did that no page may. */
export async function visitor(browser, site, options = {}) {
  const context = await browser.newContext({ baseURL: site.url, reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(BOUND_MS);
  const page = await context.newPage();
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(`an error on ${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    // A refused form is answered with its status, which browsers call an error; journeys look at those themselves.
    const refused = /status of 4\d\d/.test(message.text());
    if (message.type() === "error" && !refused) troubles.push(`the console of ${page.url()}: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(site.url)) troubles.push(`${page.url()} asked for ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) troubles.push(`${response.status()} from ${response.url()}`);
  });
  return { page, context, troubles };
}

/** Throws if there is any, and names the first of them. */
export function none(found, what) {
  const SHOWN = 20;
  const different = [...new Set(found)];
  const more = different.length > SHOWN ? `\n  and ${different.length - SHOWN} more` : "";
  if (different.length > 0) throw new Error(`${what}:\n  ${different.slice(0, SHOWN).join("\n  ")}${more}`);
}

/** Throws if it does not hold. */
export function expect(holds, what) {
  if (!holds) throw new Error(what);
}
