-- stop_bot: makes that the bot begins nothing more of what it has to do in a conversation (promise P6): the reply job
-- is gone, and replies that are queued and not begun are cancelled.
--
-- The caller holds the conversation's lock.
-- Called by: change_mode, apply_consent, merge_contacts.
create or replace function stop_bot(p_tenant_id bigint, p_conversation_id bigint) returns void
language plpgsql
set search_path = shi, pg_temp
as $$
begin
    delete from job where tenant_id = p_tenant_id and kind = 'reply' and key = p_conversation_id;
    with cancelled as (
        update message
        set status = 'cancelled', settled_at = now()
        where tenant_id = p_tenant_id and conversation_id = p_conversation_id
            and status = 'queued' and author = 'bot'
        returning message_id
    )
    update turn t
    set outcome = 'cancelled'
    from cancelled x
    where t.tenant_id = p_tenant_id and t.message_id = x.message_id and t.turn_id > id_at(now() - interval '40 days');
end
$$;
comment on function stop_bot is 'Makes that the bot begins nothing more in a conversation.';
