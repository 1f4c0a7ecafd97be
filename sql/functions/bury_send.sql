-- bury_send: keeps a send that was given up, failed or of unknown outcome, where the operator sees it.
--
-- Called by: fail_unwindowed_send, settle_lost_send, give_up_send, move_status.
create or replace function bury_send(
    p_tenant_id       bigint,
    p_conversation_id bigint,
    p_message_id      bigint,
    p_attempt         integer,
    p_error           text
) returns void
language sql
set search_path = shi, pg_temp
begin atomic
    insert into dead_job (tenant_id, dead_id, kind, key, message_id, attempt, error)
    values (p_tenant_id, next_id(), 'send', p_conversation_id, p_message_id, p_attempt, left(p_error, 500));
end;
comment on function bury_send is 'Keeps a send that was given up.';
