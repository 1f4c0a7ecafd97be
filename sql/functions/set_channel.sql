-- set_channel: makes a channel, or sets anew where its provider is called and knows us.
--
-- Parameters: p_webhook_key: the last part of its webhook's address (null: it has none); p_settings: texts by name, see
-- the README; p_honours_idempotency: whether the provider delivers once however often it is given the same id (null: as
-- it is; of a new channel: only the sandbox does).
-- A new channel gets the limits that are right for its provider: the window for free messages, the pair limit, and for
-- how long a send of unknown outcome settles. They are the channel's own from then on. A channel of another provider is
-- replaced, and its secrets are gone; one that has conversations cannot be (error 23503), for they hold that provider's
-- addresses.
-- Called by: the DBA and operators' tools (shi_admin).
create or replace function set_channel(
    p_tenant_id           bigint,
    p_channel_id          bigint,
    p_provider            text,
    p_address             text,
    p_base_url            text,
    p_webhook_key         text,
    p_settings            jsonb,
    p_honours_idempotency boolean default null
) returns void
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
declare
    v_limits_pairs constant boolean := p_provider = 'cloud';
begin
    delete from channel c
    where c.tenant_id = p_tenant_id and c.channel_id = p_channel_id and c.provider <> p_provider;

    insert into channel as c (
        tenant_id, channel_id, provider, address, base_url, webhook_key, settings, honours_idempotency, window_hours,
        pair_burst, pair_interval_ms, settle_ms)
    values (
        p_tenant_id, p_channel_id, p_provider, p_address, p_base_url, p_webhook_key, coalesce(p_settings, '{}'),
        coalesce(p_honours_idempotency, p_provider = 'sandbox'),
        case when p_provider = 'cloud' or (p_provider = 'twilio' and p_address like 'whatsapp:%') then 24 end,
        case when v_limits_pairs then 45 end,
        case when v_limits_pairs then 6000 end,
        case
            when p_provider in ('cloud', 'twilio') then 60000
            when p_provider in ('evolution', 'waha', 'gowa') then 20000
            else 0
        end)
    on conflict (tenant_id, channel_id) do update
    set address = excluded.address,
        base_url = excluded.base_url,
        webhook_key = excluded.webhook_key,
        settings = excluded.settings,
        honours_idempotency = coalesce(p_honours_idempotency, c.honours_idempotency);
end
$$;
comment on function set_channel is 'Makes a channel, or sets it anew.';
