-- finish_send: records the outcome of a send, and says what the holder of the send job does next.
--
-- Parameters: p_result: sent; refused (the provider will never take it); not_sent (certainly not sent: it may be repeated);
-- throttled (certainly not sent: the channel must wait for p_retry_ms); blocked (certainly not sent: the channel cannot send
-- until somebody mends it); unknown (it may have been sent; or, after outcome settle, nothing was found). p_retry_ms: when to
-- try again where that is right. p_provider_message_id, p_error (no customer's text, no secret), p_send_ms: how long the call
-- took.
-- Throttled and blocked count as no attempt: all of the channel's sends wait, a blocked one's in steps of a minute. A message
-- that is sent shows that the channel's problem is over.
-- Result: one row. outcome: next (another message waits: call begin_send under the same token), done (the job is gone, or
-- waits), lost (the lease is somebody else's; a proof of delivery is recorded all the same).
-- is_settled: whether the message has its final state now, for whoever waits for it. One whose delivery was proven by the
-- provider's report meanwhile has it, whatever the result says.
-- Repeated after its answer was lost, it changes nothing more.
-- Locks, in this order: conversation, job, the provider's id, channel.
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
    v_channel      channel;
    v_message      message;
    v_until        timestamptz;
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
    select * into v_channel
    from channel ch
    where ch.tenant_id = p_tenant_id and ch.channel_id = v_conversation.channel_id;
    select * into v_message
    from message m
    where m.tenant_id = p_tenant_id and m.message_id = p_message_id;

    if v_channel.pair_burst is not null and v_message.settling_since is null then
        perform end_pair_call(v_channel, p_conversation_id);
    end if;
    if p_result = 'sent' then
        perform settle_message(p_tenant_id, p_message_id, 'sent', p_provider_message_id, null, p_send_ms);
        if p_provider_message_id is not null then
            perform learn_provider_id(v_conversation, p_message_id, p_provider_message_id);
        end if;
    elsif v_holds_lease and v_message.status = 'sending' then
        v_until := give_up_send(
            v_channel, v_job, v_message, p_result, p_error, p_send_ms, p_retry_ms, p_most_attempts);
    end if;

    is_settled := p_result = 'sent' or (v_holds_lease and v_until is null);
    if not v_holds_lease then
        outcome := 'lost';
    elsif v_until is not null then
        perform postpone_send(p_tenant_id, p_conversation_id, v_until);
        outcome := 'done';
    elsif exists (
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

    -- The channel is one row for many conversations: it is written last, and only when something changes.
    if p_result = 'sent' and v_channel.problem is not null then
        update channel ch
        set problem = null, problem_at = null, sends_after = null
        where ch.tenant_id = p_tenant_id and ch.channel_id = v_channel.channel_id and ch.problem is not null;
    elsif p_result in ('throttled', 'blocked') and v_until is not null then
        update channel ch
        set sends_after = greatest(ch.sends_after, v_until),
            problem = case when p_result = 'blocked' then left(coalesce(p_error, p_result), 500) else ch.problem end,
            problem_at = case when p_result = 'blocked' then coalesce(ch.problem_at, clock_timestamp()) else ch.problem_at end
        where ch.tenant_id = p_tenant_id and ch.channel_id = v_channel.channel_id;
    end if;
    return next;
end
$$;
comment on function finish_send is 'Records the outcome of a send.';
