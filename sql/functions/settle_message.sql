-- settle_message: records how an outbound message ended, on the message and on its turn. It never moves a proven delivery
-- back, and a proof of delivery settles what was thought failed or indeterminate (promise P7).
--
-- Result: whether the message took the new status. The caller holds the conversation's lock.
-- Called by: begin_send, finish_send, store_echo.
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
begin
    update message m
    set status = p_status,
        provider_message_id = coalesce(p_provider_message_id, m.provider_message_id),
        error = left(p_error, 500),
        send_ms = coalesce(p_send_ms, m.send_ms),
        settled_at = clock_timestamp()
    where m.tenant_id = p_tenant_id and m.message_id = p_message_id and m.direction = 'out'
        and (m.status in ('queued', 'sending') or (p_status = 'sent' and m.status in ('failed', 'indeterminate')));
    if not found then
        return false;
    end if;
    update turn t
    set outcome = p_status,
        sent_ms = case when p_status = 'sent' then milliseconds(clock_timestamp() - t.received_at) end
    where t.tenant_id = p_tenant_id and t.message_id = p_message_id
        and t.turn_id < p_message_id and t.turn_id > p_message_id - (3600000::bigint << 22);
    return true;
end
$$;
comment on function settle_message is 'Records how an outbound message ended.';
