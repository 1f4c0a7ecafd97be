-- announce_settled: tells whoever waits on shi_settled that an outbound message has its outcome.
--
-- Called by: worker, after the commit of finish_send, for messages of POST /send.
create or replace function announce_settled(p_tenant_id bigint, p_message_id bigint) returns void
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
begin
    perform set_config('synchronous_commit', 'off', true);
    perform pg_notify('shi_settled', p_tenant_id || ' ' || p_message_id);
end
$$;
comment on function announce_settled is 'Tells that an outbound message has its outcome.';
