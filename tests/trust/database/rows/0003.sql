INSERT INTO used_actions (connection_id, action) VALUES ('0b7c1f0e-6d3a-4a52-9a3c-000000000001', 'lookup_user'), ('0b7c1f0e-6d3a-4a52-9a3c-000000000001', 'list_users');
