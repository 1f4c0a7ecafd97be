-- outbound_channel: for which kind of provider the address of a chat is to be read, before anything is known of the chat.
--
-- Parameters: p_provider, p_address: the channel that the caller named; null: any.
-- Result: the channel's provider and address: see channel_for. No row where the tenant has no such channel.
-- Called by: send, typing.
create or replace function outbound_channel(p_tenant_id bigint, p_provider text, p_address text)
returns table (provider text, address text)
language sql
stable
security definer
set search_path = shi, pg_temp
begin atomic
    select ch.provider, ch.address
    from channel ch
    where ch.tenant_id = p_tenant_id
        and ch.channel_id = channel_for(p_tenant_id, p_provider, p_address, null);
end;
comment on function outbound_channel is 'For which kind of provider the address of a chat is to be read.';
