-- begin_media: what is needed to fetch the file of a message.
--
-- Parameters: the media job's tenant, key (the message's id) and lease token.
-- Result: one row. outcome: ok; lost (the lease is somebody else's); done (a turn has fetched it already, the message is
-- no longer kept, or six workers died while they had it: the job is gone). With ok, media is a JSON object: kind, media
-- (what is known of the file), provider_message_id, chat_address, provider, base_url, secret, address,
-- honours_idempotency, settings.
-- Called by: worker.
create or replace function begin_media(p_tenant_id bigint, p_message_id bigint, p_lease_token uuid)
returns table (outcome text, media jsonb)
language plpgsql
security definer
set search_path = shi, pg_temp
-- A month's partition is empty when its plan is made: it would be scanned until the next analyze.
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    v_lost integer;
begin
    select j.lost into v_lost
    from job j
    where j.tenant_id = p_tenant_id and j.kind = 'media' and j.key = p_message_id and j.lease_token = p_lease_token
    for update;
    if not found then
        return query select 'lost', null::jsonb;
        return;
    end if;

    return query
    select 'ok', jsonb_build_object(
        'kind', m.kind,
        'media', m.details -> 'media',
        'provider_message_id', m.provider_message_id,
        'chat_address', c.chat_address,
        'provider', ch.provider,
        'base_url', ch.base_url,
        'secret', coalesce(x.access, ''),
        'address', ch.address,
        'honours_idempotency', ch.honours_idempotency,
        'settings', ch.settings)
    from media f
    join message m on m.tenant_id = f.tenant_id and m.message_id = f.message_id
    join conversation c on c.tenant_id = m.tenant_id and c.conversation_id = m.conversation_id
    join channel ch on ch.tenant_id = c.tenant_id and ch.channel_id = c.channel_id
    left join channel_secret x on x.tenant_id = ch.tenant_id and x.channel_id = ch.channel_id
    where f.tenant_id = p_tenant_id and f.message_id = p_message_id and f.state = 'wanted' and v_lost < 6;
    if found then
        return;
    end if;

    update media f
    set state = 'failed',
        error = case when v_lost < 6 then 'the message is no longer kept' else 'six workers died with it' end,
        changed_at = clock_timestamp()
    where f.tenant_id = p_tenant_id and f.message_id = p_message_id and f.state = 'wanted';
    delete from job j where j.tenant_id = p_tenant_id and j.kind = 'media' and j.key = p_message_id;
    return query select 'done', null::jsonb;
end
$$;
comment on function begin_media is 'What is needed to fetch a file.';
