// Servers of their own for every run: temporary data, a free port, gone afterwards.

import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { BOUND_MS, within } from "./bounds.mjs";

/** Starts `marathon demo`; its address is what it says itself. */
export function start() {
  return launch("demo", async () => {});
}

/** Starts a server whose only marathon has these rules, and nobody in it. */
export function startEmpty(rules) {
  return launch("serve", async (data) => {
    const file = path.join(data, "rules.toml");
    await writeFile(file, rules);
    await run(["open", "--data", data, "--rules", file]);
  });
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

/** Starts a server on data of its own. `said` is what it has printed so far, whenever it is asked. */
async function launch(command, prepare) {
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
    server = spawn(program(), [command, "--data", data, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
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

/** The first address the program says; an error if it ends instead. */
function addressOf(server, said) {
  return new Promise((resolve, reject) => {
    server.stdout.on("data", () => {
      const found = said().match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found) resolve(found[0]);
    });
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${said()}`)));
  });
}
