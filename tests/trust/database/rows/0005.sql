INSERT INTO reauthorize_queue (position, connection_id, item) VALUES (1, '0b7c1f0e-6d3a-4a52-9a3c-000000000001', '{"state":"waiting"}');
INSERT INTO other_secrets (connection_id, field, generation, sealed, change) VALUES ('0b7c1f0e-6d3a-4a52-9a3c-000000000001', 'client_secret', 0, x'01ee', '{"stage":"entered"}');
