// Walks the pages of a fresh demo in a real browser: the journeys of each role, then every page in every language,
// narrow and wide, light and dark, through axe-core. Exit code 0 only if all of it holds.
//
//     MARATHON_BIN=target/debug/marathon node run.mjs [JOURNEY...]
//
// CHROMIUM names another browser. `cargo xtask test` builds the program, installs what is missing and calls this.

import { launch } from "./browser.mjs";
import { start } from "./site.mjs";
import { JOURNEYS } from "./journeys/index.mjs";

const wanted = process.argv.slice(2);
const journeys = JOURNEYS.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
if (journeys.length === 0) {
  console.error(`no such journey; there are ${JOURNEYS.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

const site = await start();
const browser = await launch();
let failed = 0;
try {
  for (const { name, walk } of journeys) {
    try {
      const seen = await walk({ site, browser });
      console.log(`ok      ${name}${seen ? `: ${seen}` : ""}`);
    } catch (error) {
      failed += 1;
      console.error(`FAILED  ${name}\n${error.stack ?? error}`);
    }
  }
} finally {
  await browser.close();
  await site.stop();
}
console.log(`${journeys.length - failed} of ${journeys.length} journeys`);
process.exit(failed === 0 ? 0 : 1);
