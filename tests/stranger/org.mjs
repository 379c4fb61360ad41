// The few Okta resources that the console asks for. Each answers only for an access token that
// the provider itself knows as live, and with Okta's words where it does not.

import { randomBytes } from 'node:crypto';

import { wrongWith } from './proof.mjs';

const ORG_ID = '00ostranger0000000000';

const resources = {
  '/api/v1/users/me': { scope: 'okta.users', body: (login) => user(login) },
  '/api/v1/users': { scope: 'okta.users', body: () => [] },
  '/api/v1/realms': { scope: 'okta.realms', body: () => [realm] },
  '/api/v1/devices': { scope: 'okta.devices', body: () => [device] },
};

const realm = {
  id: 'guostranger0000000001',
  created: '2026-01-01T00:00:00.000Z',
  lastUpdated: '2026-01-01T00:00:00.000Z',
  isDefault: true,
  profile: { name: 'Default Realm', realmType: 'DEFAULT' },
};

const device = {
  id: 'guostranger0000000002',
  status: 'ACTIVE',
  resourceType: 'UDDevice',
  profile: { displayName: 'A laptop', platform: 'MACOS', registered: true },
};

/** The full name of whoever signs in as `stella@…`: Stella Stranger. */
export function nameOf(login) {
  const first = login.split('@')[0];
  return `${first[0].toUpperCase()}${first.slice(1)} Stranger`;
}

function user(login) {
  const [firstName, lastName] = nameOf(login).split(' ');
  return { id: login, status: 'ACTIVE', profile: { login, email: login, firstName, lastName } };
}

/** Koa middleware: the org's public card, and its resources. */
export function org(provider) {
  const refuse = refuseAt(provider.issuer);
  return async (ctx, next) => {
    if (ctx.path === '/.well-known/okta-organization') {
      ctx.body = {
        id: ORG_ID,
        cell: 'stranger',
        pipeline: 'idx',
        _links: { organization: { href: provider.issuer } },
      };
      return;
    }
    const resource = resources[ctx.path];
    if (!resource || ctx.method !== 'GET') {
      await next();
      return;
    }
    const [scheme, value = ''] = (ctx.get('authorization') || '').split(' ');
    const token =
      (await provider.AccessToken.find(value)) ?? (await provider.ClientCredentials.find(value));
    if (!token || scheme !== token.tokenType) {
      refuse(ctx, 401, 'E0000011', 'Invalid token provided', 'invalid_token', '');
      return;
    }
    const wrong = await wrongWith(ctx, provider.issuer, token);
    if (wrong) {
      ctx.status = wrong === 'use_dpop_nonce' ? 401 : 400;
      ctx.set('WWW-Authenticate', `DPoP realm="${provider.issuer}", error="${wrong}"`);
      ctx.body = { error: wrong, error_description: 'The proof does not fit.' };
      return;
    }
    const { scope } = resource;
    const scopes = (token.scope ?? '').split(' ');
    if (!scopes.includes(`${scope}.read`) && !scopes.includes(`${scope}.manage`)) {
      const summary = 'You do not have permission to perform the requested action';
      refuse(ctx, 403, 'E0000006', summary, 'insufficient_scope', `scope="${scope}.read", `);
      return;
    }
    ctx.body = resource.body(token.accountId ?? token.clientId);
  };
}

function refuseAt(issuer) {
  return (ctx, status, errorCode, errorSummary, error, scope) => {
    ctx.status = status;
    ctx.set('WWW-Authenticate', `Bearer realm="${issuer}", ${scope}error="${error}"`);
    ctx.body = {
      errorCode,
      errorSummary,
      errorLink: errorCode,
      errorId: `oae${randomBytes(12).toString('hex')}`,
      errorCauses: [],
    };
  };
}
