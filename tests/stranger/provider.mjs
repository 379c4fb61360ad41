// node provider.mjs PORT (0 for any free one) [pushed-only]
//
// A certified OpenID provider that others wrote (oidc-provider), with its paths moved to Okta's.
// Prints one line of JSON when it is ready, and stops when its standard input is closed.

import './terminal.mjs';
import './clock.mjs';

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

import Provider from 'oidc-provider';

import { appOf, apps, scopes } from './apps.mjs';
import { Ledger } from './ledger.mjs';
import { nameOf, org } from './org.mjs';
import { registrar } from './registrar.mjs';

const HOUR = 3600;
const DAY = 24 * HOUR;

const server = createServer();
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const provider = new Provider(issuer, {
  adapter: Ledger,
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  routes: {
    authorization: '/oauth2/v1/authorize',
    token: '/oauth2/v1/token',
    revocation: '/oauth2/v1/revoke',
    introspection: '/oauth2/v1/introspect',
    jwks: '/oauth2/v1/keys',
    userinfo: '/oauth2/v1/userinfo',
    pushed_authorization_request: '/oauth2/v1/par',
    end_session: '/oauth2/v1/logout',
  },
  scopes,
  claims: {
    openid: ['sub'],
    profile: ['name', 'preferred_username'],
    email: ['email', 'email_verified'],
    phone: ['phone_number'],
    address: ['address'],
    groups: ['groups'],
  },
  features: {
    introspection: { enabled: true },
    revocation: { enabled: true },
    clientCredentials: { enabled: true },
    // Stricter than Okta: a nonce is wanted at userinfo too, and changes every minute.
    dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
    pushedAuthorizationRequests: {
      enabled: true,
      requirePushedAuthorizationRequests: process.argv[3] === 'pushed-only',
    },
  },
  // Okta's lifetimes.
  ttl: {
    AccessToken: HOUR,
    ClientCredentials: HOUR,
    IdToken: HOUR,
    AuthorizationCode: 300,
    Interaction: HOUR,
    RefreshToken: 90 * DAY,
    Grant: 90 * DAY,
    Session: 14 * DAY,
  },
  pkce: { required: () => true },
  issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: (ctx) => appOf(ctx.oidc.client.clientId).rotates,
  findAccount: async (_ctx, login) => ({
    accountId: login,
    claims: async () => ({
      sub: login,
      preferred_username: login,
      name: nameOf(login),
      email: login,
      email_verified: true,
      groups: ['Everyone'],
    }),
  }),
});

provider.use(async (ctx, next) => {
  ctx.set('Date', new Date().toUTCString());
  await next();
});
provider.use(registrar(provider));
provider.use(org(provider));
// OpenID Connect Core §11 lets a provider have its own conditions for offline access. This one
// wants prompt=consent, which nobody sends to Okta; the org's policy adds it here.
provider.use(async (ctx, next) => {
  if (ctx.path === '/oauth2/v1/authorize') {
    ctx.query = withConsent(ctx.query);
  } else if (ctx.path === '/oauth2/v1/par') {
    let text = '';
    for await (const chunk of ctx.req) {
      text += chunk;
    }
    ctx.req.body = withConsent(Object.fromEntries(new URLSearchParams(text)));
  }
  await next();
});

function withConsent(asked) {
  const { client_id: client, scope = '', prompt = '' } = asked;
  const wanted = scope.split(' ').includes('offline_access') && appOf(client)?.asksConsentEachTime;
  return wanted ? { ...asked, prompt: `${prompt} consent`.trim() } : asked;
}
provider.on('server_error', (_ctx, error) => console.error(error));

server.on('request', provider.callback());
process.stdin.on('end', () => process.exit(0)).resume();

const registered = Object.entries(apps).map(([name, { metadata }]) => [
  name,
  { client_id: metadata.client_id, client_secret: metadata.client_secret ?? null },
]);
console.log(JSON.stringify({ issuer, apps: Object.fromEntries(registered) }));
