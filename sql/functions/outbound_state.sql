-- outbound_state: where an outbound message stands. No row where there is no such message.
--
-- Called by: send, while it waits for the outcome.
create or replace function outbound_state(p_tenant_id bigint, p_message_id bigint)
returns table (status text, provider_message_id text, error text, send_ms integer)
language sql
stable
security definer
set search_path = shi, pg_temp
-- A month's partition is empty when its plan is made: it would be scanned until the next analyze.
set enable_seqscan = off
begin atomic
    select m.status, m.provider_message_id, m.error, m.send_ms
    from message m
    where m.tenant_id = p_tenant_id and m.message_id = p_message_id and m.direction = 'out' and m.author = 'operator';
end;
comment on function outbound_state is 'Where an outbound message stands.';
