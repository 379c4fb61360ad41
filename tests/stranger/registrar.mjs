// What an admin does at the provider, as requests that a story can send.

import { apps } from './apps.mjs';
import { runAhead } from './clock.mjs';
import { issuedTo } from './ledger.mjs';

const acts = {
  // Only the exact URI is taken from then on, port included.
  register: ({ app, redirect_uri: uri }) => {
    apps[app].metadata.redirect_uris = [uri];
  },
  // The key takes the place of the one before.
  key: ({ app, jwk }) => {
    apps[app].metadata.jwks = { keys: [jwk] };
  },
  clock: ({ ahead_s: seconds }) => runAhead(seconds),
  tokens: ({ app }) => issuedTo(apps[app].metadata.client_id),
  // As when the user is deactivated: her tokens end, and nobody is told.
  end: async ({ app }, provider) => {
    for (const { kind, value } of issuedTo(apps[app].metadata.client_id)) {
      await (await provider[kind].find(value))?.destroy();
    }
  },
};

/** Koa middleware: POST /registrar/{act} with a JSON body. */
export function registrar(provider) {
  return async (ctx, next) => {
    const act = acts[ctx.path.replace('/registrar/', '')];
    if (!act || !ctx.path.startsWith('/registrar/') || ctx.method !== 'POST') {
      await next();
      return;
    }
    let text = '';
    for await (const chunk of ctx.req) {
      text += chunk;
    }
    ctx.body = (await act(JSON.parse(text), provider)) ?? {};
  };
}
