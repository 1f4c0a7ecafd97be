-- channel_for: the channel of a tenant that a caller means.
--
-- Parameters: p_provider, p_address: what the caller named; null: any. p_contact_id: to whom; null: not known.
-- Result: of those that were named, the one through which the contact wrote last; or else the gateway's with the tenant's
-- number, or else the one with the lowest number. Null where the tenant has none.
-- Called by: outbound_channel, accept_outbound, channel_for_typing, set_chat_mode.
create or replace function channel_for(p_tenant_id bigint, p_provider text, p_address text, p_contact_id bigint)
returns bigint
language plpgsql
stable
set search_path = shi, pg_temp
as $$
begin
    return (
        select ch.channel_id
        from channel ch
        left join conversation c
            on c.tenant_id = ch.tenant_id and c.channel_id = ch.channel_id and c.contact_id = p_contact_id
        where ch.tenant_id = p_tenant_id
            and (p_provider is null or ch.provider = p_provider)
            and (p_address is null or ch.address = p_address)
        order by
            c.last_customer_at desc nulls last,
            ch.provider = 'gateway' and ch.address = p_tenant_id::text desc,
            ch.channel_id
        limit 1);
end
$$;
comment on function channel_for is 'The channel of a tenant that a caller means.';
