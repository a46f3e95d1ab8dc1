// Servers of their own for every run: temporary data, a free port, gone afterwards.

import { execFile, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { BOUND_MS, within } from "./bounds.mjs";
import { start as startProvider } from "./provider.mjs";

/** The slug of a marathon beside those of the demo, where a jury is at work. */
const JUDGED = "judged";

/** Starts `marathon demo`, and the provider people may sign in at. Each must know the other's address beforehand. */
export async function start() {
  const port = await freePort();
  const provider = await startProvider(`http://localhost:${port}`);
  try {
    const site = await launch("demo", { port, env: provider.settings, prepare: async (data) => open(data, await judged()) });
    const password = site.said().match(/with the password (\S+)/)[1];
    const stop = async () => {
      await site.stop();
      await provider.stop();
    };
    return { ...site, provider, password, judged: JUDGED, stop };
  } catch (error) {
    await provider.stop();
    throw error;
  }
}

/** Starts a server whose only marathon has these rules, and nobody in it. */
export function startEmpty(rules) {
  return launch("serve", { prepare: (data) => open(data, rules) });
}

/** The default rules, but one score is enough, and the season is now. */
async function judged() {
  const rules = new URL("../../crates/marathon-domain/rules/default.toml", import.meta.url);
  const year = new Date().getFullYear();
  return (await readFile(rules, "utf8"))
    .replace('slug = "2024"', `slug = "${JUDGED}"`)
    .replace(/(name = \{ kk = .*2024.*)/, (name) => name.replaceAll("2024", "with a jury"))
    .replace("2024-07-09", `${year - 1}-12-31`)
    .replace("2024-12-01", `${year}-12-31`)
    .replaceAll("quorum = 3", "quorum = 1");
}

/** Opens a marathon, before a server holds the store. */
async function open(data, rules) {
  const file = path.join(data, "rules.toml");
  await writeFile(file, rules);
  await run(["open", "--data", data, "--rules", file]);
}

function program() {
  const program = process.env.MARATHON_BIN;
  if (!program) throw new Error("MARATHON_BIN must name the program: target/debug/marathon");
  return program;
}

/** What a command of the program prints. */
async function run(args) {
  return (await promisify(execFile)(program(), args, { timeout: BOUND_MS })).stdout;
}

/** A port nobody listens on at this moment. */
async function freePort() {
  const server = createServer();
  const listening = new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  await within(listening, "a free port");
  const { port } = server.address();
  await within(new Promise((resolve) => server.close(resolve)), "a port to be free again");
  return port;
}

/** Starts a server on data of its own. `said` is what it has printed so far, whenever it is asked. */
async function launch(command, { port = 0, env = {}, prepare }) {
  const data = await mkdtemp(path.join(tmpdir(), "marathon-browser-"));
  let server;
  const stop = async () => {
    if (server?.exitCode === null) {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      if (server.kill("SIGTERM")) await within(ended, "the server to stop");
    }
    await rm(data, { recursive: true, force: true });
  };
  try {
    await prepare(data);
    server = spawn(program(), [command, "--data", data, "--listen", `127.0.0.1:${port}`], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    const said = listen(server);
    const address = await within(addressOf(server, said), "the address of the server");
    // Browsers and their tools keep secure cookies of this name of the machine, too.
    const url = address.replace("127.0.0.1", "localhost");
    // A token, as whoever runs the program gets one.
    const token = async (role) => (await run(["token", "--data", data, "--role", role])).match(/mrt_\S+/)[0];
    return { url, token, said, stop };
  } catch (error) {
    server?.kill("SIGKILL");
    await rm(data, { recursive: true, force: true });
    throw error;
  }
}

/** What the program has said so far, whenever it is asked. */
function listen(server) {
  let said = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (chunk) => (said += chunk));
  return () => said;
}

/** The first address the program says; an error if it ends instead. A demo has said everything with its last line. */
function addressOf(server, said) {
  const isDemo = server.spawnargs.includes("demo");
  return new Promise((resolve, reject) => {
    server.stdout.on("data", () => {
      const found = said().match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found && (!isDemo || said().includes("stop with Ctrl-C"))) resolve(found[0]);
    });
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${said()}`)));
  });
}
