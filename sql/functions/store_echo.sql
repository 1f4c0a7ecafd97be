-- store_echo: settles a message that the business itself sent, as the provider reports it back.
--
-- It is either our own send, which the report proves (whatever the call's outcome was), or the owner's own words, typed
-- on the phone: those are stored, and a human has taken over, unless the conversation is muted. A reaction or deletion
-- of the owner's takes nothing over.
-- The caller holds the conversation's lock.
-- Called by: store_inbound.
create or replace function store_echo(p_item inbound_item) returns void
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_message_id   bigint;
    v_conversation conversation;
begin
    -- Another spelling of the chat's address (phone or LID) under the id of one of our sends: already known.
    for v_message_id in
        select p.message_id
        from provider_message p
        where p.tenant_id = p_item.tenant_id and p.channel_id = p_item.channel_id
            and p.provider_message_id = p_item.provider_message_id and p.message_id <> p_item.message_id
    loop
        perform from message m
        where m.tenant_id = p_item.tenant_id and m.message_id = v_message_id and m.direction = 'out';
        if found then
            return;
        end if;
    end loop;

    select c.* into v_conversation
    from conversation c
    where c.tenant_id = p_item.tenant_id and c.conversation_id = p_item.conversation_id;

    -- The report can come before the answer of the call that sent it, in place of an answer that was lost, or for a
    -- send that the provider answered without an id. A file is told by its caption and its turn; its kind comes back as
    -- another at times.
    select m.message_id into v_message_id
    from message m
    where m.tenant_id = p_item.tenant_id and m.conversation_id = p_item.conversation_id
        and m.message_id > id_at(now() - interval '1 day')
        and m.direction = 'out' and m.author <> 'owner' and m.provider_message_id is null
        and m.status in ('sending', 'sent', 'delivered', 'read', 'played', 'failed', 'indeterminate')
        and (m.kind = 'text') = (p_item.kind = 'text')
        and nullif(m.body, '') is not distinct from nullif(p_item.body, '')
    -- One that the provider refused is meant last: somebody may have sent its words again.
    order by m.status = 'failed', m.message_id
    limit 1;
    if v_message_id is not null then
        perform settle_message(p_item.tenant_id, v_message_id, 'sent', p_item.provider_message_id, null, null);
        update message
        set provider_message_id = p_item.provider_message_id
        where tenant_id = p_item.tenant_id and message_id = v_message_id and provider_message_id is null;
        update provider_message
        set message_id = v_message_id
        where tenant_id = p_item.tenant_id and channel_id = p_item.channel_id
            and provider_message_id = p_item.provider_message_id and chat_address = p_item.chat_address;
        perform learn_provider_id(v_conversation, v_message_id, p_item.provider_message_id);
        return;
    end if;

    insert into message (
        tenant_id, message_id, conversation_id, direction, author, kind, body, details, status, provider_message_id,
        provider_sent_at, received_at, settled_at)
    values (
        p_item.tenant_id, p_item.message_id, p_item.conversation_id, 'out', 'owner', p_item.kind, p_item.body,
        p_item.details, 'sent', p_item.provider_message_id, p_item.sent_at, p_item.received_at, now());
    perform learn_provider_id(v_conversation, p_item.message_id, p_item.provider_message_id);
    if p_item.takes_over and p_item.kind not in ('reaction', 'deletion', 'edit', 'call', 'poll', 'system') then
        update conversation c
        set last_human_at = greatest(c.last_human_at, p_item.received_at)
        where c.tenant_id = p_item.tenant_id and c.conversation_id = p_item.conversation_id;
        if v_conversation.mode = 'bot' then
            perform change_mode(p_item.tenant_id, p_item.conversation_id, 'human');
        end if;
    end if;
end
$$;
comment on function store_echo is 'Settles a message that the business itself sent.';
