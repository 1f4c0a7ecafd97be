-- finish_send: records the outcome of a send, and says what the holder of the send job does next.
--
-- Parameters: p_result: sent; refused (the provider will never take it); not_sent (certainly not sent: it may be repeated);
-- unknown (it may have been sent). p_retry_ms: when to try again where that is right. p_provider_message_id, p_error (no
-- customer's text, no secret), p_send_ms: how long the call took.
-- Result: one row. outcome: next (another message waits: call begin_send under the same token), done (the job is gone or
-- waits for its retry), lost (the lease is somebody else's; a proof of delivery is recorded all the same).
-- is_settled: whether the message has its final state now, for whoever waits for it. One whose delivery was proven by the
-- provider's report meanwhile has it, whatever the result says.
-- Repeated after its answer was lost, it changes nothing more.
-- Called by: worker.
create or replace function finish_send(
    p_tenant_id           bigint,
    p_conversation_id     bigint,
    p_lease_token         uuid,
    p_message_id          bigint,
    p_result              text,
    p_provider_message_id text,
    p_error               text,
    p_send_ms             integer,
    p_retry_ms            integer,
    p_most_attempts       integer
) returns table (outcome text, is_settled boolean)
language plpgsql
security definer
set search_path = shi, pg_temp
-- A month's partition is empty when its plan is made: it would be scanned until the next analyze.
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    v_conversation conversation;
    v_job          job;
    v_holds_lease  boolean;
    v_status       text;
    v_may_be_out   boolean;
    v_repeatable   boolean;
begin
    select * into v_conversation
    from conversation c
    where c.tenant_id = p_tenant_id and c.conversation_id = p_conversation_id
    for no key update;
    select * into v_job
    from job j
    where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_conversation_id and j.lease_token = p_lease_token
    for update;
    v_holds_lease := found;

    select m.status, m.may_be_out or p_result = 'unknown' into v_status, v_may_be_out
    from message m
    where m.tenant_id = p_tenant_id and m.message_id = p_message_id;

    if p_result = 'sent' then
        perform settle_message(p_tenant_id, p_message_id, 'sent', p_provider_message_id, null, p_send_ms);
        if p_provider_message_id is not null then
            -- The provider's report of this message will come back as one of the business's own: see store_echo.
            insert into provider_message (tenant_id, channel_id, provider_message_id, chat_address, message_id)
            values (p_tenant_id, v_conversation.channel_id, p_provider_message_id, v_conversation.chat_address, p_message_id)
            on conflict do nothing;
        end if;
    end if;
    if not v_holds_lease then
        outcome := 'lost';
        is_settled := p_result = 'sent';
        return next;
        return;
    end if;

    if p_result <> 'sent' and v_status = 'sending' then
        select p_result = 'not_sent' or (p_result = 'unknown' and ch.honours_idempotency)
        into v_repeatable
        from channel ch
        where ch.tenant_id = p_tenant_id and ch.channel_id = v_conversation.channel_id;
        if v_repeatable and v_job.attempt + 1 < p_most_attempts then
            update message m
            set status = case when p_result = 'not_sent' and not m.may_be_out then 'queued' else m.status end,
                may_be_out = m.may_be_out or p_result = 'unknown',
                error = left(p_error, 500)
            where m.tenant_id = p_tenant_id and m.message_id = p_message_id and m.status = 'sending';
            update job j
            set state = 'waiting', worker_id = null, lease_token = null, begun_message_id = null, attempt = j.attempt + 1,
                run_at = clock_timestamp() + make_interval(secs => p_retry_ms / 1000.0)
            where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_conversation_id;
            outcome := 'done';
            is_settled := false;
            return next;
            return;
        end if;
        perform settle_message(
            p_tenant_id, p_message_id, case when v_may_be_out then 'indeterminate' else 'failed' end,
            null, p_error, p_send_ms);
        perform bury_send(p_tenant_id, p_conversation_id, p_message_id, v_job.attempt + 1, coalesce(p_error, p_result));
    end if;
    is_settled := true;

    if exists (
        select from message m
        where m.tenant_id = p_tenant_id and m.conversation_id = p_conversation_id and m.status in ('queued', 'sending'))
    then
        update job j
        set attempt = 0
        where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_conversation_id and j.attempt <> 0;
        outcome := 'next';
    else
        delete from job j where j.tenant_id = p_tenant_id and j.kind = 'send' and j.key = p_conversation_id;
        outcome := 'done';
    end if;
    return next;
end
$$;
comment on function finish_send is 'Records the outcome of a send.';
