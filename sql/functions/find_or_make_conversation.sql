-- find_or_make_conversation: the conversation of a contact on a channel, made where there is none.
--
-- Called by: accept_messages, accept_outbound.
create or replace function find_or_make_conversation(
    p_tenant_id    bigint,
    p_channel_id   bigint,
    p_contact_id   bigint,
    p_chat_address text
) returns bigint
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_conversation_id bigint;
begin
    select conversation_id into v_conversation_id
    from conversation
    where tenant_id = p_tenant_id and channel_id = p_channel_id and contact_id = p_contact_id;
    if v_conversation_id is not null then
        return v_conversation_id;
    end if;

    insert into conversation (tenant_id, conversation_id, channel_id, contact_id, chat_address)
    values (p_tenant_id, next_id(), p_channel_id, p_contact_id, p_chat_address)
    on conflict do nothing;

    select conversation_id into strict v_conversation_id
    from conversation
    where tenant_id = p_tenant_id and channel_id = p_channel_id and contact_id = p_contact_id;
    return v_conversation_id;
end
$$;
comment on function find_or_make_conversation is 'The conversation of a contact on a channel.';
