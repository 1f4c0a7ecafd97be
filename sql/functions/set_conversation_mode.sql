-- set_conversation_mode: a human takes a conversation over (human), silences it (muted) or gives it back (bot).
--
-- Result: the ids of the bot's messages whose call may have begun already; after the commit it begins no more.
-- Called by: the DBA and operators' tools (shi_admin).
create or replace function set_conversation_mode(p_tenant_id bigint, p_conversation_id bigint, p_mode text)
returns setof bigint
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
begin
    perform from conversation
    where tenant_id = p_tenant_id and conversation_id = p_conversation_id
    for no key update;
    if not found then
        raise exception 'tenant % has no conversation %', p_tenant_id, p_conversation_id using errcode = 'no_data_found';
    end if;
    return query select * from change_mode(p_tenant_id, p_conversation_id, p_mode);
end
$$;
comment on function set_conversation_mode is 'Takes a conversation over, mutes it, or gives it back to the bot.';
