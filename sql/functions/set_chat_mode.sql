-- set_chat_mode: a human takes a chat over (human), silences it (muted) or gives it back to the bot (bot), named by its
-- address.
--
-- Parameters: p_provider, p_address: the channel that the caller named; null: the one through which the contact wrote last.
-- p_chat_address: the chat, and p_phone, p_lid, p_user_id what its address shows.
-- Result: rows. First one without message_id: changed, unchanged (it had the mode already: a human who takes it over again has
-- it from now on) or unknown_conversation. Then begun, one for each of the bot's messages whose call may have begun already;
-- after the commit it begins no more. Repeated, it says them again.
-- Called by: send.
create or replace function set_chat_mode(
    p_tenant_id    bigint,
    p_provider     text,
    p_address      text,
    p_chat_address text,
    p_phone        text,
    p_lid          text,
    p_user_id      text,
    p_mode         text
) returns table (outcome text, message_id bigint)
language plpgsql
security definer
set search_path = shi, pg_temp
set lock_timeout = '1s'
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    v_contact_id   bigint := known_contact(p_tenant_id, p_phone, p_lid, p_user_id, p_chat_address);
    v_conversation conversation;
begin
    if p_mode is null or p_mode not in ('bot', 'human', 'muted') then
        raise exception 'there is no mode %', p_mode using errcode = 'invalid_parameter_value';
    end if;
    select * into v_conversation
    from conversation c
    where c.tenant_id = p_tenant_id and c.contact_id = v_contact_id
        and c.channel_id = channel_for(p_tenant_id, p_provider, p_address, v_contact_id)
    for no key update;
    if not found then
        return query select 'unknown_conversation', null::bigint;
        return;
    end if;

    return query select case when v_conversation.mode = p_mode then 'unchanged' else 'changed' end, null::bigint;
    perform change_mode(p_tenant_id, v_conversation.conversation_id, p_mode);
    if p_mode <> 'bot' then
        update conversation c
        set last_human_at = clock_timestamp()
        where c.tenant_id = p_tenant_id and c.conversation_id = v_conversation.conversation_id;
        return query
        select 'begun', m.message_id
        from message m
        where m.tenant_id = p_tenant_id and m.conversation_id = v_conversation.conversation_id
            and m.status = 'sending' and m.author = 'bot'
        order by m.message_id;
    end if;
end
$$;
comment on function set_chat_mode is 'Takes a chat over, mutes it, or gives it back to the bot.';
