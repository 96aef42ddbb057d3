-- Rows as the first version left them: what later migrations must carry along. For tests; not run anywhere else.

begin;
select set_config('likeness.tenant', '01900000-0000-7000-8000-000000000001', true);
insert into tenants values ('01900000-0000-7000-8000-000000000001', 'bank', '2026-11-28');
insert into installation (root_key, created_at) values ('mk_1', '2026-11-28');
insert into audit_heads (sequence, hash, at) values (1, decode(repeat('ab', 32), 'hex'), '2026-11-28');
insert into api_keys (id, name, secret_hash, scopes, created_at, created_by)
  values ('aaaaaaaaaaaa', 'app', decode(repeat('cd', 32), 'hex'), '{verifications.create}', '2026-11-28', 'system:x');
insert into subjects (id, wrapped_key, master_key, created_at)
  values ('01900000-0000-7000-8000-000000000002', '\x00', 'mk_1', '2026-11-28');
insert into customers (id, subject, status, created_at, enrolled_at)
  values ('customer-1', '01900000-0000-7000-8000-000000000002', 'enrolled', '2026-11-28', '2026-11-28');
insert into policies (version, body, note, created_at, created_by, activated_at, activated_by)
  values (1, '{"approveFmr": 0.0001}', 'first', '2026-11-28', 'system:x', '2026-11-28', 'system:x');
insert into verifications
  (id, kind, subject, customer, decision, reasons, score, llr, threshold, fmr, policy_version, model_name,
   model_digest, quality, channel, report, milliseconds, created_at)
  values ('01900000-0000-7000-8000-000000000003', 'proofing', '01900000-0000-7000-8000-000000000002', 'customer-1',
   'approve', '{score_reaches_threshold}', 0.9, 11, 0.89, 0.0001, 1, 'accurate', 'digest', '{}', 'api', '\x00', 120,
   '2026-11-28');
insert into pictures (id, subject, verification, part, sha256, bytes, created_at)
  values ('01900000-0000-7000-8000-000000000004', '01900000-0000-7000-8000-000000000002',
   '01900000-0000-7000-8000-000000000003', 'selfie', decode(repeat('ef', 32), 'hex'), 1000, '2026-11-28');
insert into templates (id, subject, verification, role, model_digest, sealed, is_reference, sequence, created_at)
  values ('01900000-0000-7000-8000-000000000005', '01900000-0000-7000-8000-000000000002',
   '01900000-0000-7000-8000-000000000003', 'selfie', 'digest', '\x00', true, 1, '2026-11-28');
insert into audit_entries
  (sequence, at, actor_kind, actor_id, action, target_kind, target_id, body, hash, signature)
  values (1, '2026-11-28', 'key', 'aaaaaaaaaaaa', 'verification.decided', 'verification',
   '01900000-0000-7000-8000-000000000003', '{}', decode(repeat('ab', 32), 'hex'), '\x00');
insert into idempotency (key, actor, request_hash, worker, locked_until, made, created_at)
  values ('k', 'key:aaaaaaaaaaaa', decode(repeat('01', 32), 'hex'), '01900000-0000-7000-8000-000000000006',
   '2026-11-28', '01900000-0000-7000-8000-000000000003', '2026-11-28');
commit;
