-- change_mode: sets a conversation's mode, and makes that the bot begins no more sends in it (promise P6).
--
-- The generation is raised, so that a turn in progress finds its fence closed; replies that are queued and not begun
-- are cancelled, the reply job is gone, and who asked for a human has one. Back in mode bot, what was said meanwhile
-- counts as answered.
-- Result: the bot's messages whose call may have begun already. The caller holds the conversation's lock, or this takes
-- it.
-- Called by: store_echo, set_conversation_mode, set_chat_mode, merge_contacts, return_to_bot.
create or replace function change_mode(p_tenant_id bigint, p_conversation_id bigint, p_mode text) returns setof bigint
language plpgsql
set search_path = shi, pg_temp
as $$
begin
    update conversation c
    set mode = p_mode, mode_changed_at = now(), generation = c.generation + 1, answered_generation = c.generation + 1
    where c.tenant_id = p_tenant_id and c.conversation_id = p_conversation_id and c.mode <> p_mode;
    if not found then
        return;
    end if;

    if p_mode = 'bot' then
        delete from job where tenant_id = p_tenant_id and kind = 'reply' and key = p_conversation_id;
    else
        update handover h
        set resolved_at = now()
        where h.tenant_id = p_tenant_id and h.conversation_id = p_conversation_id and h.resolved_at is null;
        perform stop_bot(p_tenant_id, p_conversation_id);
    end if;
    return query
    select m.message_id
    from message m
    where m.tenant_id = p_tenant_id and m.conversation_id = p_conversation_id
        and m.status = 'sending' and m.author = 'bot'
    order by m.message_id;
end
$$;
comment on function change_mode is 'Sets a conversation''s mode under its lock.';
