// A real OpenID Connect provider on this machine: https://github.com/panva/node-oidc-provider. It lets everybody in.

import { createServer } from "node:http";
import Provider from "oidc-provider";
import { within } from "./bounds.mjs";

const CLIENT = { id: "marathon", secret: "a secret of tests alone" };

/** Starts one that sends people back to this site; `settings` are the variables that make a site know it. */
export async function start(siteUrl) {
  const server = createServer();
  const listening = new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  await within(listening, "a port for the provider");
  const url = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(url, {
    clients: [
      { client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [`${siteUrl}/sign-in/callback`] },
    ],
    cookies: { keys: ["of tests alone"] },
  });
  server.on("request", provider.callback());
  const stop = () => {
    server.closeAllConnections();
    return within(new Promise((resolve) => server.close(resolve)), "the provider to stop");
  };
  const settings = {
    MARATHON_PUBLIC_URL: siteUrl,
    MARATHON_OIDC_ISSUER: url,
    MARATHON_OIDC_CLIENT_ID: CLIENT.id,
    MARATHON_OIDC_CLIENT_SECRET: CLIENT.secret,
    MARATHON_OIDC_NAME: "Deeds ID",
  };
  return { url, settings, stop };
}
