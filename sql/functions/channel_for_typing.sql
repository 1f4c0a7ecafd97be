-- channel_for_typing: what is needed to show the typing indicator in a chat.
--
-- Parameters: p_provider, p_address: the channel that the caller named; null: any (see channel_for). p_chat_address: the chat,
-- and p_phone, p_lid, p_user_id what its address shows.
-- Result: one row; last_message_id: the provider's id of the customer's newest message in the chat, to which some providers
-- tie the indicator. No row where there is no such channel.
-- Called by: typing.
create or replace function channel_for_typing(
    p_tenant_id    bigint,
    p_provider     text,
    p_address      text,
    p_chat_address text,
    p_phone        text,
    p_lid          text,
    p_user_id      text
) returns table (
    provider            text,
    address             text,
    base_url            text,
    secret              text,
    honours_idempotency boolean,
    settings            jsonb,
    last_message_id     text
)
language plpgsql
stable
security definer
set search_path = shi, pg_temp
-- The newest message is read off the index: see store_reply.
set enable_sort = off
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    v_contact_id bigint := known_contact(p_tenant_id, p_phone, p_lid, p_user_id, p_chat_address);
    -- The address was read for one kind of provider: the channel is chosen as it was then, without the contact.
    v_channel_id bigint := channel_for(p_tenant_id, p_provider, p_address, null);
begin
    return query
    select ch.provider, ch.address, ch.base_url, coalesce(x.access, ''), ch.honours_idempotency, ch.settings, (
            select m.provider_message_id
            from message m
            where m.tenant_id = c.tenant_id and m.conversation_id = c.conversation_id and m.direction = 'in'
                and m.message_id > id_at(now() - interval '60 days')
            order by m.message_id desc
            limit 1)
    from channel ch
    left join channel_secret x on x.tenant_id = ch.tenant_id and x.channel_id = ch.channel_id
    left join conversation c
        on c.tenant_id = ch.tenant_id and c.channel_id = ch.channel_id and c.contact_id = v_contact_id
    where ch.tenant_id = p_tenant_id and ch.channel_id = v_channel_id;
end
$$;
comment on function channel_for_typing is 'What is needed to show the typing indicator in a chat.';
