-- move_status: records what a provider reports of a message that we sent: how far it has come, when, and what was wrong.
--
-- A failure is kept where the operator sees it; the message is not sent again by itself.
-- Parameters: p_status: sent, delivered, read, played or failed. p_provider_message_id: the provider's id of the message, where
-- the report names it; p_at: when; p_error_code, p_error: the provider's; p_pricing: word for word.
-- Result: whether the status has moved: see settle_message. Repeated, it does nothing more.
-- Locks the message's conversation.
-- Called by: accept_statuses, learn_provider_id.
create or replace function move_status(
    p_tenant_id           bigint,
    p_message_id          bigint,
    p_status              text,
    p_provider_message_id text,
    p_at                  timestamptz,
    p_error_code          text,
    p_error               text,
    p_pricing             jsonb
) returns boolean
language plpgsql
set search_path = shi, pg_temp
-- A month's partition is empty when its plan is made: it would be scanned until the next analyze.
set enable_seqscan = off
as $$
declare
    v_conversation conversation;
    v_before       record;
    v_has_moved    boolean;
begin
    select c.* into v_conversation
    from message m
    join conversation c on c.tenant_id = m.tenant_id and c.conversation_id = m.conversation_id
    where m.tenant_id = p_tenant_id and m.message_id = p_message_id and m.direction = 'out'
    for no key update of c;
    if not found then
        return false;
    end if;
    select m.status, m.author into strict v_before
    from message m
    where m.tenant_id = p_tenant_id and m.message_id = p_message_id;

    v_has_moved := settle_message(p_tenant_id, p_message_id, p_status, p_provider_message_id, p_error, null);
    update message m
    set provider_message_id = coalesce(m.provider_message_id, p_provider_message_id),
        status_at = case when v_has_moved then coalesce(p_at, clock_timestamp()) else m.status_at end,
        error_code = case when v_has_moved then left(p_error_code, 50) else m.error_code end,
        pricing = coalesce(p_pricing, m.pricing)
    where m.tenant_id = p_tenant_id and m.message_id = p_message_id
        and (v_has_moved or p_pricing is distinct from m.pricing and p_pricing is not null
            or m.provider_message_id is null and p_provider_message_id is not null);

    if v_has_moved and p_status = 'failed' and v_before.status <> 'indeterminate' and v_before.author <> 'owner' then
        perform bury_send(
            p_tenant_id, v_conversation.conversation_id, p_message_id, 1,
            coalesce(nullif(concat_ws(': ', p_error_code, p_error), ''), 'the provider reports that it has failed'));
    end if;
    if p_provider_message_id is not null then
        perform learn_provider_id(v_conversation, p_message_id, p_provider_message_id);
    end if;
    return v_has_moved;
end
$$;
comment on function move_status is 'Records what a provider reports of a message that we sent.';
