-- repeated_reply: what finish_reply answers when its lease holds no reply job: it may have committed this very turn before.
--
-- Called by: finish_reply.
create or replace function repeated_reply(
    p_tenant_id       bigint,
    p_conversation_id bigint,
    p_lease_token     uuid,
    p_turn_id         bigint
) returns table (outcome text, message_id bigint, send boolean, wait_ms integer)
language plpgsql
stable
set search_path = shi, pg_temp
as $$
#variable_conflict use_column
begin
    select 'committed', t.message_id,
        exists (
            select from job j
            join message m on m.tenant_id = t.tenant_id and m.message_id = t.message_id and m.status = 'sending'
            where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_conversation_id
                and j.lease_token = p_lease_token),
        0
    into outcome, message_id, send, wait_ms
    from turn t
    where t.tenant_id = p_tenant_id and t.turn_id = p_turn_id;
    if not found then
        outcome := 'lost';
        send := false;
        wait_ms := 0;
    end if;
    return next;
end
$$;
comment on function repeated_reply is 'The answer to a repeated finish_reply.';
