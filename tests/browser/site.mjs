// A demo of its own for every run: temporary data, a free port, gone afterwards.

import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { BOUND_MS, within } from "./bounds.mjs";
import { start as startProvider } from "./provider.mjs";

/** A port nobody listens on at this moment. */
async function freePort() {
  const server = createServer();
  const listening = new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  await within(listening, "a free port");
  const { port } = server.address();
  await within(new Promise((resolve) => server.close(resolve)), "a port to be free again");
  return port;
}

/** Starts `marathon demo`, and the provider people may sign in at. Each must know the other's address beforehand. */
export async function start() {
  const program = process.env.MARATHON_BIN;
  if (!program) throw new Error("MARATHON_BIN must name the program: target/debug/marathon");
  const data = await mkdtemp(path.join(tmpdir(), "marathon-browser-"));
  await openJudged(program, data);
  const port = await freePort();
  // Browsers and their tools keep secure cookies of this name of the machine, too.
  const url = `http://localhost:${port}`;
  const provider = await startProvider(url);
  const server = spawn(program, ["demo", "--data", data, "--listen", `127.0.0.1:${port}`], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...provider.settings },
  });
  const stop = async () => {
    const ended = new Promise((resolve) => server.once("exit", resolve));
    if (server.exitCode === null && server.kill("SIGTERM")) await within(ended, "the server to stop");
    await provider.stop();
    await rm(data, { recursive: true, force: true });
  };
  try {
    const said = listen(server);
    await within(addressOf(server, said), "the address of the demo");
    const token = (role) => tokenOf(program, data, role);
    const password = said().match(/with the password (\S+)/)[1];
    return { url, provider, token, password, judged: JUDGED, stop };
  } catch (error) {
    server.kill("SIGKILL");
    await provider.stop();
    await rm(data, { recursive: true, force: true });
    throw error;
  }
}

/** The slug of a marathon beside those of the demo, where a jury is at work. */
const JUDGED = "judged";

/** Opens it, before the demo holds the store: the default rules, but one score is enough, and the season is now. */
async function openJudged(program, data) {
  const rules = new URL("../../crates/marathon-domain/rules/default.toml", import.meta.url);
  const year = new Date().getFullYear();
  const text = (await readFile(rules, "utf8"))
    .replace('slug = "2024"', `slug = "${JUDGED}"`)
    .replace(/(name = \{ kk = .*2024.*)/, (name) => name.replaceAll("2024", "with a jury"))
    .replace("2024-07-09", `${year - 1}-12-31`)
    .replace("2024-12-01", `${year}-12-31`)
    .replaceAll("quorum = 3", "quorum = 1");
  const file = path.join(data, "judged.toml");
  await writeFile(file, text);
  await promisify(execFile)(program, ["open", "--data", data, "--rules", file], { timeout: BOUND_MS });
}

/** A token, as whoever runs the program gets one. */
async function tokenOf(program, data, role) {
  const made = promisify(execFile)(program, ["token", "--data", data, "--role", role], { timeout: BOUND_MS });
  return (await made).stdout.match(/mrt_\S+/)[0];
}

/** What the program has said so far, whenever it is asked. */
function listen(server) {
  let said = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (chunk) => (said += chunk));
  return () => said;
}

/** The first address the program says; an error if it ends instead. */
function addressOf(server, said) {
  return new Promise((resolve, reject) => {
    server.stdout.on("data", () => {
      const found = said().match(/http:\/\/127\.0\.0\.1:\d+(?=\/)/);
      // Its last line: by then it has said everything.
      if (found && said().includes("stop with Ctrl-C")) resolve(found[0]);
    });
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`the demo ended with ${code}:\n${said()}`)));
  });
}
