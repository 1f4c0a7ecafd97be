-- record_connection: keeps what a provider reported of a channel's connection, and when.
--
-- Result: false where there is no such channel.
-- Called by: webhook.
create or replace function record_connection(
    p_tenant_id bigint,
    p_provider  text,
    p_address   text,
    p_state     text,
    p_name      text
) returns boolean
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
begin
    update channel
    set connection_state = left(p_state, 50),
        connection_name = coalesce(left(p_name, 200), connection_name),
        connection_seen_at = now()
    where tenant_id = p_tenant_id and provider = p_provider and address = p_address;
    return found;
end
$$;
comment on function record_connection is 'Keeps the connection state that a provider reported.';
