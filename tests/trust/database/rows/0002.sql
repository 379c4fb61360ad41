INSERT INTO runs (position, id, began_at, duration_ms, connection_id, nickname, address, connector, identity, action, action_name, effect, outcome, refusal, status, request_id, scenario, step, size) VALUES
(1762070400000000, 'r1', '2026-11-02T08:00:00.000000000Z', 214, '0b7c1f0e-6d3a-4a52-9a3c-000000000001', 'Prod', 'acme.okta.com', 'okta', 'ada@example.com', 'lookup_user', 'Lookup user', 'read', 'done', NULL, 200, 'Zk3f', NULL, NULL, 40),
(1762070400000001, 'r2', '2026-11-02T08:00:00.000000000Z', 9, 'gone', 'Gone', 'acme.okta.com', 'okta', NULL, 'suspend_user', 'Suspend user', 'write', 'refused', 'forbidden', 403, NULL, 'Onboard', 'one', 40);
INSERT INTO run_contents (position, inputs, requests, answer) VALUES (1762070400000000, '{}', '[]', '{"a":"Zürich"}'), (1762070400000001, '{}', '[]', '{}');
INSERT INTO run_words (rowid, words) VALUES (1762070400000000, 'ada Zürich'), (1762070400000001, 'nobody');
