-- reported_message: the message that a provider's report is about: by the provider's id, or else by our own, which some
-- providers give back.
--
-- Result: one row: the message and its conversation, null where no message of ours on that channel is meant; whether
-- the provider's id is known already: a customer's message has one, too.
-- Called by: accept_statuses, keep_early_status.
create or replace function reported_message(
    p_tenant_id           bigint,
    p_channel_id          bigint,
    p_provider_message_id text,
    p_message_id          bigint
) returns table (message_id bigint, conversation_id bigint, is_known boolean)
language plpgsql
stable
set search_path = shi, pg_temp
-- A month's partition is empty when its plan is made: it would be scanned until the next analyze.
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    v_message_id bigint;
begin
    is_known := false;
    -- By whole keys, one after the other: a join could read all of a tenant's messages in a month that is new.
    for v_message_id in
        select p.message_id
        from provider_message p
        where p.tenant_id = p_tenant_id and p.channel_id = p_channel_id
            and p.provider_message_id = p_provider_message_id
    loop
        is_known := true;
        select m.message_id, m.conversation_id into message_id, conversation_id
        from message m
        where m.tenant_id = p_tenant_id and m.message_id = v_message_id and m.direction = 'out';
        exit when found;
    end loop;
    if message_id is null and p_message_id is not null then
        select m.message_id, m.conversation_id into message_id, conversation_id
        from message m
        where m.tenant_id = p_tenant_id and m.message_id = p_message_id and m.direction = 'out'
            and p_channel_id = (
                select c.channel_id from conversation c
                where c.tenant_id = p_tenant_id and c.conversation_id = m.conversation_id);
    end if;
    return next;
end
$$;
comment on function reported_message is 'The message that a provider''s report is about.';
