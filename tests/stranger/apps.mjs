// The apps that an admin would have registered.

import { randomBytes } from 'node:crypto';

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
};

/** The app with this client ID. */
export function appOf(clientId) {
  return Object.values(apps).find((app) => app.metadata.client_id === clientId);
}
