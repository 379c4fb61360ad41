// The apps that an admin would have registered.

import { generateKeyPairSync, randomBytes } from 'node:crypto';

const OIDC = ['openid', 'profile', 'email', 'phone', 'address', 'groups', 'offline_access'];
const OKTA = [
  'apps', 'appGrants', 'authorizationServers', 'brands', 'devices', 'domains', 'eventHooks',
  'features', 'groups', 'identitySources', 'idps', 'inlineHooks', 'linkedObjects', 'logs',
  'logStreams', 'networkZones', 'orgs', 'policies', 'profileMappings', 'rateLimits',
  'realmAssignments', 'realms', 'roles', 'schemas', 'sessions', 'templates', 'threatInsights',
  'trustedOrigins', 'users', 'userTypes',
].flatMap((resource) => [`okta.${resource}.read`, `okta.${resource}.manage`]);

/** Every scope that the provider knows. */
export const scopes = [...OIDC, ...OKTA];

const { x, y } = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
const noKey = { x, y };

const callback = 'http://127.0.0.1/authorization-code/callback';

function web(connector, extra) {
  return {
    connector,
    asksConsentEachTime: true,
    rotates: false,
    ...extra,
    metadata: {
      client_id: randomBytes(10).toString('hex'),
      // Characters that a header takes only in their encoded form (RFC 6749 §2.3.1).
      client_secret: `${randomBytes(32).toString('base64')}+%:/`,
      client_name: `Console for ${connector}`,
      application_type: 'web',
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [callback],
    },
  };
}

/** The app once more, demanding this of its requests. */
function demanding(app, demands) {
  Object.assign(app.metadata, demands);
  return app;
}

const DPOP = { dpop_bound_access_tokens: true };
const PUSHED = { require_pushed_authorization_requests: true };

/** An app that nobody signs in for. Its admin adds the public key later. */
function service(demands) {
  const placeholder = { kty: 'EC', crv: 'P-256', kid: 'none', ...noKey };
  return {
    connector: 'okta',
    asksConsentEachTime: false,
    rotates: false,
    metadata: {
      client_id: randomBytes(10).toString('hex'),
      client_name: 'Console without a person',
      application_type: 'web',
      token_endpoint_auth_method: 'private_key_jwt',
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
      jwks: { keys: [placeholder] },
      ...demands,
    },
  };
}

function native(connector) {
  const app = web(connector, { rotates: true });
  delete app.metadata.client_secret;
  Object.assign(app.metadata, { application_type: 'native', token_endpoint_auth_method: 'none' });
  return app;
}

/** By the name that a story calls them. */
export const apps = {
  okta: web('okta'),
  okta_realms: web('okta_realms'),
  okta_devices: web('okta_devices'),
  rotating: web('okta', { rotates: true }),
  // Left to the provider's own rule: no offline_access unless the request says prompt=consent.
  unprompted: web('okta_realms', { asksConsentEachTime: false }),
  native: native('okta_devices'),
  web_dpop: demanding(web('okta', { rotates: true }), DPOP),
  native_dpop: demanding(native('okta_realms'), DPOP),
  pushed: demanding(web('okta'), PUSHED),
  pushed_dpop: demanding(native('okta_devices'), { ...DPOP, ...PUSHED }),
  service: service({}),
  service_dpop: service(DPOP),
};

/** The app with this client ID. */
export function appOf(clientId) {
  return Object.values(apps).find((app) => app.metadata.client_id === clientId);
}
