-- webhook_channels: the channels behind the webhook address /webhook/PROVIDER/KEY, with what proves that a post is the
-- provider's.
--
-- Result: a row per channel: secrets, a JSON array of texts, any one of which proves a post; what Meta shows when it
-- verifies the address; the address under which the provider knows us, which some signatures cover. No row: the address
-- is unknown.
-- Called by: webhook.
create or replace function webhook_channels(p_provider text, p_key text)
returns table (
    tenant_id    bigint,
    channel_id   bigint,
    address      text,
    secrets      jsonb,
    verify_token text,
    public_url   text
)
language sql
stable
security definer
set search_path = shi, pg_temp
begin atomic
    select c.tenant_id, c.channel_id, c.address, to_jsonb(coalesce(s.webhook, '{}')), s.verify_token,
        c.settings ->> 'public_url'
    from channel c
    left join channel_secret s on s.tenant_id = c.tenant_id and s.channel_id = c.channel_id
    where c.provider = p_provider and c.webhook_key = p_key
    order by c.tenant_id, c.channel_id;
end;
comment on function webhook_channels is 'The channels behind a webhook address.';
