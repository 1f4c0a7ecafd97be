-- channel_for_typing: what is needed to call a channel's provider. No row where there is no such channel.
--
-- Called by: typing.
create or replace function channel_for_typing(p_tenant_id bigint, p_provider text, p_address text)
returns table (base_url text, secret text, honours_idempotency boolean)
language sql
stable
security definer
set search_path = shi, pg_temp
begin atomic
    select ch.base_url, ch.secret, ch.honours_idempotency
    from channel ch
    where ch.tenant_id = p_tenant_id and ch.provider = p_provider and ch.address = p_address;
end;
comment on function channel_for_typing is 'What is needed to call a channel''s provider.';
