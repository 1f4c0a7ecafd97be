-- postpone_send: lets a conversation's send job wait until a moment, without counting an attempt. Nobody holds it then.
--
-- Its deadline moves along: what may not go yet is not late, and a job that came back with an old deadline would be looked for
-- only once a second: see claim_jobs.
-- The caller holds the job's lock.
-- Called by: begin_send, settle_lost_send, store_reply, finish_send.
create or replace function postpone_send(p_tenant_id bigint, p_conversation_id bigint, p_until timestamptz) returns void
language sql
set search_path = shi, pg_temp
begin atomic
    update job j
    set state = 'waiting', worker_id = null, lease_token = null, begun_message_id = null, run_at = p_until,
        deadline_at = greatest(j.deadline_at, p_until + interval '4 seconds')
    where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_conversation_id;
end;
comment on function postpone_send is 'Lets a conversation''s send job wait.';
