-- learn_provider_id: the provider's id of a message that we sent has become known: what it reports under that id is the
-- message's from now on, and what it has reported already is applied.
--
-- A report can overtake the answer of the call. Whoever learns an id and whoever finds none for a report (accept_statuses)
-- first take the same lock for the id, and then look at what the other has written: see lock_provider_id.
-- The caller holds the conversation's lock.
-- Called by: finish_send, move_status, store_echo.
create or replace function learn_provider_id(
    p_conversation        conversation,
    p_message_id          bigint,
    p_provider_message_id text
) returns void
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_early early_status;
begin
    perform lock_provider_id(p_conversation.tenant_id, p_conversation.channel_id, p_provider_message_id);
    -- The provider's report of this message will come back as one of the business's own: see store_echo.
    insert into provider_message (tenant_id, channel_id, provider_message_id, chat_address, message_id)
    values (
        p_conversation.tenant_id, p_conversation.channel_id, p_provider_message_id, p_conversation.chat_address,
        p_message_id)
    on conflict do nothing;
    for v_early in
        delete from early_status e
        where e.tenant_id = p_conversation.tenant_id and e.channel_id = p_conversation.channel_id
            and e.provider_message_id = p_provider_message_id
        returning e.*
    loop
        perform move_status(
            p_conversation.tenant_id, p_message_id, v_early.status, null, v_early.status_at, v_early.error_code,
            v_early.error, v_early.pricing);
    end loop;
end
$$;
comment on function learn_provider_id is 'Applies what a provider has reported under an id that has become known.';
