-- set_channel_secret: sets what a channel shows its provider, and what proves the provider's posts.
--
-- Parameters: p_access: see channel_secret.access; p_webhook: the secrets of which any one proves a post, two while one
-- is replaced by the other; p_verify_token: what Meta shows when it verifies the webhook's address, or null.
-- Called by: the DBA and operators' tools (shi_admin).
create or replace function set_channel_secret(
    p_tenant_id    bigint,
    p_channel_id   bigint,
    p_access       text,
    p_webhook      text[],
    p_verify_token text default null
) returns void
language sql
security definer
set search_path = shi, pg_temp
begin atomic
    insert into channel_secret (tenant_id, channel_id, access, webhook, verify_token)
    values (p_tenant_id, p_channel_id, coalesce(p_access, ''), coalesce(p_webhook, '{}'), p_verify_token)
    on conflict (tenant_id, channel_id) do update
    set access = excluded.access, webhook = excluded.webhook, verify_token = excluded.verify_token;
end;
comment on function set_channel_secret is 'Sets the secrets of a channel.';
