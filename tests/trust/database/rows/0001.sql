-- As the first version wrote them: of the app it kept no kind, of the sign-in no key.
INSERT INTO connections (id, nickname, nickname_key, description, connector, folder, starred, environment, host, settings, authorized, reauthorize_by, state, status, created_at, last_tested_at) VALUES
('0b7c1f0e-6d3a-4a52-9a3c-000000000001', 'Prod', 'prod', 'For the night shift – Ünïts', 'okta', NULL, 1, 'production', 'acme.okta.com',
 '{"kind":"org","domain":{"kind":"okta","authority":"acme.okta.com"},"clientId":"0oaFirst","requested":["offline_access","okta.users.read","openid"]}',
 '{"at":"2026-11-02T08:00:00Z","identity":{"subject":"00u1","username":"ada@example.com","name":"Ada"},"granted":["okta.users.read","openid"],"reauthorize_by":"2027-01-31T08:00:00Z","reauthorize_by_measured":true,"instance":{"kind":"org","id":"00o1","cell":"op3","pipeline":"identityEngine","url":"https://acme.okta.com"}}',
 '2027-01-31T08:00:00.000000000Z', 'active', '{"state":"active","checked_at":"2026-11-02T08:00:01Z"}', '2026-11-02T08:00:00.500000000Z', '2026-11-02T08:00:01.000000000Z'),
('0b7c1f0e-6d3a-4a52-9a3c-000000000002', 'Never signed in', 'never signed in', '', 'okta_devices', 'Team A/B', 0, 'preview', 'acme.oktapreview.com',
 '{"kind":"org","domain":{"kind":"okta","authority":"acme.oktapreview.com"},"clientId":"0oaSecond","requested":["openid"]}',
 NULL, NULL, 'not_authorized', '{"state":"not_authorized"}', '2026-11-02T08:00:00.000000000Z', NULL),
('0b7c1f0e-6d3a-4a52-9a3c-000000000003', 'Team', 'team', 'OPA', 'okta_privileged_access', NULL, 0, 'production', 'acme.pam.okta.com',
 '{"kind":"team","baseUrl":{"authority":"acme.pam.okta.com","loopback":false},"team":"acme","keyId":"5f1b8a86-4f4e-4a8a-9d0b-2f6b0c0d1e2f"}',
 NULL, NULL, 'credentials_rejected', '{"state":"credentials_rejected","since":"2026-11-02T08:00:00Z","refusal":{"code":"401","summary":"No.","request_id":null}}', '2026-11-02T08:00:00.000000000Z', NULL);
INSERT INTO sealed_secrets (connection_id, field, generation, sealed) VALUES
('0b7c1f0e-6d3a-4a52-9a3c-000000000001', 'client_secret', 0, x'01aa'),
('0b7c1f0e-6d3a-4a52-9a3c-000000000001', 'refresh_token', 7, x'01bb00ff'),
('0b7c1f0e-6d3a-4a52-9a3c-000000000001', 'access_token', 7, x'01cc'),
('0b7c1f0e-6d3a-4a52-9a3c-000000000003', 'api_key', 0, x'01dd');
INSERT INTO sessions (connection_id, generation, access_expires_at, refreshed_at, intent) VALUES
('0b7c1f0e-6d3a-4a52-9a3c-000000000001', 7, '2026-11-02T09:00:00.000000000Z', '2026-11-02T08:00:00.000000000Z', '{"started_at":"2026-11-02T08:00:00Z","fingerprint":"f00d","generation":7}');
INSERT INTO console (name, value) VALUES ('program_version', '0.0.1'), ('vault_header', '{"format":1}');
INSERT INTO preferences (name, value) VALUES ('theme', 'dark'), ('columns', '[1,2,3]');
