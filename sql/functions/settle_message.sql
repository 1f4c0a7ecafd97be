-- settle_message: records how an outbound message ended, or how far it has come since, on the message and on its turn.
--
-- A status only moves forward (promise P7): queued, sending, sent, delivered, read, played. Failed counts only while the
-- delivery is not proven, and a later proof of it settles what was thought failed or indeterminate. That a message was sent
-- is no proof against a failure that the provider has reported (message.status_at): it comes after.
-- A proof of a message whose call had no answer wakes the send job, which waits for it.
-- Result: whether the message took the new status. The caller holds the conversation's lock.
-- Called by: begin_send, fail_unwindowed_send, settle_lost_send, give_up_send, finish_send, move_status, store_echo.
create or replace function settle_message(
    p_tenant_id           bigint,
    p_message_id          bigint,
    p_status              text,
    p_provider_message_id text,
    p_error               text,
    p_send_ms             integer
) returns boolean
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    v_is_proven boolean := p_status in ('sent', 'delivered', 'read', 'played');
    v_message   record;
begin
    update message m
    set status = p_status,
        provider_message_id = coalesce(p_provider_message_id, m.provider_message_id),
        error = left(p_error, 500),
        send_ms = coalesce(p_send_ms, m.send_ms),
        settled_at = coalesce(m.settled_at, clock_timestamp())
    where m.tenant_id = p_tenant_id and m.message_id = p_message_id and m.direction = 'out'
        and (
            m.status in ('queued', 'sending')
            or (p_status = 'sent' and (
                m.status = 'indeterminate'
                or (m.status in ('failed', 'cancelled') and m.status_at is null)))
            or (p_status = 'failed' and m.status in ('sent', 'indeterminate'))
            or (p_status in ('delivered', 'read', 'played') and (
                m.status in ('sent', 'failed', 'indeterminate', 'cancelled')
                or (m.status = 'delivered' and p_status <> 'delivered')
                or (m.status = 'read' and p_status = 'played'))))
    returning m.conversation_id, m.may_be_out into v_message;
    if not found then
        return false;
    end if;

    update turn t
    set outcome = case when v_is_proven then 'sent' else p_status end,
        sent_ms = case when v_is_proven then coalesce(t.sent_ms, milliseconds(clock_timestamp() - t.received_at)) end
    where t.tenant_id = p_tenant_id and t.message_id = p_message_id
        and t.turn_id < p_message_id and t.turn_id > p_message_id - (3600000::bigint << 22);

    if v_message.may_be_out then
        update job j
        set state = 'ready', run_at = clock_timestamp(),
            deadline_at = least(j.deadline_at, clock_timestamp() + interval '4 seconds')
        where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = v_message.conversation_id
            and j.state = 'waiting';
    end if;
    return true;
end
$$;
comment on function settle_message is 'Records how an outbound message ended, or how far it has come.';
